package org.alwaysopen.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to go wrong: rules such as "the next 2 calls of {@code payment_intents.capture} time out after the effect".
 * The oldest rule that fits a call is used; when its calls are used up it is gone. Thread-safe.
 *
 * <p>Beware of clients that repeat by themselves: Java's {@code HttpURLConnection}, beneath Stripe's SDK, silently sends a
 * POST once more when a kept-alive connection is reset. A rule for one call is then used up by the first of the two.
 */
public final class Faults {
    /** All operations. */
    public static final String ANY = "*";
    /** A rule that stays until it is cleared. */
    public static final int UNTIL_CLEARED = Integer.MAX_VALUE;
    /** More than a test needs; a script that adds rules in a loop is told so. */
    private static final int RULES_MAX = 1000;

    /**
     * @param operation such as {@code payment_intents.create}, or {@link #ANY}
     * @param fault     what happens
     * @param skip      calls of this operation that go well first
     * @param times     calls that go wrong then
     * @param delay     how late, for {@link Fault#SLOW} and {@link Fault#LATE}
     */
    public record Rule(String operation, Fault fault, int skip, int times, Duration delay) {
        public Rule {
            if (times < 1 || skip < 0 || delay.isNegative() || delay.compareTo(DELAY_MAX) > 0) {
                throw new IllegalArgumentException("expected times >= 1, skip >= 0, a delay of at most " + DELAY_MAX
                        + "; got " + times + ", " + skip + ", " + delay);
            }
        }
    }

    /** Longer than any client's patience. */
    static final Duration DELAY_MAX = Duration.ofMinutes(2);

    private final List<Rule> rules = new ArrayList<>();

    /** The next call of this operation goes wrong. */
    public void next(String operation, Fault fault) {
        add(new Rule(operation, fault, 0, 1, Duration.ZERO));
    }

    /** The next calls of this operation go wrong. */
    public void next(int times, String operation, Fault fault) {
        add(new Rule(operation, fault, 0, times, Duration.ZERO));
    }

    /** Every call of this operation goes wrong until {@link #clear}. */
    public void always(String operation, Fault fault) {
        add(new Rule(operation, fault, 0, UNTIL_CLEARED, Duration.ZERO));
    }

    /** The next calls of this operation are late. */
    public void slow(int times, String operation, Duration delay) {
        add(new Rule(operation, Fault.SLOW, 0, times, delay));
    }

    public synchronized void add(Rule rule) {
        if (rules.size() >= RULES_MAX) {
            throw new IllegalArgumentException("expected at most " + RULES_MAX + " rules; clear them first");
        }
        rules.add(rule);
    }

    public synchronized void clear() {
        rules.clear();
    }

    /** The rules that are left. */
    public synchronized List<Rule> pending() {
        return List.copyOf(rules);
    }

    /** Uses up one call of the oldest rule that fits. Skips count per rule. */
    public synchronized Rule take(String operation) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (!rule.operation().equals(ANY) && !rule.operation().equals(operation)) {
                continue;
            }
            if (rule.skip() > 0) {
                rules.set(i, new Rule(rule.operation(), rule.fault(), rule.skip() - 1, rule.times(), rule.delay()));
                return null;
            }
            if (rule.times() == 1) {
                rules.remove(i);
            } else if (rule.times() != UNTIL_CLEARED) {
                rules.set(i, new Rule(rule.operation(), rule.fault(), 0, rule.times() - 1, rule.delay()));
            }
            return rule;
        }
        return null;
    }
}
