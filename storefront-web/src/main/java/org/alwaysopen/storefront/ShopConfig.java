package org.alwaysopen.storefront;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.alwaysopen.platform.Region;
import org.eclipse.microprofile.config.Config;

/**
 * What this server was told about itself, through MicroProfile Config: {@code shop.region} is {@code SHOP_REGION} in the
 * environment.
 *
 * @param region      the region this server stands in
 * @param regions     all regions of the shop, this one among them
 * @param publicUrl   where shoppers reach the shop (the edge), without a slash at the end
 * @param operatorKey opens {@code /admin} as a bearer token; when there is none, nothing opens it
 * @param cardFields  where the processors serve the fields that a card's number is typed into: the only origins that a page
 *                    of ours may frame, and send a shopper to
 */
public record ShopConfig(
        Region region,
        List<Region> regions,
        String publicUrl,
        Optional<String> operatorKey,
        List<CardFields> cardFields) {

    /**
     * A processor's card fields.
     *
     * @param processor its name, as payments know it
     * @param origin    such as {@code https://pay.example}, without a path
     * @param simulated whether it is a simulator on this machine: then test cards can be chosen without typing them
     */
    public record CardFields(String processor, String origin, boolean simulated) {}

    private static final Pattern SIMULATOR = Pattern.compile("http://(127\\.0\\.0\\.1|localhost)(:\\d+)?/?");

    /** How long a page may wait for the database before it says so; the pool's own limit is longer. */
    public static final Duration READINESS_TIMEOUT = Duration.ofMillis(1500);

    static ShopConfig of(Config config) {
        Region region = new Region(text(config, "shop.region", "aws-us-east-1"));
        String regions = text(config, "shop.regions", region.name());
        return new ShopConfig(
                region,
                Arrays.stream(regions.split(","))
                        .map(String::strip)
                        .map(Region::new)
                        .toList(),
                text(config, "shop.public.url", "http://127.0.0.1:8080"),
                config.getOptionalValue("shop.operator.key", String.class).filter(key -> !key.isBlank()),
                Stream.of("stripe", "adyen")
                        .flatMap(processor -> cardFields(config, processor).stream())
                        .toList());
    }

    /** Said by {@code SHOP_STRIPE_FIELDS_URL}; a simulator on this machine serves them beside its API. */
    private static Optional<CardFields> cardFields(Config config, String processor) {
        String api = text(config, "shop." + processor + ".url", "");
        String beside = SIMULATOR.matcher(api).matches() ? api : "";
        String url = text(config, "shop." + processor + ".fields.url", beside);
        return Optional.of(url)
                .filter(given -> !given.isEmpty())
                .map(given -> URI.create(given).resolve("/").toString())
                .map(root -> new CardFields(processor, root.substring(0, root.length() - 1), !beside.isEmpty()));
    }

    private static String text(Config config, String name, String otherwise) {
        return config.getOptionalValue(name, String.class)
                .filter(value -> !value.isBlank())
                .orElse(otherwise);
    }
}
