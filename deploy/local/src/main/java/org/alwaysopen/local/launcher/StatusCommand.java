package org.alwaysopen.local.launcher;

import java.util.concurrent.Callable;
import org.alwaysopen.platform.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./shop status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "How the shop and its regions stand. Exit code 0 when it is up, 1 when it is not.")
final class StatusCommand implements Callable<Integer> {
    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
        Status status = RunningShop.find().status();
        if (json) {
            System.out.println(Json.write(status));
            return 0;
        }
        System.out.printf("%-16s %-10s %s%n", "shop", status.state(), status.edge());
        System.out.printf(
                "%-16s %-10s %s%n",
                "database", status.database().state(), status.database().url());
        for (Status.RegionStatus region : status.regions()) {
            System.out.printf("%-16s %s %s%n", region.name(), coloured(region.state()), region.shop());
            if (region.identity() != null) {
                System.out.printf(
                        "%-16s %s %s%n", "  identity", coloured(region.parts().get("identity")), region.identity());
            }
            if (!region.failure().isEmpty()) {
                System.out.println("  " + Terminal.red(region.failure()));
            }
        }
        for (Status.SimulatorStatus simulator : status.simulators()) {
            System.out.printf("%-16s %s %s%n", simulator.name(), coloured(simulator.state()), simulator.url());
        }
        return 0;
    }

    private static String coloured(String state) {
        String padded = String.format("%-10s", state);
        return switch (state) {
            case "ready" -> Terminal.green(padded);
            case "killed", "failed" -> Terminal.red(padded);
            default -> Terminal.yellow(padded);
        };
    }
}
