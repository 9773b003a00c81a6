package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: the processors' published test cards are found however they are written; what the shop itself writes never is. */
class CardNumbersTest {
    private static final long SEED = Long.getLong("seed", 20261121);
    private static final int IDS = 200_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4242424242424242", // Visa
                "4000056655665556",
                "4000002760003184",
                "4111111111111111",
                "4222222222222",
                "5555555555554444", // Mastercard
                "2223003122003222",
                "5200828282828210",
                "5105105105105100",
                "378282246310005", // American Express
                "371449635398431",
                "6011111111111117", // Discover
                "6011000990139424",
                "3056930009020004", // Diners Club
                "36227206271667",
                "3566002020360505", // JCB
                "6200000000000005", // UnionPay
                "6205500000000000004",
                "6759649826438453" // Maestro
            })
    void findsThePublishedTestCards(String number) {
        String fours = number.replaceAll("(.{4})(?=.)", "$1 ");
        assertThat(CardNumbers.isIn(number)).isTrue();
        assertThat(CardNumbers.redacted("card=" + number + ", thank you"))
                .isEqualTo("card=[card number removed], thank you");
        assertThat(CardNumbers.redacted("my card " + fours + ".")).isEqualTo("my card [card number removed].");
        assertThat(CardNumbers.isIn(fours.replace(' ', '-'))).isTrue();
        assertThat(CardNumbers.isIn("12 " + fours + " 7")).as("in a list").isTrue();
        assertThat(CardNumbers.isIn("{\"note\":" + number + "}")).isTrue();
    }

    @Test
    void findsThemInOtherScriptsAndAsAmericanExpressWritesThem() {
        assertThat(CardNumbers.isIn("3782 822463 10005")).isTrue();
        assertThat(CardNumbers.isIn("4242\u00a04242\u20134242\u00a04242")).isTrue();
        assertThat(CardNumbers.isIn("٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢")).isTrue();
        assertThat(CardNumbers.redacted("4242424242424242 and 5555 5555 5555 4444"))
                .isEqualTo("[card number removed] and [card number removed]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4242424242424241", // the check digit is wrong
                "1763710000000000", // no issuer begins so
                "8535296650153317", // an Adyen reference
                "+4915123456789", // a telephone number
                "0.4242424242424242",
                "sha256:a4242424242424242b",
                "AO-7K2M-94XQ",
                "12345678-1234-4242-8242-424242424242",
                "2026-11-21T07:39:25.123+0000",
                "pm_card_visa",
                "•••• 4242",
                "424242424242", // too short
                "42424242424242424242424242424242",
                ""
            })
    void leavesOtherNumbersAlone(String text) {
        assertThat(CardNumbers.redacted(text)).isSameAs(text);
    }

    @Test
    void neverTakesOurOwnIdsForOne() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < IDS; i++) {
            String id = new UUID(random.nextLong(), random.nextLong()).toString();
            // Digits only: the worst that chance could bring.
            String numeric = String.format(
                    Locale.ROOT,
                    "%08d-%04d-4%03d-8%03d-%012d",
                    random.nextInt(100_000_000),
                    random.nextInt(10_000),
                    random.nextInt(1000),
                    random.nextInt(1000),
                    random.nextLong(1_000_000_000_000L));
            assertThat(CardNumbers.isIn("/orders/" + id + " " + numeric))
                    .as("%s, %s, -Dseed=%d", id, numeric, SEED)
                    .isFalse();
        }
    }

    @Test
    @Timeout(20)
    void isQuickWithWhateverIsSent() {
        for (String piece : new String[] {"1 ", "1234 ", "4", "a1-", "12345678-1234-", "4242-4242-4242-4243 "}) {
            assertThat(CardNumbers.isIn(piece.repeat(64 * 1024))).as(piece).isFalse();
        }
    }

    @Test
    void noneGetsIntoALogFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("shop.log");
        FileHandler handler = new FileHandler(file.toString());
        handler.setFormatter(new CardNumberFreeFormatter(new SimpleFormatter()));
        Logger log = Logger.getAnonymousLogger();
        log.setUseParentHandlers(false);
        log.addHandler(handler);
        try {
            log.log(Level.WARNING, "refused {0}", "4242 4242 4242 4242");
            log.log(Level.WARNING, "failed", new IllegalStateException("value 5555555555554444 is too long"));
            log.info("order AO-7K2M-94XQ took " + Duration.ofMillis(1234));
        } finally {
            handler.close();
        }
        assertThat(Files.readString(file))
                .contains("refused [card number removed]", "value [card number removed] is too long", "AO-7K2M-94XQ")
                .doesNotContain("4242 4242", "5555555555554444");
    }
}
