package org.alwaysopen.local.launcher;

/** A shop that a command starts for itself, with a state folder of its own, and that ends with it. */
public final class OwnShop implements AutoCloseable {
    private final Session session;
    private final RunningShop shop;

    private OwnShop(Session session, RunningShop shop) {
        this.session = session;
        this.shop = shop;
    }

    /**
     * Opens three regions with data of their own, which the last time left nothing of; returns when all are ready.
     *
     * @param name names its folder inside of the state folder
     * @throws LauncherException when it does not come up
     */
    public static OwnShop open(String name, int portOffset) {
        ShopFolder callers = ShopFolder.ofThisCall();
        ShopFolder folder = new ShopFolder(callers.root(), callers.state().resolve(name));
        UpOptions options = new UpOptions();
        options.regions = Regions.ALL.size();
        options.db = "embedded";
        options.cockroach = "cockroach";
        options.portOffset = portOffset;
        options.withoutIdentity = true; // guests buy, and guests never meet Keycloak
        Session.check(folder, options);
        ShopFolder.deleteTree(folder.state());
        Session session = Session.begin(folder, options);
        try {
            session.open();
            Status status = Terminal.follow(session::status);
            if (!status.state().equals("ready")) {
                throw new LauncherException(
                        "the shop did not come up: " + status.failure() + "; logs: " + folder.logs());
            }
            return new OwnShop(session, RunningShop.find(folder).orElseThrow());
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    public RunningShop shop() {
        return shop;
    }

    @Override
    public void close() {
        session.close();
    }
}
