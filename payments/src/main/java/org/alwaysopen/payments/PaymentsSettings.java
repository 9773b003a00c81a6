package org.alwaysopen.payments;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.alwaysopen.platform.Money;

/**
 * What the composition root knows of the processors, the network and the pace of the workers. A processor without
 * settings is not offered. Secrets are here and nowhere else; no {@code toString} shows them.
 *
 * @param transfers how shoppers may pay by bank transfer; empty: they may not
 * @param returnUrl    where shoppers come back to from their bank's page; the order's id is put behind it. The same in all
 *                     regions: any of them takes the shopper back
 */
public record PaymentsSettings(
        Optional<Stripe> stripe,
        Optional<Adyen> adyen,
        Optional<Transfers> transfers,
        String returnUrl,
        TimeOuts timeOuts,
        Pace pace) {

    /** For who has no pages: the processors want an address. */
    private static final String NOWHERE = "https://alwaysopen.example/checkout/return/";

    /**
     * Reads the settings that {@code ./shop} and the deployments give: {@code SHOP_STRIPE_URL}, {@code SHOP_STRIPE_KEY},
     * {@code SHOP_STRIPE_WEBHOOK_SECRET}, {@code SHOP_ADYEN_URL}, {@code SHOP_ADYEN_KEY}, {@code SHOP_ADYEN_MERCHANT},
     * {@code SHOP_ADYEN_HMAC_KEY}; a processor without URL or key is left out. {@code SHOP_PAYMENT_VAULT=true|false} says
     * whether Adyen knows Stripe's tokens; when missing, it does unless its URL is Adyen's own. Bank transfers are taken where
     * {@code SHOP_TRANSFER_ACCOUNT} says where to, and waited for as long as {@code SHOP_TRANSFER_PATIENCE} says ({@code P7D}).
     *
     * @param config gives a setting's value by its name, such as a MicroProfile Config or the environment
     */
    public static PaymentsSettings read(Function<String, Optional<String>> config) {
        Function<String, Optional<String>> set = name -> config.apply(name).filter(value -> !value.isBlank());
        Optional<Stripe> stripe = set.apply("SHOP_STRIPE_URL")
                .flatMap(url -> set.apply("SHOP_STRIPE_KEY")
                        .map(key -> new Stripe(
                                URI.create(url),
                                key,
                                set.apply("SHOP_STRIPE_WEBHOOK_SECRET").orElse(""),
                                Stripe.LIST_PRICE)));
        Optional<Adyen> adyen = set.apply("SHOP_ADYEN_URL")
                .flatMap(url -> set.apply("SHOP_ADYEN_KEY")
                        .map(key -> new Adyen(
                                URI.create(url),
                                key,
                                set.apply("SHOP_ADYEN_MERCHANT").orElse(""),
                                set.apply("SHOP_ADYEN_HMAC_KEY").orElse(""),
                                Adyen.BLENDED,
                                set.apply("SHOP_PAYMENT_VAULT")
                                        .map(Boolean::parseBoolean)
                                        .orElse(!url.contains(".adyen")))));
        PaymentsSettings cards = of(stripe, adyen);
        return set.apply("SHOP_TRANSFER_ACCOUNT")
                .map(account -> cards.with(new Transfers(
                        account,
                        set.apply("SHOP_TRANSFER_PATIENCE").map(Duration::parse).orElse(Transfers.USUAL))))
                .orElse(cards);
    }

    public static PaymentsSettings of(Optional<Stripe> stripe, Optional<Adyen> adyen) {
        return new PaymentsSettings(stripe, adyen, Optional.empty(), NOWHERE, TimeOuts.USUAL, Pace.USUAL);
    }

    public PaymentsSettings with(TimeOuts otherTimeOuts, Pace otherPace) {
        return new PaymentsSettings(stripe, adyen, transfers, returnUrl, otherTimeOuts, otherPace);
    }

    public PaymentsSettings returningTo(String otherReturnUrl) {
        return new PaymentsSettings(stripe, adyen, transfers, otherReturnUrl, timeOuts, pace);
    }

    public PaymentsSettings with(Transfers otherTransfers) {
        return new PaymentsSettings(stripe, adyen, Optional.of(otherTransfers), returnUrl, timeOuts, pace);
    }

    /**
     * Bank transfers, which a merchant marks paid.
     *
     * @param account  where to, as shoppers are told it: who, IBAN, bank
     * @param patience how long an order waits for its money, and its stock is set aside
     */
    public record Transfers(String account, Duration patience) {
        /** A transfer takes a day or two, and a weekend may lie between. */
        public static final Duration USUAL = Duration.ofDays(7);
    }

    /**
     * What a processor charges for one payment; by it the cheaper processor is chosen, and the fee is booked.
     *
     * @param basisPoints hundredths of a percent of the amount
     * @param fixedMinor  plus so much in the payment's minor units
     */
    public record Tariff(int basisPoints, int fixedMinor) {
        /** Rounded down to a whole minor unit, as the processors bill it. */
        public Money of(Money amount) {
            long share = Math.multiplyExact(amount.minorUnits(), basisPoints) / 10_000;
            return new Money(share + fixedMinor, amount.currency());
        }
    }

    public record Stripe(URI baseUrl, String apiKey, String webhookSecret, Tariff tariff) {
        /** Stripe's list price for cards, 2.9 % + 30 cents (stripe.com/pricing). */
        public static final Tariff LIST_PRICE = new Tariff(290, 30);

        @Override
        public String toString() {
            return "Stripe[" + baseUrl + ", secrets hidden]";
        }
    }

    /**
     * @param hmacKey           the webhooks' key, hexadecimal, as Adyen's Customer Area shows it
     * @param takesSharedTokens whether it knows the tokens that Stripe gave, too: as with a card vault between, or the
     *                          simulators. Otherwise a token needs a part of Adyen's own
     */
    public record Adyen(
            URI baseUrl,
            String apiKey,
            String merchantAccount,
            String hmacKey,
            Tariff tariff,
            boolean takesSharedTokens) {
        /** A blended rate: interchange++ is known only afterwards; 3.0 % + 13 cents is above what cards cost mostly. */
        public static final Tariff BLENDED = new Tariff(300, 13);

        @Override
        public String toString() {
            return "Adyen[" + baseUrl + ", " + merchantAccount + ", secrets hidden]";
        }
    }

    /** How long one call to a processor may take to connect, and then to answer. */
    public record TimeOuts(Duration connect, Duration read) {
        /** A card authorisation takes 1 to 3 s; a shopper waits for two processors one after the other at the worst. */
        public static final TimeOuts USUAL = new TimeOuts(Duration.ofSeconds(2), Duration.ofSeconds(8));
    }

    /**
     * The pace of the workers.
     *
     * @param settleAfter    how old an attempt is before its server is taken for dead: more than all of a checkout's calls
     * @param lease          how long a worker may take for one piece of work before another one takes it over
     * @param backoffFirst   the pause after the first failure; it doubles up to {@code backoffMax}
     * @param alertAfter     how long something may stay unsettled before people are told
     * @param abandonedAfter how long a hold waits for its checkout to be taken up again before it is given back
     * @param breakerDelay   how long a processor that failed is left alone
     * @param challengeFor   how long a shopper may take at the bank's page; less than the stock is reserved for
     */
    public record Pace(
            Duration settleAfter,
            Duration lease,
            Duration backoffFirst,
            Duration backoffMax,
            Duration alertAfter,
            Duration abandonedAfter,
            Duration breakerDelay,
            Duration challengeFor) {
        public static final Pace USUAL = new Pace(
                Duration.ofSeconds(45),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofMinutes(15),
                Duration.ofMinutes(30),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10));
    }
}
