package org.alwaysopen.payments.processor;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Money;

/**
 * A transfer that the shopper sends from a bank, and that a merchant sees arrive: no company between, no call, no fee.
 *
 * <p>It is awaited for some days. A merchant who sees it marks the payment paid, which is hold and capture in one; what nobody
 * saw in time is declined. Refunds are transfers that a merchant sends, and marks as sent.
 */
public final class BankTransfer implements Processor {
    public static final String NAME = Payments.BANK_TRANSFER;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> tokenIn(String token) {
        return Optional.of(token).filter(NAME::equals);
    }

    @Override
    public boolean takes(Money amount) {
        return true;
    }

    @Override
    public Money fee(Money amount) {
        return Money.zero(amount.currency());
    }

    /** The reference is what the shopper writes on the transfer. */
    @Override
    public Answer authorise(Hold hold) {
        return new Answer.Awaited(
                "BT-" + hold.paymentId().toString().substring(0, 13).toUpperCase(Locale.ROOT));
    }

    @Override
    public Answer lookUp(Hold hold) {
        return authorise(hold);
    }

    @Override
    public Effect abandon(Hold hold) {
        return new Effect.Done("nothing");
    }

    @Override
    public Effect release(Held held) {
        return new Effect.Done(held.reference());
    }

    @Override
    public Effect capture(Held held, Movement movement) {
        return byHand();
    }

    @Override
    public Effect refund(Held held, Movement movement) {
        return byHand();
    }

    private static Effect byHand() {
        return new Effect.Refused("a bank transfer is marked by a merchant, never sent by a worker");
    }

    /** There is no key to forget. */
    @Override
    public Duration keysLive() {
        return Duration.ofDays(3650);
    }

    @Override
    public List<Event> open(Map<String, String> headers, byte[] body) throws WebhookRefusedException {
        throw new WebhookRefusedException(WebhookRefusedException.Why.FORGED, "bank transfers send no webhooks");
    }

    @Override
    public Notice read(Event event) {
        throw new IllegalStateException("bank transfers send no webhooks");
    }

    @Override
    public boolean answers() {
        return true;
    }
}
