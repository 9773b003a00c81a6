package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A shop that a measurement has for itself, in processes of its own, as {@code ./shop up --detach} opens one: fresh, without
 * Keycloak, its state in a folder below the caller's. Closed with it.
 */
public final class DetachedShop implements AutoCloseable {
    private static final long COMMAND_MAX_MINUTES = 8;

    private final ShopFolder folder;
    private final RunningShop shop;

    private DetachedShop(ShopFolder folder, RunningShop shop) {
        this.folder = folder;
        this.shop = shop;
    }

    /** @throws LauncherException when it does not come up */
    public static DetachedShop open(String name, int regions, int portOffset) {
        ShopFolder callers = ShopFolder.ofThisCall();
        ShopFolder folder = new ShopFolder(callers.root(), callers.state().resolve(name));
        int exit = run(
                folder,
                List.of(
                        "up",
                        "--detach",
                        "--fresh",
                        "--without-identity",
                        "--regions=" + regions,
                        "--port-offset=" + portOffset));
        if (exit != 0) {
            throw new LauncherException("the shop for the measurement did not come up; logs: " + folder.logs());
        }
        return new DetachedShop(folder, RunningShop.find(folder).orElseThrow());
    }

    public RunningShop shop() {
        return shop;
    }

    private static int run(ShopFolder folder, List<String> arguments) {
        List<String> command = new java.util.ArrayList<>(
                List.of(Path.of(folder.root().toString(), "shop").toString()));
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.root().toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("SHOP_STATE", folder.state().toString());
            Process process = builder.start();
            if (!process.waitFor(COMMAND_MAX_MINUTES, TimeUnit.MINUTES)) {
                process.destroy();
                return 1;
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new LauncherException("./shop " + arguments.get(0) + " did not start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted");
        }
    }

    @Override
    public void close() {
        run(folder, List.of("down"));
    }
}
