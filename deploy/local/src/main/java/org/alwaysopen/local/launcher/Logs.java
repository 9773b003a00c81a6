package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.alwaysopen.platform.CardNumberFreeFormatter;

/** What the launcher itself logs goes to {@code .shop/logs/launcher.log}, and not between the lines of the terminal. */
final class Logs {
    /** Held on to: the log manager forgets loggers that nobody holds. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.flywaydb"),
            Logger.getLogger("com.zaxxer.hikari"),
            Logger.getLogger("io.zonky"),
            Logger.getLogger("io.vertx"),
            Logger.getLogger("io.netty"));

    private Logs() {}

    /** Until a command has a file for it: what libraries tell of their work is noise between a command's own lines. */
    static void warningsOnly() {
        Logger.getLogger("").setLevel(Level.WARNING);
    }

    static void toFile(Path file) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n");
        LogManager.getLogManager().reset();
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        try {
            Files.createDirectories(file.getParent());
            Handler handler = new FileHandler(file.toString().replace("%", "%%"), true);
            handler.setFormatter(new CardNumberFreeFormatter(new SimpleFormatter()));
            Logger root = Logger.getLogger("");
            root.setLevel(Level.INFO);
            root.addHandler(handler);
        } catch (IOException e) {
            throw new LauncherException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
