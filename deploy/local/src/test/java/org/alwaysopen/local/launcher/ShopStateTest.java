package org.alwaysopen.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher keeps under {@code .shop}. */
class ShopStateTest {
    @TempDir
    Path state;

    @Test
    void secretsAreMadeOnceAndOnlyTheirOwnerReadsThem() throws IOException {
        ShopFolder folder = new ShopFolder(state, state);
        Secrets first = Secrets.open(folder);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.secrets())))
                .isEqualTo("rw-------");
        assertThat(Secrets.open(folder).environment()).isEqualTo(first.environment());
        assertThat(first.get("SHOP_OPERATOR_KEY")).startsWith("operator_").hasSizeGreaterThan(40);
    }

    @Test
    void aSecretThatANewerVersionNeedsIsAddedAndTheOthersStay() throws IOException {
        ShopFolder folder = new ShopFolder(state, state);
        Files.writeString(folder.secrets(), "{\"SHOP_STRIPE_KEY\":\"sk_test_mine\"}");
        Secrets secrets = Secrets.open(folder);
        assertThat(secrets.get("SHOP_STRIPE_KEY")).isEqualTo("sk_test_mine");
        assertThat(secrets.get("SHOP_ADYEN_HMAC_KEY")).matches("[0-9A-F]{64}");
    }

    @Test
    void secretsAreNotPrinted() {
        Secrets secrets = Secrets.open(new ShopFolder(state, state));
        assertThat(secrets.toString()).doesNotContain(secrets.get("SHOP_OPERATOR_KEY"));
        assertThat(new DatabaseAccess("jdbc:postgresql://x/shop", "shop", "hidden").toString())
                .doesNotContain("hidden");
        assertThat(DatabaseUrls.withoutSecrets("jdbc:postgresql://me:hidden@x:1/shop?password=hidden"))
                .isEqualTo("jdbc:postgresql://x:1/shop");
    }

    /** Goal: exactly what was started is ended, also by a launcher that did not start it itself. */
    @Test
    void aRecordedProcessIsEndedByWhoeverComesLater() throws IOException {
        Process sleeper = new ProcessBuilder("sleep", "60").start();
        new ProcessRecords(state).add("sleeper", sleeper.toHandle());
        assertThat(new ProcessRecords(state).endAll()).containsExactly("sleeper");
        assertThat(sleeper.isAlive()).isFalse();
        assertThat(new ProcessRecords(state).all()).isEmpty();
    }

    /** Goal: the number of a process that is gone may belong to another, which is left alone. */
    @Test
    void aProcessWithTheNumberButAnotherStartIsLeftAlone() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            ProcessRecords.Entry seen = ProcessRecords.Entry.of("old", stranger.toHandle());
            ProcessRecords.Entry recorded = new ProcessRecords.Entry("old", seen.pid(), seen.startedMs() - 60_000);
            ShopFolder.writeOwnerOnly(state.resolve("old.json"), org.alwaysopen.platform.Json.write(recorded));
            assertThat(new ProcessRecords(state).endAll()).isEmpty();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aProcessThatEndsAgainAndAgainIsLeftAloneInTheEnd() {
        Restarts restarts = new Restarts();
        assertThat(restarts.next("shop")).contains(Duration.ofSeconds(1));
        assertThat(restarts.next("shop")).contains(Duration.ofSeconds(2));
        assertThat(restarts.next("other")).contains(Duration.ofSeconds(1));
        for (int i = 2; i < Restarts.RESTARTS_MAX; i++) {
            assertThat(restarts.next("shop")).isPresent();
        }
        assertThat(restarts.next("shop")).isEmpty();
    }

    @Test
    void aSecretNobodyKnowsIsAMistakeOfTheProgram() {
        Secrets secrets = Secrets.open(new ShopFolder(state, state));
        assertThatThrownBy(() -> secrets.get("SHOP_NOTHING")).isInstanceOf(IllegalArgumentException.class);
    }
}
