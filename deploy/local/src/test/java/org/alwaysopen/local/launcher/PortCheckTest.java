package org.alwaysopen.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortCheckTest {
    /** Goal: whoever stands in the way is named with the port, so that a person can end it. */
    @Test
    void aPortInUseIsReportedWithItsNumberPurposeAndHolder() throws IOException {
        try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortCheck.taken(Map.of(held.getLocalPort(), "the edge")))
                    .singleElement()
                    .asString()
                    .startsWith("port " + held.getLocalPort() + ", for the edge, is held by ");
        }
    }

    @Test
    void aFreePortIsNotReported() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(PortCheck.taken(Map.of(port, "the edge"))).isEmpty();
    }

    /** Goal: the check before the start leaves nothing out, and no two things want the same port. */
    @Test
    void everyPortOfEveryKindOfShopIsNeededOnce() {
        for (String db : new String[] {"embedded", "cockroach", "jdbc:postgresql://elsewhere/shop"}) {
            Map<Integer, String> needed = new Ports(0).needed(3, DatabaseChoice.parse(db, "cockroach"), true);
            assertThat(new HashSet<>(needed.values())).hasSameSizeAs(needed.keySet());
            assertThat(needed).containsKeys(8080, 8099, 8101, 8102, 8103, 8301, 8302);
        }
        assertThat(new Ports(0).needed(3, DatabaseChoice.parse("cockroach", "cockroach"), true))
                .containsKeys(26257, 26258, 26259)
                .doesNotContainKey(5433);
        assertThat(new Ports(1000).needed(1, DatabaseChoice.parse("embedded", "cockroach"), true))
                .containsKeys(9080, 9101, 6433)
                .doesNotContainKey(9102);
    }

    @Test
    void anOffsetThatMakesNoPortsIsRefused() {
        assertThatThrownBy(() -> new Ports(-1))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("--port-offset");
    }
}
