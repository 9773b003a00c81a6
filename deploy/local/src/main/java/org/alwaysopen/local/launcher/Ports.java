package org.alwaysopen.local.launcher;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which port everything listens on, always on 127.0.0.1. The offset moves all of them, so that several shops fit on one
 * machine.
 */
public record Ports(int offset) {
    private static final int OFFSET_MAX = 50_000;

    public Ports {
        if (offset < 0 || offset > OFFSET_MAX) {
            throw new LauncherException("--port-offset: expected 0 to " + OFFSET_MAX + ", got " + offset);
        }
    }

    public int edge() {
        return 8080 + offset;
    }

    int control() {
        return 8099 + offset;
    }

    /** @param region 0, 1, 2 */
    public int shop(int region) {
        return 8101 + region + offset;
    }

    public int identity(int region) {
        return 8201 + region + offset;
    }

    public int identityManagement(int region) {
        return 8211 + region + offset;
    }

    public int stripe() {
        return 8301 + offset;
    }

    public int adyen() {
        return 8302 + offset;
    }

    /** The simulators' control APIs stay open while their ports are closed by a fault. */
    static int simulatorControl(int simulatorPort) {
        return simulatorPort + 20;
    }

    int hazelcast(int region) {
        return 8401 + region + offset;
    }

    /** For the moment in which the regions' databases are prepared. */
    int identityMaking() {
        return 8209 + offset;
    }

    int identityManagementMaking() {
        return 8219 + offset;
    }

    /** The PostgreSQL of a region's Keycloak. */
    int sessions(int region) {
        return 5441 + region + offset;
    }

    int sessionsMaking() {
        return 5449 + offset;
    }

    int postgres() {
        return 5433 + offset;
    }

    int cockroach(int region) {
        return 26257 + region + offset;
    }

    int cockroachConsole(int region) {
        return 26267 + region + offset;
    }

    /** Everything that will be listened on, with what it is for. */
    Map<Integer, String> needed(int regions, DatabaseChoice database, boolean identity) {
        Map<Integer, String> needed = new LinkedHashMap<>();
        needed.put(edge(), "the edge");
        needed.put(control(), "the launcher's control");
        needed.put(stripe(), "the Stripe simulator");
        needed.put(simulatorControl(stripe()), "the Stripe simulator's control");
        needed.put(adyen(), "the Adyen simulator");
        needed.put(simulatorControl(adyen()), "the Adyen simulator's control");
        if (database.kind() == DatabaseChoice.Kind.EMBEDDED) {
            needed.put(postgres(), "the database");
        }
        if (identity) {
            needed.put(identityMaking(), "the Keycloak that makes the tables");
            needed.put(identityManagementMaking(), "the management of the Keycloak that makes the tables");
            needed.put(sessionsMaking(), "the database of the Keycloak that makes the tables");
        }
        for (int region = 0; region < regions; region++) {
            String name = Regions.ALL.get(region).name();
            needed.put(shop(region), "the shop of " + name);
            needed.put(hazelcast(region), "the data grid of " + name);
            if (identity) {
                needed.put(identity(region), "the Keycloak of " + name);
                needed.put(identityManagement(region), "the management of Keycloak of " + name);
                needed.put(sessions(region), "the database of Keycloak of " + name);
            }
            if (database.kind() == DatabaseChoice.Kind.COCKROACH) {
                needed.put(cockroach(region), "the database node of " + name);
                needed.put(cockroachConsole(region), "the database console of " + name);
            }
        }
        return needed;
    }
}
