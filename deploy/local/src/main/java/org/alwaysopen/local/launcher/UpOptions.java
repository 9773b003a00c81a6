package org.alwaysopen.local.launcher;

import java.util.List;
import org.alwaysopen.platform.Region;
import picocli.CommandLine.Option;

/** What is to be brought up; the same for {@code up} and for the supervisor that it starts. */
final class UpOptions {
    @Option(
            names = "--regions",
            defaultValue = "3",
            description = "How many regions, 1 to 3 (default: ${DEFAULT-VALUE}).")
    int regions;

    @Option(
            names = "--db",
            paramLabel = "embedded|cockroach|JDBC-URL",
            defaultValue = "embedded",
            description = "The SQL store: a PostgreSQL of its own, a CockroachDB node per region, or one that is there"
                    + " already (default: ${DEFAULT-VALUE}).")
    String db;

    @Option(
            names = "--cockroach",
            paramLabel = "PATH",
            defaultValue = "cockroach",
            description = "The CockroachDB program (default: ${DEFAULT-VALUE}, looked up on the path).")
    String cockroach;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "${env:SHOP_PORT_OFFSET:-0}",
            description = "Added to every port (default: $SHOP_PORT_OFFSET, or 0).")
    int portOffset;

    @Option(names = "--without-identity", description = "No Keycloak: quicker, and nobody can sign in.")
    boolean withoutIdentity;

    List<Region> regionList() {
        return Regions.first(regions);
    }

    DatabaseChoice database() {
        return DatabaseChoice.parse(db, cockroach);
    }

    Ports ports() {
        return new Ports(portOffset);
    }

    List<String> arguments() {
        return List.of(
                "--regions=" + regions,
                "--db=" + db,
                "--cockroach=" + cockroach,
                "--port-offset=" + portOffset,
                "--without-identity=" + withoutIdentity);
    }
}
