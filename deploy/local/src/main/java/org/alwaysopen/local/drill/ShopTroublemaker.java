package org.alwaysopen.local.drill;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.alwaysopen.local.launcher.DatabaseAccess;
import org.alwaysopen.local.launcher.LauncherException;
import org.alwaysopen.local.launcher.RunningShop;
import org.alwaysopen.local.launcher.RunningSimulator;
import org.alwaysopen.local.launcher.Status.RegionStatus;

/** Makes trouble for a shop that is up: real servers get SIGKILL, the simulators' ports are closed, PostgreSQL hangs up. */
final class ShopTroublemaker implements Troublemaker {
    /** A server starts in 10 s; on a busy machine with two more of them in a few times that. */
    private static final Duration READY_MAX = Duration.ofMinutes(3);

    private static final List<String> LOST_ANSWERS = List.of(
            "timeout_after",
            "timeout_before",
            "error_after",
            "error_before",
            "reset_after",
            "malformed",
            "unavailable");

    private final RunningShop shop;
    private final List<String> regions;
    private final List<RunningSimulator> processors;
    private final DatabaseAccess database;
    private final Set<String> away = ConcurrentHashMap.newKeySet();

    ShopTroublemaker(RunningShop shop) {
        this.shop = shop;
        this.regions = shop.status().regions().stream().map(RegionStatus::name).toList();
        this.processors = shop.simulators();
        this.database = shop.database();
    }

    List<String> regions() {
        return regions;
    }

    int processors() {
        return processors.size();
    }

    @Override
    public boolean make(Trouble trouble) throws Exception {
        return switch (trouble.kind()) {
            case SERVER_KILLED -> kill(regions.get(trouble.which()));
            case PROCESSOR_GONE -> {
                String how = trouble.how() % 2 == 0 ? "refused" : "black_hole";
                yield order(trouble, "network", "{\"state\":\"" + how + "\"}");
            }
            case ANSWERS_LOST -> {
                String fault = LOST_ANSWERS.get(trouble.how() % LOST_ANSWERS.size());
                // Two: Java's HTTP client repeats a reset one by itself.
                yield order(trouble, "faults", "{\"operation\":\"*\",\"fault\":\"" + fault + "\",\"times\":2}");
            }
            case CONNECTIONS_CUT -> cutConnections(1 + trouble.which());
        };
    }

    @Override
    public void mend(Trouble trouble) throws Exception {
        switch (trouble.kind()) {
            case SERVER_KILLED -> restore(regions.get(trouble.which()));
            case PROCESSOR_GONE -> order(trouble, "network", "{\"state\":\"up\"}");
            default -> {} // was a moment
        }
    }

    /** One at a time may be away, so that somebody is there to sell: what all three do at once is another drill. */
    private boolean kill(String region) {
        synchronized (away) {
            if (!away.isEmpty()) {
                return false;
            }
            away.add(region);
        }
        shop.kill(region, Optional.of("shop"));
        return true;
    }

    private void restore(String region) throws InterruptedException {
        try {
            shop.restore(region);
        } catch (LauncherException late) {
            return; // the machine is too busy for now: it stays away, and comes back at the end
        }
        awaitReady();
        away.remove(region);
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        while (!shop.status().regions().stream()
                .allMatch(region -> region.state().equals("ready"))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not every region became ready in " + READY_MAX + ": "
                        + shop.status().regions());
            }
            TimeUnit.MILLISECONDS.sleep(300);
        }
    }

    private boolean order(Trouble trouble, String what, String body) throws InterruptedException {
        processors.get(trouble.which()).order("POST", what, body);
        return true;
    }

    private boolean cutConnections(int many) throws SQLException {
        Properties credentials = new Properties();
        credentials.setProperty("user", database.user());
        credentials.setProperty("password", database.password());
        ConnectionCuts.cut(database.url(), credentials, many);
        return true;
    }

    @Override
    public void mendAll() throws Exception {
        for (RunningSimulator simulator : processors) {
            simulator.order("POST", "network", "{\"state\":\"up\"}");
            simulator.order("DELETE", "faults", "");
            simulator.order("DELETE", "webhooks", "");
        }
        for (RegionStatus region : shop.status().regions()) {
            if (region.state().equals("failed")) {
                // On a busy machine it was not ready in the launcher's time; that is no fault of the shop's.
                shop.kill(region.name(), Optional.of("shop"));
            }
            if (region.state().equals("killed") || region.state().equals("failed")) {
                shop.restore(region.name());
            }
        }
        awaitReady();
        away.clear();
    }
}
