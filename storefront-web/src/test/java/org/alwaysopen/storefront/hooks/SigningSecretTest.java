package org.alwaysopen.storefront.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SigningSecretTest {
    /** The example of the Standard Webhooks libraries' own tests: what they accept, receivers accept. */
    @Test
    void signsAsTheStandardWebhooksLibrariesExpect() {
        SigningSecret secret = new SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void isNeverShownByAccident() {
        SigningSecret secret = SigningSecret.random();

        assertThat(secret.text()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(secret.toString()).doesNotContain(secret.text().substring(6));
        assertThat(SigningSecret.random()).isNotEqualTo(secret);
    }
}
