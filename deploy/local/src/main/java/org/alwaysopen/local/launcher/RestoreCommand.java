package org.alwaysopen.local.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./shop restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Brings a region back, with an empty cache, and returns when it is ready.")
final class RestoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REGION", description = "Such as gcp-us-central1.")
    String region;

    @Override
    public Integer call() {
        System.out.println(RunningShop.find().restore(region));
        return 0;
    }
}
