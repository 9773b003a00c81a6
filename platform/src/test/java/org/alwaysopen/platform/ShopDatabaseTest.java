package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShopDatabaseTest {
    private static final String OURS =
            "-c%20default_transaction_isolation=serializable%20-c%20statement_timeout=5000%20-c"
                    + "%20lock_timeout=2500%20-c%20idle_in_transaction_session_timeout=5000%20-c%20enable_seqscan=off";

    @Test
    void aBareUrlGetsAllOfThem() {
        assertThat(ShopDatabase.withSessionDefaults("jdbc:postgresql://127.0.0.1:5433/shop"))
                .isEqualTo(
                        "jdbc:postgresql://127.0.0.1:5433/shop?options=" + OURS
                                + "&ApplicationName=alwaysopen&connectTimeout=3&logServerErrorDetail=false&loginTimeout=5&socketTimeout=15&tcpKeepAlive=true");
    }

    @Test
    void whatTheUrlSaysStaysAndItsOptionsComeFirst() {
        assertThat(ShopDatabase.withSessionDefaults(
                        "jdbc:postgresql://a:26257,b:26257/shop?user=root&options=--cluster%3Dx&socketTimeout=60"))
                .startsWith("jdbc:postgresql://a:26257,b:26257/shop?user=root&options=--cluster%3Dx%20" + OURS
                        + "&socketTimeout=60&")
                .containsOnlyOnce("socketTimeout")
                .contains("connectTimeout=3");
    }

    @Test
    void doingItTwiceChangesNothing() {
        String once = ShopDatabase.withSessionDefaults("jdbc:postgresql:///shop?sslmode=disable");
        assertThat(ShopDatabase.withSessionDefaults(once)).isEqualTo(once);
    }
}
