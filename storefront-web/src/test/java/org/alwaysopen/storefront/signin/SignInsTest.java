package org.alwaysopen.storefront.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alwaysopen.platform.Region;
import org.alwaysopen.storefront.ShopConfig;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

/** Goal: a shop that was told nothing of sign-in starts without it; one that was told half of it says which half is missing. */
class SignInsTest {
    private static final Region HERE = new Region("aws-us-east-1");
    private static final ShopConfig SHOP =
            new ShopConfig(HERE, List.of(HERE), "https://shop.example", Optional.empty(), List.of());

    @Test
    void withoutSettingsThereIsNone() {
        assertThat(of(Map.of())).isEmpty();
        assertThat(of(Map.of("shop.identity.issuer", " "))).isEmpty();
    }

    @Test
    void halfOfTheSettingsIsAMistakeThatIsNamed() {
        Map<String, String> settings = new HashMap<>();
        settings.put("shop.identity.issuer", "https://shop.example/identity/realms/shop");
        for (String next : List.of(
                "shop.identity.backchannels",
                "shop.identity.client.secret",
                "shop.mail.hash.key",
                "shop.cookie.keys.file")) {
            assertThatThrownBy(() -> of(settings)).hasMessageContaining(next + ": expected a value");
            settings.put(
                    next,
                    next.endsWith("backchannels")
                            ? "aws-us-east-1=http://127.0.0.1:9/identity/realms/shop"
                            : "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        }
    }

    static Optional<SignIns> of(Map<String, String> settings) {
        Config config = (Config) Proxy.newProxyInstance(
                SignInsTest.class.getClassLoader(), new Class<?>[] {Config.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getOptionalValue")) {
                        return Optional.ofNullable(settings.get((String) arguments[0]));
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        return SignIns.of(config, SHOP, null, Clock.systemUTC());
    }
}
