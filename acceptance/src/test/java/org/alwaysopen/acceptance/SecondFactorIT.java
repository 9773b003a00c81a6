package org.alwaysopen.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.BrowserContext;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: whoever runs the shop has a second factor: set up at the first sign-in, asked for at each one after it, in any region; a
 * code is good once, in all regions together; without it nothing of the shop's inside opens. Method: the first merchant and the
 * first operator, in a real browser, with the codes that an app would show (RFC 6238).
 */
class SecondFactorIT {
    private static final String A = "aws-us-east-1";
    private static final String B = "gcp-us-central1";
    private static final String C = "azure-westus2";
    private static final String INSIDE = "/admin/api/v1/payments";
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static ShopUnderTest shop;
    private static Chromium chromium;

    @BeforeAll
    static void open() {
        chromium = Chromium.get();
        shop = ShopUnderTest.get();
    }

    /** Whoever runs the shop, and the step of the last code that was taken from them. */
    private static final class Somebody {
        final String mail;
        final String password;
        String secret;
        long used;

        Somebody(String mail) {
            this.mail = mail;
            this.password = shop.firstPassword(mail);
        }

        String code(long step) {
            return SecondFactorIT.code(secret, step);
        }
    }

    @Test
    void isSetUpAtTheFirstSignInAndAskedForEachTimeInAnyRegion() {
        List<Somebody> all = Stream.of("merchant@example.com", "operator@example.com")
                .map(Somebody::new)
                .toList();
        all.forEach(SecondFactorIT::setsUpAtA);
        all.forEach(SecondFactorIT::isAskedAtB);
        all.forEach(SecondFactorIT::isAskedAtC);
    }

    private static void setsUpAtA(Somebody one) {
        new KeycloakConsole(shop, A).forgetSecondFactors(one.mail); // of a run before this one
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser).at(A);
            begins(pages, one);
            Chromium.shot(pages.page(), "sign-in", "second-factor");
            assertThat(pages.signedIn()).as("the password alone").isEmpty();
            assertThat(inside(browser)).as("the password alone").isIn(303, 401);
            one.secret = pages.secondFactorsSecret();
            one.used = now();
            assertThat(pages.setsUpSecondFactor(one.code(one.used)))
                    .as(pages.page().url())
                    .isTrue();
            assertThat(inside(browser)).as("set up").isEqualTo(200);
        }
    }

    private static void isAskedAtB(Somebody one) {
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser).at(B);
            begins(pages, one);
            assertThat(pages.isAskedForSecondFactor()).as(pages.page().url()).isTrue();
            assertThat(pages.provesSecondFactor(wrong(one.code(now())))).isFalse();
            assertThat(pages.provesSecondFactor(one.code(one.used)))
                    .as("used at A")
                    .isFalse();
            assertThat(pages.signedIn()).as("without the right code").isEmpty();
            assertThat(inside(browser)).isIn(303, 401);
            // Phones are some seconds ahead: the code of the next step is good already.
            one.used = Math.max(one.used + 1, now());
            assertThat(pages.provesSecondFactor(one.code(one.used))).isTrue();
            assertThat(inside(browser)).isEqualTo(200);
        }
    }

    private static void isAskedAtC(Somebody one) {
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser).at(C);
            begins(pages, one);
            assertThat(pages.provesSecondFactor(one.code(one.used)))
                    .as("used at B")
                    .isFalse();
            await().atMost(STEP.multipliedBy(2)).until(() -> now() >= one.used);
            assertThat(pages.provesSecondFactor(one.code(one.used + 1))).isTrue();
            assertThat(inside(browser)).isEqualTo(200);
        }
    }

    private static void begins(SignInPages pages, Somebody one) {
        pages.page().navigate(shop.edge() + "/sign-in?return=/account");
        pages.signsIn(one.mail, one.password);
    }

    /** What a browser with these cookies is answered where only merchants and operators come in. */
    private static int inside(BrowserContext browser) {
        APIRequestContext requests = browser.request();
        return requests.get(
                        shop.edge() + INSIDE,
                        com.microsoft.playwright.options.RequestOptions.create().setMaxRedirects(0))
                .status();
    }

    private static long now() {
        return System.currentTimeMillis() / STEP.toMillis();
    }

    private static String wrong(String code) {
        return (code.charAt(0) == '9' ? '0' : (char) (code.charAt(0) + 1)) + code.substring(1);
    }

    /** RFC 6238 with HMAC-SHA-1, six digits. */
    private static String code(String base32, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(bytes(base32), "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            int number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & 0x7fff_ffff;
            return String.format(Locale.ROOT, "%06d", number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }

    private static byte[] bytes(String base32) {
        ByteBuffer bytes = ByteBuffer.allocate(base32.length() * 5 / 8);
        long bits = 0;
        int count = 0;
        for (char c : base32.toUpperCase(Locale.ROOT).toCharArray()) {
            bits = bits << 5 | BASE32.indexOf(c);
            count += 5;
            if (count >= 8) {
                count -= 8;
                bytes.put((byte) (bits >> count));
            }
        }
        return bytes.array();
    }
}
