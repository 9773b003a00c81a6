package org.alwaysopen.payments.payment;

import java.time.Duration;
import org.alwaysopen.payments.PaymentsSettings;

/** How long to wait before something is tried again: twice as long each time, up to a bound. */
public final class Backoff {
    /** Keeps the shift below from overflowing; the bound is reached long before. */
    private static final int DOUBLINGS_MAX = 20;

    private Backoff() {}

    public static Duration after(int tries, PaymentsSettings.Pace pace) {
        Duration pause = pace.backoffFirst().multipliedBy(1L << Math.min(Math.max(0, tries - 1), DOUBLINGS_MAX));
        return pause.compareTo(pace.backoffMax()) < 0 ? pause : pace.backoffMax();
    }
}
