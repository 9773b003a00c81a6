package org.alwaysopen.inventory.warehouse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.alwaysopen.inventory.Inventory.Destination;
import org.alwaysopen.inventory.Warehouse;

/** Tells which warehouse is the nearest to an address, by the middle of its state or country. Stateless. */
final class Places {
    private record Point(double latitude, double longitude) {}

    private static final Map<String, Point> POINTS = read();

    private Places() {}

    private static Map<String, Point> read() {
        Map<String, Point> points = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Places.class.getResourceAsStream("places.csv"), StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] cells = line.split(",");
                points.put(
                        cells[0] + ' ' + cells[1],
                        new Point(Double.parseDouble(cells[2]), Double.parseDouble(cells[3])));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return points;
    }

    /** The nearest first. An address that is not on the map: those of its country first, then by code. */
    static List<Warehouse> nearestFirst(List<Warehouse> warehouses, Destination destination) {
        Optional<Point> point = find(destination.country(), destination.region());
        Comparator<Warehouse> nearest = point.map(
                        to -> Comparator.<Warehouse>comparingDouble(warehouse -> kilometres(warehouse, to)))
                .orElse(Comparator.comparing(
                        warehouse -> !warehouse.country().equalsIgnoreCase(destination.country())));
        return warehouses.stream()
                .sorted(nearest.thenComparing(Warehouse::code))
                .toList();
    }

    private static Optional<Point> find(String country, String region) {
        String code = country == null ? "" : country.toUpperCase(Locale.ROOT);
        String state = region == null ? "" : region.strip().toUpperCase(Locale.ROOT);
        Point point = POINTS.get(code + ' ' + state);
        return Optional.ofNullable(point == null ? POINTS.get(code + ' ') : point);
    }

    /** On the great circle (haversine), the earth's radius being 6,371 km. */
    private static double kilometres(Warehouse from, Point to) {
        double latitude = Math.toRadians(to.latitude() - from.latitude());
        double longitude = Math.toRadians(to.longitude() - from.longitude());
        double a = Math.pow(Math.sin(latitude / 2), 2)
                + Math.cos(Math.toRadians(from.latitude()))
                        * Math.cos(Math.toRadians(to.latitude()))
                        * Math.pow(Math.sin(longitude / 2), 2);
        return 2 * 6371 * Math.asin(Math.sqrt(a));
    }
}
