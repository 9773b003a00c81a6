package org.alwaysopen.local.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The process behind {@code ./shop up --detach}. */
@Command(name = "supervise", hidden = true, description = "Owns what ./shop up --detach started.")
final class SuperviseCommand implements Callable<Integer> {
    /** Long enough for the one who waits to read the reason. */
    private static final int FAILED_SECONDS_MAX = 30;

    @Mixin
    UpOptions options;

    @Override
    public Integer call() throws InterruptedException {
        try (Session session = Session.begin(ShopFolder.ofThisCall(), options)) {
            session.open();
            while (!session.awaitDown(1)) {
                if (session.status().state().equals("failed")) {
                    session.awaitDown(FAILED_SECONDS_MAX);
                    return 1;
                }
            }
            return 0;
        }
    }
}
