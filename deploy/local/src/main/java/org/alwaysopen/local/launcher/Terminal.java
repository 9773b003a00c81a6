package org.alwaysopen.local.launcher;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** What a person sees: a bar and colours on a terminal, plain lines in a log or a pipe. {@code ./shop} knows which it is. */
final class Terminal {
    private static final long LOOK_EVERY_MS = 200;

    private Terminal() {}

    static boolean isTerminal() {
        return Boolean.getBoolean("shop.terminal");
    }

    static String red(String text) {
        return coloured("31", text);
    }

    static String green(String text) {
        return coloured("32", text);
    }

    static String yellow(String text) {
        return coloured("33", text);
    }

    private static String coloured(String code, String text) {
        return isTerminal() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Shows how the shop comes up. @return the status in which that ended: {@code ready} or {@code failed} */
    static Status follow(Supplier<Status> look) {
        return isTerminal() ? followWithBar(look) : followWithLines(look);
    }

    private static Status followWithBar(Supplier<Status> look) {
        Status status = look.get();
        // Database, schema, sample shop, processors, and the regions; Keycloak's build, and each region's.
        long identities =
                status.regions().stream().filter(r -> r.identity() != null).count();
        long steps = 4L + status.regions().size() + (identities == 0 ? 0 : 1 + identities);
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("opening")
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                .setUpdateIntervalMillis((int) LOOK_EVERY_MS)
                .hideEta()
                .build()) {
            boolean openSaid = false;
            while (!status.hasEnded()) {
                bar.stepTo(status.steps().stream()
                        .filter(step -> step.state().equals("done"))
                        .count());
                bar.setExtraMessage(status.steps().stream()
                        .filter(step -> step.state().equals("running"))
                        .map(Status.Step::name)
                        .findFirst()
                        .map(name -> " " + name)
                        .orElse(""));
                openSaid = openSaid || sayOpen(status);
                pause();
                status = look.get();
            }
            if (status.state().equals("ready")) {
                bar.stepTo(steps);
                bar.setExtraMessage("");
            }
        }
        return status;
    }

    private static Status followWithLines(Supplier<Status> look) {
        Set<String> said = new HashSet<>();
        boolean openSaid = false;
        while (true) {
            Status status = look.get();
            for (Status.Step step : status.steps()) {
                if (!step.state().equals("running") && said.add(step.name())) {
                    System.out.printf(
                            Locale.ROOT,
                            "%6.1f s  %s%s%n",
                            step.seconds(),
                            step.name(),
                            step.state().equals("done") ? "" : ": " + step.state());
                }
            }
            openSaid = openSaid || sayOpen(status);
            if (status.hasEnded()) {
                return status;
            }
            pause();
        }
    }

    private static boolean sayOpen(Status status) {
        if (status.secondsToFirstRegion() == null) {
            return false;
        }
        System.out.printf(
                Locale.ROOT,
                "%s%n",
                green(String.format(
                        Locale.ROOT,
                        "open for business at %s after %.1f s: the first region is ready",
                        status.edge(),
                        status.secondsToFirstRegion())));
        return true;
    }

    /** The last words of {@code up}. */
    static void sayReady(Status status) {
        System.out.println(green(String.format(
                Locale.ROOT,
                "all %d regions are ready after %.1f s",
                status.regions().size(),
                status.secondsToAllRegions())));
        status.simulators().stream()
                .filter(simulator -> !simulator.state().equals("ready"))
                .forEach(simulator ->
                        System.out.println(yellow("the " + simulator.name() + " simulator is " + simulator.state())));
        if (status.database().survival() != null) {
            System.out.println(status.database().survival());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted");
        }
    }
}
