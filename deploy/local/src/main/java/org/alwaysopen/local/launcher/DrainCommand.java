package org.alwaysopen.local.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./shop drain}. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = "Sends a region nothing new, while what is under way there ends.")
final class DrainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REGION", description = "Such as gcp-us-central1.")
    String region;

    @Override
    public Integer call() {
        System.out.println(RunningShop.find().drain(region));
        return 0;
    }
}
