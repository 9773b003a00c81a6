package org.alwaysopen.inventory;

import java.util.List;

/**
 * A place where goods lie and from where they are shipped.
 *
 * @param country   ISO 3166-1, two letters
 * @param region    the state or province, as in postal addresses ({@code OH}); empty where there is none
 * @param latitude  degrees, WGS 84: which warehouse is the nearest is told by it
 * @param longitude degrees, WGS 84
 */
public record Warehouse(String code, String name, String country, String region, double latitude, double longitude) {
    /** The four of the sample shop. */
    public static final List<Warehouse> SAMPLES = List.of(
            new Warehouse("cmh", "Columbus", "US", "OH", 39.96, -83.00),
            new Warehouse("rno", "Reno", "US", "NV", 39.53, -119.81),
            new Warehouse("dfw", "Dallas", "US", "TX", 32.78, -96.80),
            new Warehouse("rtm", "Rotterdam", "NL", "", 51.92, 4.48));
}
