package org.alwaysopen.local.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./shop undrain}. */
@Command(name = "undrain", mixinStandardHelpOptions = true, description = "Sends a region requests again.")
final class UndrainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REGION", description = "Such as gcp-us-central1.")
    String region;

    @Override
    public Integer call() {
        System.out.println(RunningShop.find().undrain(region));
        return 0;
    }
}
