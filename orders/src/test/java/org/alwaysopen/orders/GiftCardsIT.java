package org.alwaysopen.orders;

import static org.alwaysopen.orders.PromotionsIT.assertProblem;
import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.AZURE;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.checkOut;
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
import org.alwaysopen.orders.GiftCards.Kind;
import org.alwaysopen.orders.giftcard.GiftCardRows;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stored value: never spent twice, however many tills ask at once; given back when the order comes to nothing; and it adds up. */
class GiftCardsIT {
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

    private static UUID idIn(Idempotency.Response response) {
        return UUID.fromString(response.body().substring(0, 36));
    }

    @Test
    void aCardPaysAPartAndTheProcessorTheRest() {
        GiftCards.Issued card = Giving.card(aws, 1500);
        Cart cart = Giving.pay(aws, filled(aws, "MUG", 1), card);

        assertThat(cart.total()).isEqualTo(Money.of(2000 + 595 + 178 + 53, "USD"));
        assertThat(cart.toPay()).isEqualTo(Money.of(1326, "USD"));
        assertThat(Giving.balance(aws, card)).as("not before the checkout").isEqualTo(1500);

        Order order = gcp.orders().get(idIn(checkOut(gcp, cart.id(), "k1", ScriptedPayments.APPROVED)));

        assertThat(order.state()).isEqualTo(Order.State.PAID);
        assertThat(order.toPay()).isEqualTo(Money.of(1326, "USD"));
        assertThat(shop.count("SELECT amount FROM testpay.payment")).isEqualTo(1326);
        assertThat(Giving.balance(aws, card)).isZero();
        assertThat(aws.giftCards().get(card.card().id()).journal())
                .extracting(GiftCards.Entry::kind)
                .containsExactlyInAnyOrder("ISSUED", "SPENT");
    }

    /** Nothing is left to ask a processor for: none is asked, and no token is needed. */
    @Test
    void aCardPaysAllAndNoProcessorIsAsked() {
        GiftCards.Issued card = Giving.card(aws, 5000);
        Cart cart = Giving.pay(aws, filled(aws, "MUG", 1), card);
        assertThat(cart.toPay()).isEqualTo(Money.of(0, "USD"));

        Idempotency.Response answer = checkOut(aws, cart.id(), "k1", null);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(checkOut(gcp, cart.id(), "k1", null)).isEqualTo(answer);
        Order order = gcp.orders().get(idIn(answer));
        assertThat(order.payment().id()).isNull();
        assertThat(order.payment().state()).isEqualTo(Payments.State.CAPTURED);
        assertThat(shop.processor.asked).hasValue(0);
        assertThat(shop.count("SELECT count(*) FROM testpay.payment")).isZero();
        assertThat(Giving.balance(gcp, card)).isEqualTo(5000 - cart.total().minorUnits());
        assertProblem(422, () -> checkOut(aws, filled(aws, "MUG", 1).id(), "k2", null));
    }

    @Test
    void aDeclinedCardGivesTheGiftCardBack() {
        GiftCards.Issued card = Giving.card(aws, 1500);
        Cart cart = Giving.pay(aws, filled(aws, "MUG", 1), card);

        assertThat(checkOut(aws, cart.id(), "k1", ScriptedPayments.DECLINED).status())
                .isEqualTo(402);
        assertThat(Giving.balance(aws, card)).isEqualTo(1500);
        assertThat(aws.carts().get(cart.id()).giftCards()).hasSize(1);

        assertThat(checkOut(gcp, cart.id(), "k2", ScriptedPayments.APPROVED).status())
                .isEqualTo(201);
        assertThat(Giving.balance(aws, card)).isZero();
    }

    /** 50.00 on a card, twenty carts of 28.26 at once, each of which was shown that it may pay with it. */
    @Test
    void twentyTillsSpendFiftyOnce() throws Exception {
        GiftCards.Issued card = Giving.card(aws, 5000);
        List<Cart> carts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            shop.sell("MUG-" + i, 2000, 5); // they meet at the card, not at a shelf
            carts.add(Giving.pay(aws, filled(aws, "MUG-" + i, 1), card));
        }
        long whole = carts.get(0).total().minorUnits();

        for (int round = 0; round < 2; round++) { // who is refused agrees to pay the rest otherwise
            ExecutorService threads = Executors.newFixedThreadPool(20);
            List<Future<Integer>> running = new ArrayList<>();
            for (Cart cart : carts) {
                OrdersModule server = running.size() % 2 == 0 ? aws : gcp;
                running.add(threads.submit(() -> PromotionsIT.patient(server, cart.id(), ScriptedPayments.APPROVED)));
            }
            List<Cart> refused = new ArrayList<>();
            for (int i = 0; i < carts.size(); i++) {
                int status = running.get(i).get();
                assertThat(status).isIn(201, 409);
                if (status == 409) {
                    refused.add(carts.get(i));
                }
            }
            threads.shutdown();
            assertThat(Giving.balance(aws, card)).isGreaterThanOrEqualTo(0);
            carts = refused;
        }

        long paidByCard =
                shop.count("SELECT COALESCE(-sum(amount), 0) FROM orders.gift_card_entry WHERE kind = 'SPENT'");
        long paidOtherwise =
                shop.count("SELECT COALESCE(sum(amount), 0) FROM testpay.payment WHERE state = 'AUTHORISED'");
        long orders = shop.count("SELECT count(*) FROM orders.shop_order WHERE state = 'PAID'");
        assertThat(paidByCard).isBetween(whole, 5000L);
        assertThat(paidByCard + Giving.balance(aws, card)).isEqualTo(5000);
        assertThat(paidByCard + paidOtherwise).isEqualTo(orders * whole);
        assertThat(orders).isGreaterThan(1);
    }

    @Test
    void aCardThatHoldsLessThanWasShownIsRefusedWithTheDifference() {
        GiftCards.Issued card = Giving.card(aws, 5000);
        Cart first = Giving.pay(aws, filled(aws, "MUG", 1), card);
        Cart second = Giving.pay(aws, filled(aws, "MUG", 1), card);
        checkOut(aws, first.id(), "k1", null);

        Idempotency.Response refused = checkOut(gcp, second.id(), "k2", ScriptedPayments.APPROVED);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("PriceChanged", "toPay=6.52 USD");
        assertThat(checkOut(gcp, second.id(), "k3", ScriptedPayments.APPROVED).status())
                .isEqualTo(201);
        assertThat(shop.count("SELECT amount FROM testpay.payment")).isEqualTo(652);
    }

    @Test
    void whatIsDisabledExpiredOfAnotherCurrencyOrOfSomebodyElseCannotBeSpent() {
        Cart cart = filled(aws, "MUG", 1);
        GiftCards.Issued disabled = Giving.card(aws, 1000);
        Cart with = Giving.pay(aws, filled(aws, "MUG", 1), disabled);
        gcp.giftCards().disable(disabled.card().id());
        assertProblem(422, () -> Giving.pay(aws, cart, disabled));
        assertThat(gcp.carts().get(with.id()).notices())
                .containsExactly(new Cart.Notice.GiftCardChanged(
                        disabled.card().lastFour(), Money.of(1000, "USD"), Money.of(0, "USD")));

        GiftCards.Issued euros = aws.giftCards()
                .issue(
                        new GiftCards.Draft(
                                Kind.GIFT_CARD, Money.of(1000, "EUR"), Optional.empty(), Optional.empty(), ""),
                        "test",
                        Optional.empty());
        assertProblem(422, () -> Giving.pay(aws, cart, euros));

        GiftCards.Issued credit = aws.giftCards()
                .issue(
                        new GiftCards.Draft(
                                Kind.STORE_CREDIT,
                                Money.of(1000, "USD"),
                                Optional.of("Grace@example.com"),
                                Optional.empty(),
                                "for a broken mug"),
                        "test",
                        Optional.empty());
        assertProblem(422, () -> Giving.pay(aws, cart, credit));
        aws.carts().setContact(cart.id(), "grace@EXAMPLE.com", Optional.empty());
        assertThat(Giving.pay(aws, cart, credit).giftCards()).hasSize(1);
        aws.carts().setContact(cart.id(), "ada@example.com", Optional.empty());
        assertThat(checkOut(aws, cart.id(), "k1", ScriptedPayments.APPROVED).status())
                .as("it is Grace's, and the rest is more than was shown")
                .isEqualTo(409);
        assertProblem(422, () -> aws.carts().addGiftCard(cart.id(), "GC-0000-0000-0000-0000", Optional.empty()));
        assertProblem(422, () -> aws.carts().addGiftCard(cart.id(), "", Optional.empty()));
        assertThat(Giving.balance(aws, credit)).isEqualTo(1000);
    }

    @Test
    void anAmountThatNobodyMeansIsRefusedAndACodeIsShownOnce() {
        for (long cents : new long[] {0, -1, GiftCards.AMOUNT_MAX + 1}) {
            assertProblem(422, () -> Giving.card(aws, cents));
        }
        GiftCards.Draft draft =
                new GiftCards.Draft(Kind.GIFT_CARD, Money.of(1000, "USD"), Optional.empty(), Optional.empty(), "");
        Idempotency.Request once = Idempotency.Request.of("gift-card", "k1", "x");
        GiftCards.Issued first = aws.giftCards().issue(draft, "test", Optional.of(once));
        GiftCards.Issued again = gcp.giftCards().issue(draft, "test", Optional.of(once));

        assertThat(first.code()).isPresent();
        assertThat(again.code()).isEmpty();
        assertThat(again.card()).isEqualTo(first.card());
        String code = first.code().orElseThrow();
        assertThat(code).endsWith(first.card().lastFour());
        assertThat(shop.count("SELECT count(*) FROM orders.gift_card WHERE code_hash LIKE '%" + code + "%'"))
                .isZero();
        assertThat(shop.count("SELECT count(*) FROM platform.idempotency_key WHERE body LIKE '%" + code + "%'"))
                .isZero();
    }

    /** A refund goes back to the cards, once, and never more than they paid. */
    @Test
    void aRefundGoesBackToTheCardsOnce() {
        GiftCards.Issued one = Giving.card(aws, 1000);
        GiftCards.Issued two = Giving.card(aws, 700);
        Cart cart = Giving.pay(aws, Giving.pay(aws, filled(aws, "MUG", 1), one), two);
        UUID order = idIn(checkOut(aws, cart.id(), "k1", ScriptedPayments.APPROVED));
        UUID refund = UUID.randomUUID();

        refund(order, refund, 1200);
        refund(order, refund, 1200);
        assertThat(Giving.balance(aws, one) + Giving.balance(aws, two)).isEqualTo(1200);
        assertThatThrownBy(() -> refund(order, UUID.randomUUID(), 501)).isInstanceOf(IllegalArgumentException.class);
        refund(order, UUID.randomUUID(), 500);
        assertThat(Giving.balance(aws, one)).isEqualTo(1000);
        assertThat(Giving.balance(aws, two)).isEqualTo(700);
    }

    private void refund(UUID order, UUID refund, long cents) {
        shop.database.transactions().run("refund", tx -> {
            new GiftCardRows().refund(tx, refund, Money.of(cents, "USD"), new GiftCardRows.By(order, AZURE, "test"));
            return null;
        });
    }
}
