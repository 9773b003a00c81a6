package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A shop that a drill or a measurement has for itself, in processes of its own, as {@code ./shop up --detach} opens one:
 * fresh, its state in a folder below the caller's, and without Keycloak, because guests buy there. It is closed with it, and
 * with the command, should Ctrl-C end that before.
 */
public final class OwnShop implements AutoCloseable {
    private static final long COMMAND_MAX_MINUTES = 8;

    /**
     * Of the compilers of Java only the quick one: a server that is killed every minute is worth no other. For the environment
     * of {@code java}.
     */
    public static final Map<String, String> QUICK_TO_START = Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

    private final ShopFolder folder;
    private final Map<String, String> environment;
    private final AtomicBoolean closed = new AtomicBoolean();

    private OwnShop(ShopFolder folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close " + folder.state()));
    }

    /**
     * @param name        names its folder inside of the state folder
     * @param environment of its processes, beside the caller's
     * @throws LauncherException when it does not come up
     */
    public static OwnShop open(String name, int regions, int portOffset, Map<String, String> environment) {
        ShopFolder callers = ShopFolder.ofThisCall();
        ShopFolder folder = new ShopFolder(callers.root(), callers.state().resolve(name));
        OwnShop own = new OwnShop(folder, environment);
        int exit = own.run(List.of(
                "up",
                "--detach",
                "--fresh",
                "--without-identity",
                "--regions=" + regions,
                "--port-offset=" + portOffset));
        if (exit != 0) {
            own.close();
            throw new LauncherException("the shop of this command did not come up; logs: " + folder.logs());
        }
        return own;
    }

    public RunningShop shop() {
        return RunningShop.find(folder).orElseThrow(() -> new LauncherException("the shop is not up any more"));
    }

    private int run(List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(folder.root().resolve("shop").toString()));
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.root().toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
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
        if (closed.compareAndSet(false, true)) {
            run(List.of("down"));
        }
    }
}
