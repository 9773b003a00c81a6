package org.alwaysopen.storefront.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a sealed cookie opens in every region that has its key, for its use, as long as the key lives; and never else. */
class SealedJsonTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
    private static final CookieKeys.Key OLD = key("old", 1, NOW.minus(Duration.ofDays(30)), null);
    private static final CookieKeys.Key CURRENT = key("current", 2, NOW.minus(Duration.ofDays(1)), null);
    private static final CookieKeys.Key NEXT = key("next", 3, NOW.plus(Duration.ofHours(1)), null);

    @Test
    void anotherRegionOpensIt() {
        String cookie = region(NOW, CURRENT).seal("identity", "{\"a\":1}");
        assertThat(region(NOW, NEXT, CURRENT).open("identity", cookie)).contains("{\"a\":1}");
    }

    @Test
    void aCookieIsGoodForItsUseOnly() {
        String attempt = region(NOW, CURRENT).seal("attempt", "{}");
        assertThat(region(NOW, CURRENT).open("identity", attempt)).isEmpty();
    }

    @Test
    void rotationSignsNobodyOut() {
        // Before: the next key is handed out, but not in use; after it took over, cookies of the one before still open.
        String before = region(NOW, OLD, CURRENT, NEXT).seal("identity", "{}");
        assertThat(region(NOW, OLD, CURRENT).open("identity", before))
                .as("a region without the next key")
                .isPresent();
        Instant later = NOW.plus(Duration.ofHours(2));
        SealedJson rotated = region(later, OLD, CURRENT, NEXT);
        assertThat(rotated.open("identity", before)).isPresent();
        assertThat(region(later, CURRENT).open("identity", rotated.seal("identity", "{}")))
                .as("made with the next key")
                .isEmpty();
    }

    @Test
    void aRetiredKeyOpensNothing() {
        String cookie = region(NOW, CURRENT).seal("identity", "{}");
        CookieKeys.Key retired = key("current", 2, CURRENT.activeFrom(), NOW.plusSeconds(60));
        assertThat(region(NOW.plusSeconds(59), retired).open("identity", cookie))
                .isPresent();
        assertThat(region(NOW.plusSeconds(60), retired, NEXT).open("identity", cookie))
                .isEmpty();
    }

    @Test
    void everyChangedCharacterIsNoticed() {
        String cookie = region(NOW, CURRENT).seal("identity", "{\"a\":1}");
        // The last character of a Base64 group may hold bits that do not count: the one before always counts.
        for (int i = 0; i < cookie.length() - 1; i++) {
            if (cookie.charAt(i) == '.' || cookie.charAt(i + 1) == '.') {
                continue;
            }
            char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
            String changed = cookie.substring(0, i) + other + cookie.substring(i + 1);
            assertThat(region(NOW, CURRENT).open("identity", changed))
                    .as("at " + i)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "eyJhbGciOiJub25lIn0..", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0...."})
    void whatIsNotOursDoesNotOpen(String forged) {
        assertThat(region(NOW, CURRENT).open("identity", forged)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/cart, /cart",
        "/orders/1?a=b, /orders/1?a=b",
        "//evil.example, /",
        "/\\evil.example, /",
        "https://evil.example, /",
        "'', /",
        "cart, /"
    })
    void onlyOurOwnPathsAreReturnedTo(String wanted, String safe) {
        assertThat(SignInAttempt.safeReturnPath(wanted)).isEqualTo(safe);
    }

    private static SealedJson region(Instant now, CookieKeys.Key... keys) {
        return new SealedJson(new CookieKeys(() -> List.of(keys), Clock.fixed(now, ZoneOffset.UTC)));
    }

    private static CookieKeys.Key key(String kid, int fill, Instant activeFrom, Instant retiredFrom) {
        byte[] secret = new byte[32];
        java.util.Arrays.fill(secret, (byte) fill);
        return new CookieKeys.Key(kid, Base64.getEncoder().encodeToString(secret), activeFrom, retiredFrom);
    }
}
