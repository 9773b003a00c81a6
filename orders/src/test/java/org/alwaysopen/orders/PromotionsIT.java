package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.checkOut;
import static org.alwaysopen.orders.TestShop.filled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.alwaysopen.orders.Promotions.Draft;
import org.alwaysopen.orders.Promotions.Terms;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promotions: what carts and orders get of them, that limits hold however many come at once, and that what was not used is left. */
class PromotionsIT {
    private final TestShop shop = new TestShop();
    private final OrdersModule aws = shop.server(AWS);
    private final OrdersModule gcp = shop.server(GCP);

    @BeforeEach
    void fill() {
        shop.sell("MUG", 2000, 200);
    }

    @AfterEach
    void close() {
        assertThat(Giving.contradictions(shop)).isEmpty();
        shop.close();
    }

    private static Cart with(OrdersModule server, Cart cart, String code) {
        return server.carts().addPromotionCode(cart.id(), code, Optional.empty());
    }

    private static UUID idIn(Idempotency.Response response) {
        return UUID.fromString(response.body().substring(0, 36));
    }

    @Test
    void aCodeTakesItsPartOffEachLineBeforeTaxAndTheOrderKeepsIt() {
        Giving.code(aws, "TENTH", Terms.percentage(100_000), 5);
        Cart cart = with(aws, filled(aws, "MUG", 2), " tenth ");

        assertThat(cart.discount()).isEqualTo(Money.of(400, "USD"));
        assertThat(cart.tax()).isEqualTo(Money.of(320 + 53, "USD")); // 8.875 % of 36.00, and of 5.95
        assertThat(cart.total()).isEqualTo(Money.of(3600 + 595 + 373, "USD"));
        assertThat(cart.promotionCodes()).singleElement().matches(Cart.Code::applied);
        assertThat(gcp.carts().get(cart.id())).isEqualTo(cart);

        Order order = gcp.orders().get(idIn(checkOut(gcp, cart.id(), "k1", ScriptedPayments.APPROVED)));

        assertThat(order.total()).isEqualTo(cart.total());
        assertThat(order.lines().get(0).discount()).isEqualTo(Money.of(400, "USD"));
        assertThat(order.promotions()).singleElement().satisfies(one -> {
            assertThat(one.code()).isEqualTo("TENTH");
            assertThat(one.amount()).isEqualTo(Money.of(400, "USD"));
        });
        assertThat(aws.promotions().list(Optional.empty(), 10).items())
                .singleElement()
                .satisfies(p -> assertThat(p.left()).contains(4L));
    }

    @Test
    void freeShippingAndAnAutomaticPromotionComeWithoutAsking() {
        Giving.make(aws, Optional.empty(), Terms.freeShipping(), Optional.empty(), Optional.empty());
        Giving.make(
                aws,
                Optional.empty(),
                Terms.amount(Money.of(500, "USD")).from(Money.of(5000, "USD")),
                Optional.empty(),
                Optional.empty());
        Cart small = filled(aws, "MUG", 1);
        assertThat(small.shipping()).isEqualTo(Money.of(0, "USD"));
        assertThat(small.discount()).isEqualTo(Money.of(0, "USD"));
        assertThat(small.promotions())
                .singleElement()
                .satisfies(one -> assertThat(one.code()).isNull());

        Cart large = filled(aws, "MUG", 3);
        assertThat(large.discount()).isEqualTo(Money.of(500, "USD"));
        // A server that has not heard of them yet sells at what was shown.
        Order order = gcp.orders().get(idIn(checkOut(gcp, large.id(), "k1", ScriptedPayments.APPROVED)));
        assertThat(order.promotions()).hasSize(2);
        assertThat(order.total()).isEqualTo(large.total());
    }

    @Test
    void aCodeThatEndsIsTakenOutWithANoticeAndNobodyPaysMoreThanWasShown() {
        Promotions.Promotion tenth = Giving.code(aws, "TENTH", Terms.percentage(100_000), 5);
        Cart cart = with(aws, filled(aws, "MUG", 2), "TENTH");
        gcp.promotions().disable(tenth.id());

        Idempotency.Response refused = checkOut(aws, cart.id(), "k1", ScriptedPayments.APPROVED);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("PriceChanged", "45.68 USD", "50.03 USD");
        assertThat(aws.carts().get(cart.id()).promotionCodes()).isEmpty();
        assertThat(checkOut(aws, cart.id(), "k2", ScriptedPayments.APPROVED).status())
                .isEqualTo(201);
        assertProblem(422, () -> with(aws, filled(aws, "MUG", 1), "TENTH"));

        Promotions.Promotion other = Giving.code(aws, "OTHER", Terms.percentage(100_000), 5);
        Cart shown = with(aws, filled(aws, "MUG", 2), "OTHER");
        gcp.promotions().disable(other.id());
        assertThat(gcp.carts().get(shown.id()).notices())
                .containsExactly(new Cart.Notice.PromotionEnded("OTHER", "Test: OTHER"));
    }

    /** Fifty at once, from two regions, for ten uses; their cards are declined in turn, and then there are as many again. */
    @Test
    void fiftyBuyersUseTenUsesTenTimes() throws Exception {
        Promotions.Promotion ten = Giving.code(aws, "TEN", Terms.amount(Money.of(500, "USD")), 10);
        List<Cart> carts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            shop.sell("MUG-" + i, 2000, 5); // they meet at the promotion, not at a shelf
            carts.add(with(aws, filled(aws, "MUG-" + i, 1), "TEN"));
        }

        Map<Integer, Integer> answers = atOnce(carts, ScriptedPayments.DECLINED);
        assertThat(answers.get(402)).as(answers.toString()).isGreaterThanOrEqualTo(10);
        assertThat(aws.promotions().get(ten.id()).left()).contains(10L);

        List<Cart> again = new ArrayList<>();
        for (Cart cart : carts) {
            Cart now = aws.carts().get(cart.id());
            again.add(now.promotionCodes().isEmpty() ? with(aws, now, "TEN") : now);
        }
        answers = atOnce(again, ScriptedPayments.APPROVED);

        assertThat(answers).as("collisions: %s", shop.collisions).isEqualTo(new TreeMap<>(Map.of(201, 10, 409, 40)));
        assertThat(aws.promotions().get(ten.id()).left()).contains(0L);
        assertThat(shop.count("SELECT count(*) FROM orders.shop_order WHERE state = 'PAID' AND discount = 500"))
                .isEqualTo(10);
        assertThat(shop.count("SELECT count(*) FROM orders.promotion_use")).isEqualTo(10);
        assertProblem(422, () -> with(aws, filled(aws, "MUG", 1), "TEN"));
    }

    private Map<Integer, Integer> atOnce(List<Cart> carts, String token) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Integer>> running = new ArrayList<>();
        for (Cart cart : carts) {
            OrdersModule server = running.size() % 2 == 0 ? aws : gcp;
            running.add(threads.submit(() -> patient(server, cart.id(), token)));
        }
        Map<Integer, Integer> answers = new TreeMap<>();
        for (Future<Integer> one : running) {
            answers.merge(one.get(), 1, Integer::sum);
        }
        threads.shutdown();
        return answers;
    }

    /** As a client is told to do: a busy database is asked again with the same key. */
    static int patient(OrdersModule server, UUID cart, String token) {
        String key = UUID.randomUUID().toString();
        for (int tries = 0; ; tries++) {
            try {
                return checkOut(server, cart, key, token).status();
            } catch (Transactions.UnavailableException busy) {
                assertThat(tries).as(busy.toString()).isLessThan(10);
            } catch (ProblemException running) {
                assertThat(running.problem().type()).isEqualTo("still-running");
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        }
    }

    @Test
    void aCustomerUsesItAsOftenAsACustomerMayWhateverTheyCallThemselves() {
        Giving.make(aws, Optional.of("ONCE"), Terms.percentage(100_000), Optional.empty(), Optional.of(1));
        UUID account = UUID.randomUUID();
        Cart first = with(aws, filled(aws, "MUG", 1), "ONCE");
        assertThat(place(aws, first, account).status()).isEqualTo(201);

        Cart sameMail = filled(aws, "MUG", 1); // ada@example.com, as the first
        assertProblem(422, () -> with(aws, sameMail, "ONCE"));
        aws.carts().setContact(sameMail.id(), "grace@example.com", Optional.empty());
        Cart otherMail = with(aws, sameMail, "ONCE");
        Idempotency.Response refused = place(gcp, otherMail, account);

        assertThat(refused.status()).as("the account has used it").isEqualTo(409);
        assertThat(gcp.carts().get(otherMail.id()).promotions()).isEmpty();
        Cart other = filled(gcp, "MUG", 1);
        gcp.carts().setContact(other.id(), "GRACE@example.com", Optional.empty());
        assertThat(place(gcp, with(gcp, other, "ONCE"), UUID.randomUUID()).status())
                .isEqualTo(201);
    }

    private static Idempotency.Response place(OrdersModule server, Cart cart, UUID account) {
        return server.checkout()
                .place(
                        new Checkout.Command(
                                cart.id(), ScriptedPayments.APPROVED, Optional.empty(), Optional.of(account)),
                        TestShop.key(cart.id(), UUID.randomUUID().toString()),
                        TestShop.RENDERED);
    }

    @Test
    void whatAGuestHasTypedComesAlongAtSignIn() {
        Giving.code(aws, "TENTH", Terms.percentage(100_000), 5);
        GiftCards.Issued card = Giving.card(aws, 1000);
        Cart guest = Giving.pay(aws, with(aws, filled(aws, "MUG", 1), "TENTH"), card);
        aws.carts().setNote(guest.id(), " Please ring twice ", Optional.empty());
        Cart mine = filled(gcp, "MUG", 1);

        Cart merged = gcp.carts().merge(guest.id(), mine.id(), Optional.empty());

        assertThat(merged.discount()).isEqualTo(Money.of(400, "USD"));
        assertThat(merged.giftCards())
                .singleElement()
                .satisfies(one -> assertThat(one.amount()).isEqualTo(Money.of(1000, "USD")));
        assertThat(merged.note()).contains("Please ring twice");
        assertProblem(422, () -> gcp.carts().setNote(mine.id(), "x".repeat(501), Optional.empty()));
    }

    /** Speed: who uses none of this does not pay for it. */
    @Test
    void aPlainCheckoutAsksNothingAboutPromotionsAndGiftCards() {
        Map<String, Long> begun = new TreeMap<>();
        Map<String, Long> statements = new TreeMap<>();
        OrdersModule counted = shop.server(AWS, new CheckoutObserver() {
            @Override
            public void before(String step, UUID order) {
                begun.put(step, (long) shop.database.statementCount());
            }

            @Override
            public void after(String step, UUID order) {
                statements.put(step, shop.database.statementCount() - begun.get(step));
            }
        });
        Cart cart = filled(counted, "MUG", 1);

        checkOut(counted, cart.id(), "k1", ScriptedPayments.APPROVED);

        assertThat(statements).containsEntry("use promotions", 0L).containsEntry("spend gift cards", 0L);
        assertThat(statements.get("check prices"))
                .as("the prices, and the terms")
                .isLessThanOrEqualTo(1L);
        Cart withCode = filled(counted, "MUG", 1);
        Giving.code(counted, "TENTH", Terms.percentage(100_000), 5);
        with(counted, withCode, "TENTH");
        checkOut(counted, withCode.id(), "k2", ScriptedPayments.APPROVED);
        assertThat(statements.get("use promotions")).isEqualTo(1);
    }

    @Test
    void nonsenseIsRefusedWithASentenceAndTheSameRequestMakesOnePromotion() {
        assertProblem(422, () -> draft("a b", Terms.percentage(100_000)));
        assertProblem(422, () -> draft("HALF", Terms.percentage(0)));
        assertProblem(422, () -> draft("HALF", Terms.percentage(1_000_001)));
        assertProblem(422, () -> draft("HALF", Terms.amount(Money.of(-1, "USD"))));
        assertProblem(422, () -> draft("HALF", Terms.buyXGetY(0, 1, 1_000_000)));
        assertProblem(422, () -> draft("HALF", Terms.percentage(1).onSkus(List.of("no sku at all"))));
        assertProblem(
                422,
                () -> aws.promotions()
                        .create(
                                new Draft(
                                        Optional.of("LATE"),
                                        "Late",
                                        Terms.freeShipping(),
                                        true,
                                        Optional.of(Instant.parse("2030-01-02T00:00:00Z")),
                                        Optional.of(Instant.parse("2030-01-01T00:00:00Z")),
                                        Optional.empty(),
                                        Optional.empty()),
                                Optional.empty()));
        assertThat(shop.count("SELECT count(*) FROM orders.promotion")).isZero();

        draft("HALF", Terms.percentage(500_000));
        assertProblem(409, () -> draft("half", Terms.percentage(500_000)));
        Idempotency.Request once = Idempotency.Request.of("promotion", "k1", "x");
        Draft quarter = new Draft(
                Optional.of("QUARTER"),
                "A quarter",
                Terms.percentage(250_000),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        UUID made = aws.promotions().create(quarter, Optional.of(once)).id();
        assertThat(gcp.promotions().create(quarter, Optional.of(once)).id()).isEqualTo(made);
        assertProblem(422, () -> with(aws, filled(aws, "MUG", 1), "NONE-SUCH"));
    }

    private Promotions.Promotion draft(String code, Terms terms) {
        return Giving.make(aws, Optional.of(code), terms, Optional.empty(), Optional.empty());
    }

    static void assertProblem(int status, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(status));
    }
}
