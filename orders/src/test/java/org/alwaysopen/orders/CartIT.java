package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.NEW_YORK;
import static org.alwaysopen.orders.TestShop.USD;
import static org.alwaysopen.orders.TestShop.filled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.ProblemException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Carts: no line is lost, no retry adds twice, what is shown is what is paid, and nonsense changes nothing. */
class CartIT {
    private static TestShop shop;
    private static OrdersModule aws;
    private static OrdersModule gcp;

    @BeforeAll
    static void open() {
        shop = new TestShop();
        aws = shop.server(AWS);
        gcp = shop.server(GCP);
        shop.sell("MUG", 1990, 10);
        for (int i = 0; i < Carts.LINES_MAX + 1; i++) {
            shop.sell("T-" + i, 100 + i, 0);
        }
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static Cart empty() {
        return aws.carts().create(USD, Optional.empty());
    }

    @Test
    void totalsFollowFromLinesAddressAndShipping() {
        Cart cart = filled(aws, "MUG", 2);

        assertThat(cart.subtotal()).isEqualTo(Money.of(3980, "USD"));
        assertThat(cart.shipping()).isEqualTo(Money.of(595, "USD"));
        // New York, 8.875 %, on goods and on shipping, each rounded for itself: 353.2 and 52.8 cents.
        assertThat(cart.tax()).isEqualTo(Money.of(353 + 53, "USD"));
        assertThat(cart.total()).isEqualTo(Money.of(3980 + 595 + 406, "USD"));
        assertThat(gcp.carts().get(cart.id())).isEqualTo(cart);
    }

    @Test
    void euroPricesHoldTheTaxOfTheirCountry() {
        Cart cart = aws.carts().create(java.util.Currency.getInstance("EUR"), Optional.empty());
        aws.carts().addLine(cart.id(), "MUG", 1, Optional.empty());
        Address berlin = new Address("Ada", "Unter den Linden 1", null, "Berlin", null, "10117", "de");
        Cart addressed = aws.carts().setShippingAddress(cart.id(), berlin, Optional.empty());

        assertThat(addressed.shippingAddress().orElseThrow().country()).isEqualTo("DE");
        assertThat(addressed.taxIncluded()).isTrue();
        assertThat(addressed.tax()).isEqualTo(Money.of(318, "EUR"));
        assertThat(addressed.total()).isEqualTo(Money.of(1990, "EUR"));
    }

    /** Two regions and several tabs, each with a product of its own, all at once: the row's version is the judge. */
    @Test
    void whoWritesAtOnceLosesNoLine() throws Exception {
        Cart cart = empty();
        int writers = 8;
        ExecutorService tabs = Executors.newFixedThreadPool(writers);
        try {
            List<Future<Cart>> added = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String sku = "T-" + i;
                Carts carts = i % 2 == 0 ? aws.carts() : gcp.carts();
                added.add(tabs.submit(() -> carts.addLine(cart.id(), sku, 1, Optional.empty())));
            }
            for (Future<Cart> one : added) {
                one.get();
            }
        } finally {
            tabs.shutdownNow();
        }

        Cart now = gcp.carts().get(cart.id());
        assertThat(now.lines()).hasSize(writers);
        assertThat(now.version()).isEqualTo(cart.version() + writers);
    }

    @Test
    void theSameRequestAddsOnceInWhateverRegionItArrives() {
        Cart cart = empty();
        Idempotency.Request once =
                Idempotency.Request.of("cart", UUID.randomUUID().toString(), "add MUG 2");

        Cart first = aws.carts().addLine(cart.id(), "MUG", 2, Optional.of(once));
        aws.carts().addLine(cart.id(), "T-1", 1, Optional.empty());
        Cart again = gcp.carts().addLine(cart.id(), "MUG", 2, Optional.of(once));

        assertThat(again).isEqualTo(first);
        assertThat(gcp.carts().get(cart.id()).units()).isEqualTo(3);
    }

    @Test
    void theSameRequestCreatesOneCart() {
        Idempotency.Request once =
                Idempotency.Request.of("cart", UUID.randomUUID().toString(), "create");
        assertThat(gcp.carts().create(USD, Optional.of(once)))
                .isEqualTo(aws.carts().create(USD, Optional.of(once)));
    }

    /** A program far away fills a cart by one request and says the rest by another, and gets what many requests get. */
    @Test
    void aCartIsFilledAndAddressedInTwoChanges() {
        shop.sell("BOWL", 900, 10);
        Idempotency.Request once =
                Idempotency.Request.of("cart", UUID.randomUUID().toString(), "fill");
        List<Carts.Units> units =
                List.of(new Carts.Units("MUG", 1), new Carts.Units("BOWL", 2), new Carts.Units("MUG", 1));

        Cart cart = aws.carts().create(USD, units, Optional.of(once));
        assertThat(gcp.carts().create(USD, units, Optional.of(once))).isEqualTo(cart);
        assertThat(cart.lines())
                .extracting(line -> line.sku() + " x " + line.quantity())
                .containsExactly("MUG x 2", "BOWL x 2");
        Cart ready = gcp.carts()
                .setDetails(
                        cart.id(), details("ada@example.com", NEW_YORK, Carts.CHEAPEST, " No bell "), Optional.empty());

        assertThat(ready.version()).isEqualTo(cart.version() + 1);
        assertThat(ready.email()).contains("ada@example.com");
        assertThat(ready.note()).contains("No bell");
        assertThat(ready.shippingOption().orElseThrow())
                .isEqualTo(aws.carts().shippingOptions(cart.id()).get(0));
        assertThat(ready.total())
                .isEqualTo(ready.subtotal().plus(ready.shipping()).plus(ready.tax()));
        assertThat(aws.carts().get(cart.id())).isEqualTo(ready);

        Cart express = aws.carts().setDetails(cart.id(), details(null, null, "express", null), Optional.empty());
        assertThat(express.shipping()).isEqualTo(Money.of(1995, "USD"));
        assertThat(express.email()).contains("ada@example.com");
        assertThat(express.shippingAddress()).isEqualTo(ready.shippingAddress());
        assertThat(express.note()).contains("No bell");
    }

    @Test
    void ofDetailsOneThatIsRefusedRefusesAllOfThem() {
        Cart cart = filled(aws, "MUG", 1);
        Carts carts = aws.carts();
        Optional<Idempotency.Request> none = Optional.empty();
        Address nowhere = new Address("A", "B", null, "C", null, null, "XX");

        assertRefused(422, () -> carts.setDetails(cart.id(), details("new@example.com", nowhere, null, "x"), none));
        assertRefused(422, () -> carts.setDetails(cart.id(), details("nobody", NEW_YORK, null, "x"), none));
        assertRefused(422, () -> carts.setDetails(cart.id(), details("new@example.com", null, "teleport", "x"), none));
        assertRefused(422, () -> carts.setDetails(cart.id(), details(null, null, null, "x".repeat(501)), none));
        assertRefused(409, () -> carts.setDetails(empty().id(), details(null, null, Carts.CHEAPEST, null), none));
        assertRefused(404, () -> carts.setDetails(UUID.randomUUID(), details(null, null, null, "x"), none));
        assertThat(gcp.carts().get(cart.id())).isEqualTo(cart);

        assertRefused(422, () -> carts.create(USD, List.of(new Carts.Units("NO-SUCH", 1)), none));
        assertRefused(422, () -> carts.create(USD, List.of(new Carts.Units("MUG", 0)), none));
        int half = Carts.UNITS_PER_LINE_MAX / 2 + 1;
        assertRefused(
                422,
                () -> carts.create(USD, List.of(new Carts.Units("MUG", half), new Carts.Units("MUG", half)), none));
        List<Carts.Units> tooMany = java.util.stream.IntStream.rangeClosed(0, Carts.LINES_MAX)
                .mapToObj(i -> new Carts.Units("T-" + i, 1))
                .toList();
        assertRefused(422, () -> carts.create(USD, tooMany, none));
        assertThat(carts.create(USD, tooMany.subList(1, tooMany.size()), none).lines())
                .hasSize(Carts.LINES_MAX);
    }

    private static Carts.Details details(String email, Address address, String option, String note) {
        return new Carts.Details(
                Optional.ofNullable(email),
                Optional.ofNullable(address),
                Optional.ofNullable(option),
                Optional.ofNullable(note));
    }

    @Test
    void aPriceThatChangedIsShownOnceAndThenIsThePrice() {
        shop.sell("LAMP", 5000, 3);
        Cart cart = filled(aws, "LAMP", 1);
        shop.sell("LAMP", 4500, 0);

        Cart shown = gcp.carts().get(cart.id());
        assertThat(shown.subtotal()).isEqualTo(Money.of(4500, "USD"));
        assertThat(shown.notices()).singleElement().isInstanceOf(Cart.Notice.PriceChanged.class);
        assertThat(aws.carts().get(cart.id()).notices()).isEmpty();
    }

    @Test
    void whatIsNoLongerSoldLeavesTheCartAndWhatIsShortIsSaid() {
        shop.sell("RARE", 700, 1);
        shop.sell("GONE", 900, 1);
        Cart cart = filled(aws, "RARE", 3);
        aws.carts().addLine(cart.id(), "GONE", 1, Optional.empty());
        shop.offers.prices.remove(new org.alwaysopen.inventory.Sku("GONE"));

        Cart shown = gcp.carts().get(cart.id());
        assertThat(shown.lines()).hasSize(1);
        assertThat(shown.notices())
                .hasSize(2)
                .anyMatch(Cart.Notice.NoLongerSold.class::isInstance)
                .anyMatch(n -> n instanceof Cart.Notice.ShortOfStock s && s.wanted() == 3 && s.available() == 1);
    }

    @Test
    void nonsenseIsRefusedAndChangesNothing() {
        Cart cart = filled(aws, "MUG", 1);
        UUID line = cart.lines().get(0).id();
        Carts carts = aws.carts();
        Optional<Idempotency.Request> none = Optional.empty();

        assertRefused(422, () -> carts.addLine(cart.id(), "NO-SUCH", 1, none));
        assertRefused(422, () -> carts.addLine(cart.id(), "'; DROP TABLE", 1, none));
        assertRefused(422, () -> carts.addLine(cart.id(), null, 1, none));
        assertRefused(422, () -> carts.addLine(cart.id(), "MUG", 0, none));
        assertRefused(422, () -> carts.addLine(cart.id(), "MUG", -3, none));
        assertRefused(422, () -> carts.addLine(cart.id(), "MUG", Integer.MAX_VALUE, none));
        assertRefused(422, () -> carts.addLine(cart.id(), "MUG", Carts.UNITS_PER_LINE_MAX, none));
        assertRefused(404, () -> carts.addLine(UUID.randomUUID(), "MUG", 1, none));
        assertRefused(404, () -> carts.changeLine(cart.id(), UUID.randomUUID(), 1, none));
        assertRefused(422, () -> carts.changeLine(cart.id(), line, 5000, none));
        assertRefused(422, () -> carts.setContact(cart.id(), "nobody", none));
        assertRefused(422, () -> carts.setContact(cart.id(), null, none));
        assertRefused(
                422,
                () -> carts.setShippingAddress(cart.id(), new Address("A", "B", null, "C", null, null, "XX"), none));
        assertRefused(
                422,
                () -> carts.setShippingAddress(
                        cart.id(), new Address("A".repeat(201), "B", null, "C", null, null, "US"), none));
        assertRefused(422, () -> carts.chooseShippingOption(cart.id(), "teleport", none));
        assertRefused(409, () -> carts.shippingOptions(empty().id()));
        assertRefused(404, () -> carts.get(UUID.randomUUID()));

        assertThat(gcp.carts().get(cart.id())).isEqualTo(cart);
    }

    @Test
    void aCartHoldsTwoHundredLinesAndNotOneMore() {
        Cart cart = empty();
        for (int i = 0; i < Carts.LINES_MAX; i++) {
            aws.carts().addLine(cart.id(), "T-" + i, 1, Optional.empty());
        }
        assertRefused(422, () -> aws.carts().addLine(cart.id(), "T-" + Carts.LINES_MAX, 1, Optional.empty()));
        assertThat(gcp.carts().get(cart.id()).lines()).hasSize(Carts.LINES_MAX);
    }

    @Test
    void aLineIsChangedAndTakenOut() {
        Cart cart = filled(aws, "MUG", 1);
        UUID line = cart.lines().get(0).id();

        assertThat(gcp.carts().changeLine(cart.id(), line, 4, Optional.empty()).units())
                .isEqualTo(4);
        assertThat(gcp.carts().removeLine(cart.id(), line, Optional.empty()).lines())
                .isEmpty();
    }

    @Test
    void shippingFollowsWeightTotalAndZone() {
        Cart cart = empty();
        aws.carts().addLine(cart.id(), "MUG", 1, Optional.empty());
        aws.carts().setShippingAddress(cart.id(), NEW_YORK, Optional.empty());
        assertThat(aws.carts().shippingOptions(cart.id()))
                .extracting(o -> o.id() + " " + o.price().amount())
                .containsExactly("standard 5.95", "express 19.95");

        Cart rich = aws.carts().addLine(cart.id(), "MUG", 5, Optional.empty());
        assertThat(rich.subtotal().minorUnits()).isGreaterThan(10_000);
        assertThat(aws.carts().shippingOptions(cart.id()).get(0).price().isZero())
                .isTrue();

        Address honolulu = new Address("Ada", "1 Ala Moana", null, "Honolulu", "HI", "96813", "US");
        aws.carts().setShippingAddress(cart.id(), honolulu, Optional.empty());
        assertThat(aws.carts().shippingOptions(cart.id()))
                .extracting(o -> o.id() + " " + o.price().amount())
                .containsExactly("standard 12.95");
    }

    @Test
    void whatAGuestCollectedIsMergedAtSignInAndNothingIsCountedTwice() {
        Cart mine = filled(aws, "MUG", 2);
        Cart guest = empty();
        aws.carts().addLine(guest.id(), "MUG", 3, Optional.empty());
        aws.carts().addLine(guest.id(), "T-7", 1, Optional.empty());

        Cart merged = gcp.carts().merge(guest.id(), mine.id(), Optional.empty());
        Cart again = aws.carts().merge(guest.id(), mine.id(), Optional.empty());

        assertThat(merged.lines())
                .extracting(line -> line.sku().code() + " " + line.quantity())
                .containsExactly("MUG 5", "T-7 1");
        assertThat(merged.email()).contains("ada@example.com");
        assertThat(again.lines()).isEqualTo(merged.lines());
        assertRefused(404, () -> aws.carts().get(guest.id()));
    }

    @Test
    void aGuestsCartInAnotherCurrencyTakesTheOtherOnesPrices() {
        Cart euros = aws.carts().create(java.util.Currency.getInstance("EUR"), Optional.empty());
        aws.carts().addLine(euros.id(), "MUG", 1, Optional.empty());

        Cart merged = gcp.carts().merge(euros.id(), empty().id(), Optional.empty());

        assertThat(merged.total()).isEqualTo(Money.of(1990, "USD"));
    }

    @Test
    void cartsThatNobodyTouchesAreDeletedAndOthersStay() {
        Cart old = filled(aws, "MUG", 1);
        Cart used = filled(aws, "MUG", 1);
        shop.database
                .transactions()
                .run(
                        "time passes",
                        tx -> tx.update("UPDATE orders.cart SET expires_on = CURRENT_DATE - 1 WHERE id = :id")
                                .bind("id", old.id())
                                .execute());

        gcp.jobs().forEach(job -> job.run().run());

        assertRefused(404, () -> aws.carts().get(old.id()));
        assertThat(aws.carts().get(used.id())).isEqualTo(used);
    }

    private static void assertRefused(int status, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(status));
    }
}
