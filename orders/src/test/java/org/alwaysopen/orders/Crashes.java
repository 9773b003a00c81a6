package org.alwaysopen.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Ends a server's work at one moment of a checkout, as a process that dies does: nothing after it runs. */
final class Crashes {
    private Crashes() {}

    /** Not an exception: no catch and no undo of ours may see it. The connection is cut by its pool, which rolls back. */
    static final class Dead extends Error {
        Dead(String where) {
            super("died " + where, null, false, false);
        }
    }

    /** Every moment at which a checkout can be cut: generated from its steps, so that a new one cannot be forgotten. */
    static List<String> moments(OrdersModule server) {
        List<String> moments = new ArrayList<>();
        for (String step : server.checkoutSteps()) {
            moments.add("before " + step);
            moments.add("after " + step);
        }
        moments.add("committed place");
        moments.add("committed settle");
        for (String step : server.checkoutUndos()) {
            moments.add("before undo " + step);
            moments.add("after undo " + step);
        }
        moments.add(AFTER_UNDO);
        return moments;
    }

    /** Only a sale whose stock went while its payment was found out comes there. */
    static final String AFTER_UNDO = "committed undo";

    /** A sale that goes well undoes nothing. */
    static boolean isOfUndo(String moment) {
        return moment.contains(" undo");
    }

    /** Dies at the moment, once. */
    static CheckoutObserver at(String moment, AtomicBoolean happened) {
        return doing(moment, () -> {
            if (happened.compareAndSet(false, true)) {
                throw new Dead(moment);
            }
        });
    }

    /** Does something whenever the moment comes. */
    static CheckoutObserver doing(String moment, Runnable what) {
        return hearing(now -> {
            if (now.equals(moment)) {
                what.run();
            }
        });
    }

    /** Hears of every moment. */
    static CheckoutObserver hearing(Consumer<String> ear) {
        return new CheckoutObserver() {
            @Override
            public void before(String step, UUID order) {
                ear.accept("before " + step);
            }

            @Override
            public void after(String step, UUID order) {
                ear.accept("after " + step);
            }

            @Override
            public void committed(String transaction, UUID order) {
                ear.accept("committed " + transaction);
            }
        };
    }
}
