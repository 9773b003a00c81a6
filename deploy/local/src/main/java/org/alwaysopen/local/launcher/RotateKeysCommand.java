package org.alwaysopen.local.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ./shop rotate-keys}. */
@Command(
        name = "rotate-keys",
        mixinStandardHelpOptions = true,
        description = "New keys for tokens and sign-in cookies, in all regions. Nobody is signed out by it.")
final class RotateKeysCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.println(RunningShop.find().rotateKeys());
        return 0;
    }
}
