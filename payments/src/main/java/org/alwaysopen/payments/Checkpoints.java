package org.alwaysopen.payments;

import java.util.UUID;

/**
 * Hears how far the module came, at the points where a dying server makes a difference. Nothing in a normal run; the
 * crash tests generate their cases from {@link Step} and {@link Moment}, and let the server die here.
 *
 * <p>Each step is one call to a processor and the one transaction that records its outcome, so a new step is a new
 * constant, and is tested by that. Whatever is thrown here goes up uncaught, as a dying process cleans up nothing.
 */
@FunctionalInterface
public interface Checkpoints {
    Checkpoints NONE = (step, moment, paymentId) -> {};

    /** What the module asks of a processor. */
    enum Step {
        AUTHORISE,
        /** What came of it that the bank wanted to see the shopper (3-D Secure). */
        CONFIRM,
        LOOK_UP,
        VOID,
        CAPTURE,
        REFUND
    }

    enum Moment {
        BEFORE_CALL,
        AFTER_CALL,
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    void reached(Step step, Moment moment, UUID paymentId);
}
