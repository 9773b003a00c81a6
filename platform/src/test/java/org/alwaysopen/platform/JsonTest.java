package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: what a client sends is taken as it is meant, or refused with a sentence that names the place. */
class JsonTest {
    enum Colour {
        RED,
        BLUE
    }

    record Line(String sku, int quantity) {}

    record Everything(
            String text, Long count, Boolean flag, UUID id, Colour colour, Instant at, Money price, List<Line> lines) {}

    record Perhaps(Optional<String> there, Optional<Money> missing) {}

    @Test
    void writesWhatIsOptionalAsItselfOrNull() {
        assertThat(Json.write(new Perhaps(Optional.of("x"), Optional.empty())))
                .isEqualTo("{\"there\":\"x\",\"missing\":null}");
    }

    @Test
    void readsWhatItWrites() {
        Everything everything = new Everything(
                "grüße \u0000 \"✓\"",
                Long.MAX_VALUE,
                true,
                UUID.randomUUID(),
                Colour.BLUE,
                Instant.parse("2026-01-02T03:04:05.678901Z"),
                Money.of(1990, "USD"),
                List.of(new Line("SHIRT-M", 2)));
        String json = Json.write(everything);
        assertThat(json)
                .contains("\"price\":{\"amount\":\"19.90\",\"currency\":\"USD\"}")
                .contains("\"at\":\"2026-01-02T03:04:05.678901Z\"");
        assertThat(Json.read(json, Everything.class)).isEqualTo(everything);
        assertThat(Json.write(Duration.ofSeconds(90))).isEqualTo("\"PT1M30S\"");
    }

    @Test
    void membersThatItDoesNotKnowAreNoMatter() {
        assertThat(Json.read("{\"sku\": \"A\", \"quantity\": 1, \"new\": {\"a\": []}}", Line.class))
                .isEqualTo(new Line("A", 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"sku\": \"A\", \"quantity\": \"1\"} | \"quantity\": expected a whole number, found",
                "{\"sku\": \"A\", \"quantity\": 1.5} | \"quantity\": expected a whole number, found",
                "{\"sku\": \"A\", \"quantity\": 1.0} | \"quantity\": expected a whole number, found",
                "{\"sku\": \"A\", \"quantity\": true} | \"quantity\": expected a whole number, found",
                "{\"sku\": \"A\", \"quantity\": null} | \"quantity\": expected a whole number, found",
                "{\"sku\": \"A\", \"quantity\": 99999999999} | \"quantity\": expected",
                "{\"sku\": 5, \"quantity\": 1} | \"sku\": expected a string, found",
                "{\"sku\": true, \"quantity\": 1} | \"sku\": expected a string, found",
                "{\"sku\": [], \"quantity\": 1} | \"sku\": expected a string, found",
                "{\"sku\": {}, \"quantity\": 1} | \"sku\": expected a string, found",
                "{\"sku\": \"A\", \"sku\": \"B\", \"quantity\": 1} | JSON: expected well-formed JSON",
                "{\"sku\": \"A\", \"quantity\": 1} x | JSON: expected",
                "{\"sku\": \"A\", \"quantity\": 1} {} | JSON: expected",
                "[] | JSON: expected an object, found",
                "5 | JSON: expected an object, found",
                "\"A\" | JSON: expected an object, found",
                "null | JSON: expected an object, found null",
                "{\"sku\" | JSON: expected well-formed JSON, and it is broken at line 1",
                "`` | JSON: expected",
                "{'sku': 'A'} | JSON: expected well-formed JSON",
                "{\"quantity\": NaN} | JSON: expected well-formed JSON",
            })
    void refusesWithTheMembersName(String json, String detail) {
        Problem problem = problemOf(json, Line.class);
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).startsWith(detail).doesNotContain("com.fasterxml", "org.alwaysopen", "java.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\": \"nonsense\"} | \"id\": expected a UUID, found \"nonsense\"",
                "{\"colour\": \"GREEN\"} | \"colour\": expected one of RED, BLUE, found \"GREEN\"",
                "{\"colour\": 0} | \"colour\": expected one of RED, BLUE",
                "{\"at\": \"yesterday\"} | \"at\": expected an ISO 8601 Instant, found \"yesterday\"",
                "{\"lines\": [{\"quantity\": 1}, {\"quantity\": \"x\"}]} | \"lines[1].quantity\": expected a whole number",
                "{\"lines\": {}} | \"lines\": expected a list, found",
                "{\"price\": {\"amount\": \"1.234\", \"currency\": \"USD\"}} | \"price\": expected money such as",
                "{\"price\": {\"amount\": \"1\", \"currency\": \"XXXX\"}} | \"price\": expected money such as",
                "{\"price\": {}} | \"price\": expected money such as",
                "{\"price\": {\"amount\": 19.90, \"currency\": \"USD\"}} | \"price.amount\": expected a string",
            })
    void refusesValues(String json, String detail) {
        Problem problem = problemOf(json, Everything.class);
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).startsWith(detail);
    }

    @Test
    void whatWouldHurtTheParserIsRefused() {
        assertThat(problemOf("[".repeat(100_000), Line.class).detail()).startsWith("JSON: expected");
        assertThat(problemOf("{\"lines\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}", Everything.class)
                        .status())
                .isEqualTo(400);
        assertThat(problemOf("{\"count\": " + "9".repeat(10_000) + "}", Everything.class)
                        .detail())
                .hasSizeLessThan(300);
        assertThat(problemOf("{\"id\": \"" + "x\\u0007".repeat(10_000) + "\"}", Everything.class)
                        .detail())
                .hasSizeLessThan(300)
                .doesNotContain("\u0007");
        ProblemException broken = catchThrowableOfType(
                ProblemException.class, () -> Json.read(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe}, Line.class));
        assertThat(broken.problem().status()).isEqualTo(400);
    }

    private static Problem problemOf(String json, Class<?> type) {
        return catchThrowableOfType(ProblemException.class, () -> Json.read(json, type))
                .problem();
    }
}
