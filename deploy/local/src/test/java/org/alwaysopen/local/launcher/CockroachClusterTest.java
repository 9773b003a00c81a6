package org.alwaysopen.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command lines and statements for CockroachDB; its program is played by a script, since it is not on every machine. */
class CockroachClusterTest {
    @TempDir
    Path state;

    @Test
    void aNodeIsStartedWithItsPlaceAndFindsTheOthers() {
        assertThat(cluster("cockroach").plan(1).command())
                .startsWith("cockroach", "start", "--insecure")
                .contains(
                        "--store=" + state.resolve("cockroach/gcp-us-central1"),
                        "--locality=cloud=gcp,region=gcp-us-central1",
                        "--listen-addr=127.0.0.1:26258",
                        "--advertise-addr=127.0.0.1:26258",
                        "--http-addr=127.0.0.1:26268",
                        "--join=127.0.0.1:26257,127.0.0.1:26258,127.0.0.1:26259");
    }

    @Test
    void aRegionAsksItsOwnNodeFirst() {
        assertThat(cluster("cockroach").access(2).url())
                .startsWith("jdbc:postgresql://127.0.0.1:26259,127.0.0.1:26257,127.0.0.1:26258/shop?")
                .contains("loadBalanceHosts=false");
    }

    @Test
    void ofAClusterThatIsThereEachRegionAsksAnotherNodeFirst() {
        String url = "jdbc:postgresql://a:26257,b:26257,c/shop?user=root";
        assertThat(DatabaseUrls.fromHost(url, 0)).isEqualTo(url);
        assertThat(DatabaseUrls.fromHost(url, 1)).isEqualTo("jdbc:postgresql://b:26257,c,a:26257/shop?user=root");
        assertThat(DatabaseUrls.fromHost(url, 5)).isEqualTo("jdbc:postgresql://c,a:26257,b:26257/shop?user=root");
        assertThat(DatabaseUrls.fromHost("jdbc:postgresql://a/shop", 2)).isEqualTo("jdbc:postgresql://a/shop");
        assertThat(DatabaseUrls.fromHost("jdbc:postgresql:shop", 2)).isEqualTo("jdbc:postgresql:shop");
    }

    @Test
    void theSurvivalGoalIsSetByMultiRegionDdl() {
        assertThat(CockroachCluster.multiRegion(Regions.ALL))
                .containsExactly(
                        "ALTER DATABASE shop SET PRIMARY REGION \"aws-us-east-1\"",
                        "ALTER DATABASE shop ADD REGION IF NOT EXISTS \"gcp-us-central1\"",
                        "ALTER DATABASE shop ADD REGION IF NOT EXISTS \"azure-westus2\"",
                        "ALTER DATABASE shop SURVIVE REGION FAILURE");
    }

    @Test
    void orByAReplicaInEachRegion() {
        assertThat(CockroachCluster.zones(Regions.ALL))
                .last()
                .isEqualTo("ALTER DATABASE shop CONFIGURE ZONE USING num_replicas = 3, constraints ="
                        + " '{\"+region=aws-us-east-1\": 1, \"+region=gcp-us-central1\": 1, \"+region=azure-westus2\": 1}',"
                        + " lease_preferences = '[[+region=aws-us-east-1]]'");
    }

    /** The first try comes before the node listens; the second makes the cluster. */
    @Test
    void initIsRepeatedUntilTheClusterIsThere() throws IOException {
        Path calls = state.resolve("calls");
        cluster(script("echo \"$*\" >> " + calls + "; [ $(wc -l < " + calls
                        + ") -gt 1 ] && echo Cluster successfully initialized || { echo cannot dial server; exit 1; }"))
                .init();
        assertThat(calls).content().isEqualTo("init --insecure --host=127.0.0.1:26257\n".repeat(2));
    }

    @Test
    void aClusterOfAnEarlierTimeIsTakenAsItIs() throws IOException {
        cluster(script("echo ERROR: cluster has already been initialized; exit 1"))
                .init();
    }

    @Test
    void aMissingProgramIsSaidInASentence() {
        CockroachCluster cluster = cluster(state.resolve("nowhere").toString());
        assertThatThrownBy(cluster::init)
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("--cockroach says where it is");
    }

    private CockroachCluster cluster(String program) {
        return new CockroachCluster(new ShopFolder(state, state), program, Regions.ALL, new Ports(0));
    }

    private String script(String body) throws IOException {
        Path file = state.resolve("cockroach");
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }
}
