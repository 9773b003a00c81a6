package org.alwaysopen.orders.checkout;

import java.util.Optional;

/**
 * One step of a checkout: what it does, and what undoes it, or why nothing has to.
 *
 * <p>Steps of one transaction take effect together at its commit, or not at all; so a step of the first transaction is undone by
 * the database until then, and by its {@code undo} afterwards. A step may run several times: the database tries again, and
 * another server takes up what a dead one left.
 *
 * @param whyNoUndo the reason, where {@code undo} is empty
 */
public record Step(String name, Place place, Action forward, Optional<Action> undo, String whyNoUndo) {

    /** Where a step runs; the order of the constants is the order in which they come. */
    public enum Place {
        FIRST_TRANSACTION,
        /** Outside of any transaction: it may last seconds. */
        REMOTE,
        SECOND_TRANSACTION
    }

    @FunctionalInterface
    public interface Action {
        void on(Sale sale);
    }

    static Step undone(String name, Place place, Action forward, Action undo) {
        return new Step(name, place, forward, Optional.of(undo), "");
    }

    static Step notUndone(String name, Place place, Action forward, String why) {
        return new Step(name, place, forward, Optional.empty(), why);
    }
}
