package org.alwaysopen.storefront;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
 * @param stripe      the first processor
 */
public record ShopConfig(
        Region region, List<Region> regions, String publicUrl, Optional<String> operatorKey, Processor stripe) {

    /** A payment processor: where it is, and who we are to it. */
    public record Processor(String url, String key, String webhookSecret) {}

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
                new Processor(
                        text(config, "shop.stripe.url", "http://127.0.0.1:8301"),
                        text(config, "shop.stripe.key", ""),
                        text(config, "shop.stripe.webhook.secret", "")));
    }

    private static String text(Config config, String name, String otherwise) {
        return config.getOptionalValue(name, String.class)
                .filter(value -> !value.isBlank())
                .orElse(otherwise);
    }
}
