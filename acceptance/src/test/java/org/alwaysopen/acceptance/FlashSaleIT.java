package org.alwaysopen.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: the last units of a SKU are sold once each, through the servers of all three regions at the same time, while one of
 * them is killed; and every buyer learns the truth. Method: more buyers than units, each with a cart that is ready; all pay
 * at once, at the servers themselves; who gets no answer asks again with the same key, as clients do; then the books.
 *
 * <p>The exhaustive version, with hundreds of buyers and random histories, is {@code NoOversellIT} of the inventory.
 */
class FlashSaleIT {
    private static final String LOST = "gcp-us-central1";
    private static final List<String> REGIONS = List.of("aws-us-east-1", LOST, "azure-westus2");
    private static final String SLUG = "enamel-camp-mug";
    private static final int UNITS = 5;
    private static final int BUYERS = 30;
    /** The killed one's buyers ask the edge, until a worker elsewhere has finished what it began. */
    private static final Duration TRUTH_MAX = Duration.ofSeconds(90);

    private static final String SOLD = "sold";
    private static final String OUT_OF_STOCK = "out-of-stock";
    private static final Set<String> FINAL = Set.of(SOLD, OUT_OF_STOCK);

    private static ShopUnderTest shop;
    private static Shopper edge;

    @BeforeAll
    static void open() {
        shop = ShopUnderTest.get();
        edge = new Shopper(shop.edge());
    }

    @AfterAll
    static void comeBack() {
        if (shop != null) {
            shop.restore(LOST);
        }
    }

    private record Buyer(String cart, String key, Shopper server) {}

    private static JsonNode admin(String method, String path, String body) {
        Shopper.Answer answer = edge.send(
                method,
                "/admin/api/v1/inventory/" + path,
                body,
                "Authorization",
                "Bearer " + shop.operatorKey(),
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(answer.status()).as(path + " " + answer).isEqualTo(200);
        return answer.json();
    }

    /** Takes units off the shelves until so many can be sold. */
    private static void leave(String sku, int units) {
        JsonNode levels = admin("GET", "levels/" + sku, null);
        long tooMany = levels.get("availableTotal").asLong() - units;
        for (var shelf : levels.get("onHand").properties()) {
            long some = Math.min(tooMany, shelf.getValue().asLong());
            if (some > 0) {
                tooMany -= some;
                admin("POST", "write-offs", """
                        {"sku": "%s", "warehouse": "%s", "units": %d, "reason": "flash sale"}""".formatted(sku, shelf.getKey(), some));
            }
        }
    }

    @Test
    void theLastUnitsAreSoldOnceEachWhileARegionDies() throws InterruptedException {
        JsonNode variants = edge.get("/api/v1/products/" + SLUG).json().get("variants");
        String sku = variants.get(variants.size() - 1).get("sku").asText();
        List<Buyer> buyers = new ArrayList<>();
        for (int i = 0; i < BUYERS; i++) {
            Shopper server = new Shopper(shop.region(REGIONS.get(i % REGIONS.size())));
            buyers.add(new Buyer(server.fillsACart(sku), UUID.randomUUID().toString(), server));
        }
        leave(sku, UNITS);

        ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
        CountDownLatch first = new CountDownLatch(2);
        ExecutorService crowd = Executors.newFixedThreadPool(BUYERS);
        buyers.forEach(buyer -> crowd.submit(() -> {
            String answer = pay(buyer);
            told.add(answer);
            first.countDown();
        }));
        assertThat(first.await(TRUTH_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
        shop.kill(LOST);
        crowd.shutdown();
        assertThat(crowd.awaitTermination(TRUTH_MAX.toSeconds() * 2, TimeUnit.SECONDS))
                .isTrue();

        assertThat(told).hasSize(BUYERS).allMatch(FINAL::contains);
        assertThat(told.stream().filter(SOLD::equals)).hasSize(UNITS);
        await().atMost(TRUTH_MAX).untilAsserted(() -> {
            JsonNode levels = admin("GET", "levels/" + sku, null);
            assertThat(levels.get("availableTotal").asLong()).isZero();
            assertThat(levels.get("reserved").asLong()).isZero();
            assertThat(levels.get("onHandTotal").asLong()).isZero();
        });
        assertThat(admin("GET", "differences", null).get("items")).isEmpty();
    }

    /** At its own server; from then on at the edge, with the same key, until there is an answer that stays. */
    private static String pay(Buyer buyer) {
        String told = tryOnce(buyer.server(), buyer);
        long end = System.nanoTime() + TRUTH_MAX.toNanos();
        while (!FINAL.contains(told) && System.nanoTime() < end) {
            told = tryOnce(edge, buyer);
        }
        return told;
    }

    private static String tryOnce(Shopper server, Buyer buyer) {
        try {
            Shopper.Answer answer = server.pays(buyer.cart(), buyer.key());
            String type = answer.json().path("type").asText();
            return answer.status() == 201 ? SOLD : type.substring(type.lastIndexOf('/') + 1);
        } catch (AssertionError noAnswer) {
            return "no answer";
        }
    }
}
