package org.alwaysopen.payments.processor;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.alwaysopen.payments.processor.Processor.Answer;
import org.alwaysopen.payments.processor.Processor.Effect;
import org.alwaysopen.payments.processor.Processor.Held;
import org.alwaysopen.payments.processor.Processor.Hold;
import org.alwaysopen.payments.processor.Processor.Movement;
import org.alwaysopen.platform.Money;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which processor is asked, and whether it is asked at all: by the means of payment, currency, switches, health and cost.
 *
 * <p>Each processor has a circuit breaker and a bound on calls at once, in each region: what is down from one cloud may
 * be up from another. A breaker counts only calls that got no proper answer; a decline is an answer. Only authorisations
 * are refused while it is open, because there another processor can take over; captures, refunds and releases belong to
 * their processor, and wait by their own backoff. Thread-safe.
 */
public final class Routing {
    /** Of the last so many authorisations, half failing opens the breaker: soon enough to spare shoppers the time-outs. */
    static final int BREAKER_WINDOW = 10;

    private static final double BREAKER_RATIO = 0.5;
    /** A processor that hangs must not hold all of the server's request threads; Payara has 200 by default. */
    static final int AUTHORISATIONS_AT_ONCE = 64;

    /** Of the form that card fields give. */
    private static final String A_TOKEN = "pm_card_visa";

    private static final Logger LOG = LoggerFactory.getLogger(Routing.class);

    private final Map<String, Guarded> processors = new LinkedHashMap<>();
    private final AtomicReference<Set<String>> switchedOff = new AtomicReference<>(Set.of());

    /** A call without a proper answer, as the breaker wants it told. */
    private static final class NoProperAnswer extends RuntimeException {
        private final transient Answer answer;

        NoProperAnswer(Answer answer) {
            super("no proper answer", null, false, false);
            this.answer = answer;
        }
    }

    private static final class Guarded {
        private final Processor processor;
        private final Guard guard;
        private volatile CircuitBreakerState breaker = CircuitBreakerState.CLOSED;

        Guarded(Processor processor, Duration breakerDelay) {
            this.processor = processor;
            this.guard = Guard.create()
                    .withDescription("authorise at " + processor.name())
                    .withBulkhead()
                    .limit(AUTHORISATIONS_AT_ONCE)
                    .done()
                    .withCircuitBreaker()
                    .requestVolumeThreshold(BREAKER_WINDOW)
                    .failureRatio(BREAKER_RATIO)
                    .failOn(NoProperAnswer.class)
                    .delay(breakerDelay.toMillis(), ChronoUnit.MILLIS)
                    .onStateChange(this::changed)
                    .done()
                    .build();
        }

        private void changed(CircuitBreakerState state) {
            LOG.info("payments: circuit breaker of {} is {}", processor.name(), state);
            breaker = state;
        }
    }

    /** @param breakerDelay how long a processor that failed is left alone before one call tries it again */
    public Routing(List<Processor> all, Duration breakerDelay) {
        for (Processor processor : all) {
            processors.put(processor.name(), new Guarded(processor, breakerDelay));
        }
    }

    /**
     * The cheapest processor that can take it; one whose breaker is open only when there is no other.
     *
     * @param tried processors that are not to be asked again
     */
    public Optional<Processor> choose(String token, Money amount, Set<String> tried) {
        return inOrder(amount)
                .filter(processor -> !tried.contains(processor.name()))
                .filter(processor -> processor.tokenIn(token).isPresent())
                .findFirst();
    }

    /** Those that take the amount here and now, the best first. */
    private Stream<Processor> inOrder(Money amount) {
        return processors.values().stream()
                .filter(g -> !switchedOff.get().contains(g.processor.name()))
                .filter(g -> g.processor.takes(amount))
                .sorted(Comparator.comparing((Guarded g) -> g.breaker == CircuitBreakerState.OPEN)
                        .thenComparing(g -> g.processor.fee(amount))
                        .thenComparing(g -> g.processor.name()))
                .map(g -> g.processor);
    }

    /** Those whose card fields can be offered for this amount, the best first. */
    public List<String> cardProcessors(Money amount) {
        return inOrder(amount)
                .map(Processor::name)
                .filter(name -> !isByHand(name))
                .toList();
    }

    /** See {@code Payments.tokenPrefix}. */
    public String tokenPrefix(String name) {
        boolean shared = processors.values().stream()
                .map(g -> g.processor)
                .filter(processor -> !isByHand(processor.name()))
                .allMatch(processor -> processor.tokenIn(A_TOKEN).isPresent());
        return shared || !processors.containsKey(name) ? "" : name + "=";
    }

    public Processor processor(String name) {
        return guarded(name).processor;
    }

    public Optional<Processor> find(String name) {
        return Optional.ofNullable(processors.get(name)).map(g -> g.processor);
    }

    private Guarded guarded(String name) {
        Guarded guarded = processors.get(name);
        if (guarded == null) {
            throw new IllegalStateException(
                    "processor: " + name + " is not configured in this region; known are " + processors.keySet());
        }
        return guarded;
    }

    public String ownToken(String name, String token) {
        return processor(name)
                .tokenIn(token)
                .orElseThrow(() -> new IllegalStateException("processor: " + name + " does not know this token"));
    }

    public Money fee(String name, Money amount) {
        return processor(name).fee(amount);
    }

    /** Whether a merchant moves the money, not a worker. */
    public boolean isByHand(String name) {
        return BankTransfer.NAME.equals(name);
    }

    /** Asks the processor, unless its breaker is open or too many are asking it already. */
    public Answer authorise(String name, Hold hold) {
        Guarded guarded = guarded(name);
        try {
            return guarded.guard.call(
                    () -> {
                        Answer answer = safely(() -> guarded.processor.authorise(hold), Answer.Unclear::new);
                        if (answer instanceof Answer.NotHeld || answer instanceof Answer.Unclear) {
                            throw new NoProperAnswer(answer);
                        }
                        return answer;
                    },
                    Answer.class);
        } catch (NoProperAnswer e) {
            return e.answer;
        } catch (CircuitBreakerOpenException e) {
            return new Answer.NotHeld("its circuit breaker is open");
        } catch (BulkheadException e) {
            return new Answer.NotHeld("more than " + AUTHORISATIONS_AT_ONCE + " authorisations at once");
        } catch (Exception e) {
            throw new IllegalStateException("authorise: unexpected " + e, e);
        }
    }

    public Answer lookUp(String name, Hold hold) {
        return safely(() -> processor(name).lookUp(hold), Answer.Unclear::new);
    }

    public Effect abandon(String name, Hold hold) {
        return safely(() -> processor(name).abandon(hold), Effect.Unclear::new);
    }

    public Effect release(String name, Held held) {
        return safely(() -> processor(name).release(held), Effect.Unclear::new);
    }

    public Effect capture(String name, Held held, Movement movement) {
        return safely(() -> processor(name).capture(held, movement), Effect.Unclear::new);
    }

    public Effect refund(String name, Held held, Movement movement) {
        return safely(() -> processor(name).refund(held, movement), Effect.Unclear::new);
    }

    /** An SDK that throws what nobody expects has told us nothing: it is not clear what happened. */
    private static <T> T safely(Supplier<T> call, Function<String, T> unclear) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return unclear.apply(Failures.brief(e));
        }
    }

    /** What is known of a processor here, without asking it. */
    public record Health(String processor, String breaker, boolean switchedOn) {}

    public List<Health> health() {
        return processors.values().stream()
                .map(g -> new Health(
                        g.processor.name(), g.breaker.name(), !switchedOff.get().contains(g.processor.name())))
                .toList();
    }

    /** The names of processors that get no new payments in this region. */
    public void switchOff(Set<String> names) {
        switchedOff.set(Set.copyOf(names));
    }
}
