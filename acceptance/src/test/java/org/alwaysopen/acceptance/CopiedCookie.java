package org.alwaysopen.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The shop's cookie of a sign-in in the hands of somebody who copied it, and sends it to any region, past the edge. */
final class CopiedCookie {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final Map<String, String> regions = new LinkedHashMap<>();
    private final String value;

    CopiedCookie(ShopUnderTest shop, List<String> regions, String value) {
        regions.forEach(region -> this.regions.put(region, shop.region(region)));
        this.value = value;
    }

    private CopiedCookie(Map<String, String> regions, String value) {
        this.regions.putAll(regions);
        this.value = value;
    }

    /** Another one, without looking for the regions again. */
    CopiedCookie with(String another) {
        return new CopiedCookie(regions, another);
    }

    /** Whether a region takes who sends it for signed in. */
    boolean opensAccountAt(String region) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(regions.get(region) + "/account"))
                .timeout(ANSWER_MAX)
                .header("Accept", "text/html")
                .header("Cookie", "signed-in=" + value)
                .build();
        try {
            int status =
                    HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200 && status != 303) {
                throw new AssertionError(region + " answered " + status);
            }
            return status == 200;
        } catch (IOException e) {
            throw new AssertionError(region + " gave no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    boolean opensAccountAnywhere() {
        return regions.keySet().stream().anyMatch(this::opensAccountAt);
    }

    boolean opensAccountEverywhere() {
        return regions.keySet().stream().allMatch(this::opensAccountAt);
    }

    /** Sends it to all regions again and again until none takes it. @return after how long each refused, ms since {@code nanos} */
    Map<String, Long> untilRefused(long nanos, Duration atMost) {
        Map<String, Long> refused = new LinkedHashMap<>();
        while (refused.size() < regions.size()) {
            if (System.nanoTime() - nanos > atMost.toNanos()) {
                throw new AssertionError("after " + atMost + " still signed in, but for " + refused);
            }
            for (String region : regions.keySet()) {
                if (!refused.containsKey(region) && !opensAccountAt(region)) {
                    refused.put(region, (System.nanoTime() - nanos) / 1_000_000);
                }
            }
        }
        return refused;
    }

    /** Which key sealed it: in the open, in the header. */
    String keyId() {
        String header = new String(
                java.util.Base64.getUrlDecoder().decode(value.split("\\.")[0]),
                java.nio.charset.StandardCharsets.UTF_8);
        return ShopUnderTest.json(header).get("kid").asText();
    }
}
