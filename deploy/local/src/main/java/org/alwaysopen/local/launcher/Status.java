package org.alwaysopen.local.launcher;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the shop stands; what {@code ./shop status --json} prints.
 *
 * @param state                {@code starting}, {@code open} (at least one region), {@code ready} (all of them came up),
 *                             {@code failed} (it could not come up: {@code failure} says why), {@code stopping}
 * @param secondsToFirstRegion from the command to the first region's readiness; null until then
 * @param secondsToAllRegions  the same for all of them
 */
public record Status(
        String edge,
        String state,
        DatabaseStatus database,
        List<RegionStatus> regions,
        List<SimulatorStatus> simulators,
        Double secondsToFirstRegion,
        Double secondsToAllRegions,
        List<Step> steps,
        String failure) {

    /** @param survival what the store outlives; null until that is known */
    public record DatabaseStatus(String kind, String url, String state, String survival) {}

    /**
     * @param state    {@code starting}, {@code ready}, {@code unready} (it runs, and says that it cannot serve),
     *                 {@code draining}, {@code killed}, {@code failed}, {@code stopped}
     * @param identity where Keycloak is; null when the region has none
     * @param parts    the state of each process
     */
    public record RegionStatus(
            String name,
            String cloud,
            String state,
            String shop,
            String identity,
            Map<String, String> parts,
            String failure) {}

    public record SimulatorStatus(String name, String url, String state) {}

    /** @param state {@code running}, {@code done}, {@code failed} */
    public record Step(String name, String state, double seconds) {}

    public Optional<RegionStatus> region(String name) {
        return regions.stream().filter(region -> region.name().equals(name)).findFirst();
    }

    public boolean hasEnded() {
        return state.equals("ready") || state.equals("failed");
    }
}
