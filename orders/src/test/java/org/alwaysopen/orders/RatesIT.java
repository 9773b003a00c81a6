package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.AZURE;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.USD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.alwaysopen.orders.Rates.Place;
import org.alwaysopen.orders.Rates.ShippingRate;
import org.alwaysopen.orders.Rates.Table;
import org.alwaysopen.orders.Rates.TaxRate;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.ProblemException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Goal: what merchants set is what the next cart of any region is charged, nobody pays what they were not shown, and two at once are one. */
class RatesIT {
    private static TestShop shop;
    private static Rates aws;
    private static Rates gcp;

    @BeforeAll
    static void open() {
        shop = new TestShop();
        shop.sell("MUG", 2000, 100);
        aws = shop.server(AWS).rates();
        gcp = shop.server(GCP).rates();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static ShippingRate standard(long cents) {
        return new ShippingRate(
                "standard", "Standard", "3 to 5 days", 0, 30_000, Money.zero(USD), new Money(cents, USD));
    }

    private static List<TaxRate> withNewYork(List<TaxRate> rows, int ppm) {
        List<TaxRate> changed = new ArrayList<>(rows);
        changed.removeIf(rate -> rate.region().equals("NY"));
        changed.add(new TaxRate("US", "NY", "New York sales tax", ppm, false, true));
        return changed;
    }

    @Test
    void theNextCartInAnyRegionIsReckonedByThem() {
        Table<TaxRate> before = aws.taxes();
        aws.setTaxes(withNewYork(before.rows(), 100_000), before.version(), "Grace");
        aws.setShipping("us", List.of(standard(700)), aws.shipping("us").version(), "Grace");

        for (OrdersModule server : List.of(shop.server(AWS), shop.server(GCP), shop.server(AZURE))) {
            Cart cart = TestShop.filled(server, "MUG", 1);
            assertThat(cart.shipping()).isEqualTo(new Money(700, USD));
            assertThat(cart.tax()).isEqualTo(new Money(270, USD));
        }
    }

    /** Shown at one rate, and bought after it changed: refused with the difference, and then sold at what was shown. */
    @Test
    void nobodyPaysARateThatTheyWereNotShown() {
        OrdersModule server = shop.server(AWS);
        Cart shown = TestShop.filled(server, "MUG", 1);
        Table<TaxRate> before = gcp.taxes();
        gcp.setTaxes(withNewYork(before.rows(), 200_000), before.version(), "Grace");

        Idempotency.Response refused = TestShop.checkOut(server, shown.id(), "k1", ScriptedPayments.APPROVED);

        assertThat(refused.status()).as(refused.body()).isEqualTo(409);
        Money now = server.carts().get(shown.id()).total();
        assertThat(now).isGreaterThan(shown.total());
        assertThat(TestShop.checkOut(server, shown.id(), "k2", ScriptedPayments.APPROVED)
                        .status())
                .isEqualTo(201);
        assertThat(shop.count(
                        "SELECT total FROM orders.shop_order WHERE state = 'PAID' AND cart_id = '" + shown.id() + "'"))
                .isEqualTo(now.minorUnits());
    }

    @Test
    void aPlaceIsInTheZoneThatTheMerchantSays() {
        Table<Place> places = aws.places();
        List<Place> changed = new ArrayList<>(places.rows());
        changed.add(new Place("US", "NY", "ny-couriers"));
        aws.setShipping("ny-couriers", List.of(standard(99)), 0, "Grace");
        Table<Place> after = aws.setPlaces(changed, places.version(), "Grace");
        assertThat(TestShop.filled(shop.server(GCP), "MUG", 1).shipping()).isEqualTo(new Money(99, USD));
        assertThat(gcp.zones()).contains("ny-couriers", "eu", "world");
        gcp.setPlaces(places.rows(), after.version(), "Grace");
        gcp.setShipping("ny-couriers", List.of(), 1, "Grace");
        assertThat(gcp.zones()).doesNotContain("ny-couriers");
    }

    @Test
    void ofTwoAtOnceOneIsRefusedAndTheSameAgainChangesNothing() throws Exception {
        long seen = aws.shipping("two-at-once").version();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Callable<Object>> both = IntStream.range(0, 4)
                .<Callable<Object>>mapToObj(i ->
                        () -> (i % 2 == 0 ? aws : gcp).setShipping("two-at-once", List.of(standard(i)), seen, "M" + i))
                .toList();
        int set = 0;
        for (Future<Object> one : pool.invokeAll(both)) {
            try {
                assertThat(one.get()).isInstanceOf(Table.class);
                set++;
            } catch (java.util.concurrent.ExecutionException refused) {
                assertThat(refused.getCause())
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                e -> assertThat(e.problem().status()).isEqualTo(409));
            }
        }
        pool.shutdown();

        assertThat(set).isEqualTo(1);
        Table<ShippingRate> now = gcp.shipping("two-at-once");
        assertThat(now.version()).isEqualTo(seen + 1);
        assertThat(aws.setShipping("two-at-once", now.rows(), seen, "late answer, same request"))
                .isEqualTo(now);
        assertThat(shop.count("SELECT count(*) FROM orders.rate_change WHERE rate_table = 'shipping two-at-once'"))
                .isEqualTo(1);
    }

    @Test
    void eachChangeIsKeptWithItsAuthor() {
        aws.setShipping("kept", List.of(standard(100)), 0, "Grace");
        gcp.setShipping("kept", List.of(standard(200)), 1, "Ada");

        Rates.Changes page = aws.changes(Optional.empty(), 1);
        Rates.Change last = page.items().get(0);
        Rates.Change first = aws.changes(page.next(), 1).items().get(0);

        assertThat(last)
                .returns("Ada", Rates.Change::actor)
                .returns("shipping kept", Rates.Change::table)
                .returns(2L, Rates.Change::version);
        assertThat(last.was()).isEqualTo(first.became()).contains("1.00");
        assertThat(last.became()).contains("2.00");
        assertThat(first).returns("Grace", Rates.Change::actor).returns("[]", Rates.Change::was);
    }

    @Test
    void nonsenseIsRefusedWithASentence() {
        TaxRate good = new TaxRate("US", "NY", "Tax", 1, false, false);
        refused("country", () -> aws.setTaxes(List.of(new TaxRate("us", "", "Tax", 1, false, false)), 0, "G"));
        refused("region", () -> aws.setTaxes(List.of(new TaxRate("US", "New York", "Tax", 1, false, false)), 0, "G"));
        refused("name", () -> aws.setTaxes(List.of(new TaxRate("US", "", " ", 1, false, false)), 0, "G"));
        refused("percent", () -> aws.setTaxes(List.of(new TaxRate("US", "", "Tax", 1_000_001, false, false)), 0, "G"));
        refused("percent", () -> aws.setTaxes(List.of(new TaxRate("US", "", "Tax", -1, false, false)), 0, "G"));
        refused("once", () -> aws.setTaxes(List.of(good, good), 0, "G"));
        refused("at most", () -> aws.setTaxes(Collections.nCopies(Rates.TAX_RATES_MAX + 1, good), 0, "G"));
        refused("zone", () -> aws.setPlaces(List.of(new Place("US", "", "A zone")), 0, "G"));
        refused("zone", () -> aws.shipping("a/b"));
        refused("weight", () -> aws.setShipping("z", List.of(rate("standard", 5, 5, "USD", "USD", 1)), 0, "G"));
        refused("weight", () -> aws.setShipping("z", List.of(rate("standard", -1, 5, "USD", "USD", 1)), 0, "G"));
        refused("method", () -> aws.setShipping("z", List.of(rate("By Air", 0, 5, "USD", "USD", 1)), 0, "G"));
        refused("price", () -> aws.setShipping("z", List.of(rate("air", 0, 5, "JPY", "JPY", 1)), 0, "G"));
        refused("price", () -> aws.setShipping("z", List.of(rate("air", 0, 5, "USD", "USD", -1)), 0, "G"));
        refused("totalFrom", () -> aws.setShipping("z", List.of(rate("air", 0, 5, "USD", "EUR", 1)), 0, "G"));
        refused("at most", () -> aws.setShipping("z", Collections.nCopies(201, standard(1)), 0, "G"));
        refused("limit", () -> aws.changes(Optional.empty(), 0));
        assertThat(aws.shipping("z")).isEqualTo(new Table<>(0, List.of()));
    }

    private static ShippingRate rate(String method, long from, long below, String currency, String other, long cents) {
        return new ShippingRate(method, "Name", "soon", from, below, Money.of(0, other), Money.of(cents, currency));
    }

    private static void refused(String word, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem().status()).isEqualTo(422);
            assertThat(refused.problem().detail()).contains(word);
        });
    }
}
