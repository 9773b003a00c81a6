package org.alwaysopen.local.launcher;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./shop kill}. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = "Takes a region away, at once and without a word (SIGKILL). It stays away until ./shop restore.")
final class KillCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REGION", description = "Such as gcp-us-central1.")
    String region;

    @Option(names = "--only", paramLabel = "shop|identity|sessions|database", description = "One part of it.")
    String only;

    @Override
    public Integer call() {
        System.out.println(RunningShop.find().kill(region, Optional.ofNullable(only)));
        return 0;
    }
}
