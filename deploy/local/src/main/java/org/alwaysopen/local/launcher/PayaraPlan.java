package org.alwaysopen.local.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alwaysopen.platform.Region;

/** How a region's shop server is started: Payara Micro with the WAR, on the loopback address, a data grid of its own. */
final class PayaraPlan {
    /** Three of them, a database and a browser fit into 4 GB. */
    private static final List<String> MEMORY = List.of("-Xms192m", "-Xmx512m", "-Xss512k");

    private PayaraPlan() {}

    static ProcessPlan of(ShopFolder folder, Region region, Ports ports, int index, Map<String, String> environment) {
        Path home = folder.region(region.name()).resolve("shop");
        int port = ports.shop(index);
        int grid = ports.hazelcast(index);
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(MEMORY);
        command.addAll(List.of(
                // Three servers on two cores: a collector with threads of its own only takes turns with the others.
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.net.preferIPv4Stack=true",
                "-Djava.io.tmpdir=" + home,
                "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n",
                // Before the WAR is there, the server is not ready.
                "-Dmp.health.default.readiness.empty.response=DOWN",
                // Near caches are otherwise stale for seconds, and a frozen member is otherwise waited for a minute.
                "-Dhazelcast.map.invalidation.batch.enabled=false",
                "-Dhazelcast.heartbeat.interval.seconds=1",
                "-Dhazelcast.max.no.heartbeat.seconds=5",
                "-Dhazelcast.phone.home.enabled=false",
                // Nobody reads them, and collecting them all every five seconds took a twentieth of a busy server's
                // time.
                "-Dhazelcast.metrics.enabled=false",
                // Jakarta Mail otherwise looks for it in all jars, six times for each mail.
                "-Djakarta.mail.util.StreamProvider=org.eclipse.angus.mail.util.MailStreamProvider",
                // Otherwise the grid listens to the whole network, whatever interface it was given.
                "-Dhazelcast.socket.bind.any=false",
                "-jar",
                folder.payaraMicro().toString()));
        command.addAll(List.of("--rootdir", home.resolve("payara").toString()));
        command.addAll(List.of("--port", String.valueOf(port), "--interfaces", "127.0.0.1"));
        command.addAll(List.of("--clustername", region.name(), "--clustermode", "tcpip:127.0.0.1:" + grid));
        command.addAll(List.of("--startport", String.valueOf(grid), "--hzinitialjoinwait", "0"));
        command.addAll(List.of("--name", region.name(), "--disablephonehome"));
        command.addAll(List.of(
                "--logproperties", folder.payaraFile("logging.properties").toString()));
        command.addAll(List.of(
                "--prebootcommandfile", folder.payaraFile("preboot.asadmin").toString()));
        command.addAll(List.of("--addlibs", folder.postgresDriver().toString()));
        command.addAll(List.of("--deploy", folder.war().toString(), "--contextroot", "/"));
        return new ProcessPlan(
                region.name() + "-shop",
                command,
                environment,
                List.of(home),
                port,
                Optional.of(URI.create("http://127.0.0.1:" + port + "/health/ready")),
                Optional.of("PlainTextActionReporterFAILURE"));
    }

    /** The one that runs the launcher. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
