package org.alwaysopen.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a process, with real processes. "Ready" is a port that this test opens when it likes. */
class ChildTest {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    @TempDir
    Path state;

    private final ConcurrentLinkedQueue<String> ended = new ConcurrentLinkedQueue<>();
    private ServerSocket ready;
    private ProcessRecords records;

    @BeforeEach
    void listen() throws IOException {
        ready = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        records = new ProcessRecords(state.resolve("processes"));
    }

    @AfterEach
    void endWhatWasStarted() throws IOException {
        records.endAll();
        ready.close();
    }

    @Test
    void aProcessIsRecordedWhileItRuns() {
        Child child = child("sleep 60", Optional.empty());
        child.start();
        child.awaitReady(WITHIN);
        assertThat(child.state()).isEqualTo(Child.State.READY);
        assertThat(records.all()).extracting(ProcessRecords.Entry::name).containsExactly("shop");
        child.stop();
        assertThat(records.all()).isEmpty();
        assertThat(child.state()).isEqualTo(Child.State.STOPPED);
    }

    @Test
    void aKilledProcessIsNoAccidentAndStaysDeadUntilItIsStartedAgain() {
        Child child = child("sleep 60", Optional.empty());
        child.start();
        child.awaitReady(WITHIN);
        child.kill();
        assertThat(child.state()).isEqualTo(Child.State.KILLED);
        assertThat(ended).isEmpty();
        child.start();
        child.awaitReady(WITHIN);
        assertThat(child.state()).isEqualTo(Child.State.READY);
    }

    @Test
    void aProcessThatDiesByItselfIsFailedAndTold() {
        Child child = child("sleep 60", Optional.empty());
        child.start();
        child.awaitReady(WITHIN);
        records.all().get(0).process().orElseThrow().destroyForcibly();
        await().atMost(WITHIN).until(() -> ended.contains("shop"));
        assertThat(child.state()).isEqualTo(Child.State.FAILED);
        assertThat(child.failure()).contains("ended by itself").contains("shop.log");
    }

    @Test
    void aProcessThatDiesBeforeItIsReadySaysSoWithItsLog() throws IOException {
        ready.close();
        Child child = child("echo out of luck; exit 3", Optional.empty());
        child.start();
        assertThatThrownBy(() -> child.awaitReady(WITHIN))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("code 3")
                .hasMessageContaining("shop.log");
        assertThat(child.log()).content().contains("out of luck");
        assertThat(ended).as("what never was ready is not started again").isEmpty();
    }

    @Test
    void aProcessThatNeverBecomesReadyIsGivenUp() throws IOException {
        ready.close();
        Child child = child("sleep 60", Optional.empty());
        child.start();
        assertThatThrownBy(() -> child.awaitReady(Duration.ofMillis(400)))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("was not ready");
    }

    /** Goal: a server whose boot commands failed answers all the same, and must not pass for a good one. */
    @Test
    void wordsOfAWrongStartInTheLogMakeItFail() {
        Child child = child("echo BootFAILURE; sleep 60", Optional.of("BootFAILURE"));
        child.start();
        await().atMost(WITHIN).until(() -> Files.exists(child.log()) && Files.size(child.log()) > 0);
        assertThatThrownBy(() -> child.awaitReady(WITHIN))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("BootFAILURE");
    }

    /** Goal: who closes the shop while it still opens leaves nothing behind that is started a moment later. */
    @Test
    void nothingIsStartedAfterTheEnd() {
        Child child = child("sleep 60", Optional.empty());
        child.stop();
        assertThatThrownBy(child::start).isInstanceOf(LauncherException.class).hasMessageContaining("closes");
        assertThat(records.all()).isEmpty();
    }

    private Child child(String script, Optional<String> broken) {
        return new Child(
                new ProcessPlan(
                        "shop",
                        List.of(
                                "sh",
                                "-c",
                                script.startsWith("sleep") ? "exec " + script : script.replace("sleep", "exec sleep")),
                        Map.of(),
                        List.of(),
                        ready.getLocalPort(),
                        Optional.empty(),
                        broken),
                new ShopFolder(state, state),
                records,
                HttpClient.newHttpClient(),
                failed -> ended.add(failed.plan().name()));
    }
}
