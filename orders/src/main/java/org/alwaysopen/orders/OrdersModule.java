package org.alwaysopen.orders;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.orders.aftersale.Changing;
import org.alwaysopen.orders.aftersale.Dockets;
import org.alwaysopen.orders.aftersale.OrderDesk;
import org.alwaysopen.orders.aftersale.Plans;
import org.alwaysopen.orders.aftersale.RefundWorker;
import org.alwaysopen.orders.cart.CartOffers;
import org.alwaysopen.orders.cart.CartRows;
import org.alwaysopen.orders.cart.StoredCarts;
import org.alwaysopen.orders.checkout.CheckoutProcess;
import org.alwaysopen.orders.checkout.CheckoutSteps;
import org.alwaysopen.orders.checkout.Recovery;
import org.alwaysopen.orders.checkout.Step;
import org.alwaysopen.orders.giftcard.GiftCardRows;
import org.alwaysopen.orders.giftcard.StoredGiftCards;
import org.alwaysopen.orders.order.OrderLists;
import org.alwaysopen.orders.order.OrderNumbers;
import org.alwaysopen.orders.order.OrderRows;
import org.alwaysopen.orders.order.StoredOrders;
import org.alwaysopen.orders.pricing.Destinations;
import org.alwaysopen.orders.pricing.StoredRates;
import org.alwaysopen.orders.promotion.OpenPromotions;
import org.alwaysopen.orders.promotion.PromotionRows;
import org.alwaysopen.orders.promotion.PromotionUses;
import org.alwaysopen.orders.promotion.StoredPromotions;
import org.alwaysopen.payments.MerchantPayments;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;

/** Builds the module: one per server. The composition root schedules its {@linkplain #jobs() jobs} in every region. */
public final class OrdersModule {
    private final StoredCarts carts;
    private final StoredOrders orders;
    private final Promotions promotions;
    private final GiftCards giftCards;
    private final Rates rates;
    private final CheckoutProcess checkout;
    private final List<String> checkoutSteps;
    private final List<String> checkoutUndos;
    private final Transactions transactions;
    private final Dockets dockets;
    private final OrderDesk merchant;
    private final List<Job> jobs;

    /**
     * Work to be done again and again, in every server. A run takes what is due, and may come at any time and in several
     * servers at once.
     *
     * @param every the pause between two runs
     */
    public record Job(String name, Duration every, Runnable run) {}

    /** @param here the region of this server */
    public OrdersModule(
            Transactions transactions,
            Region here,
            Offers offers,
            Inventory inventory,
            Payments payments,
            Ids ids,
            CheckoutObserver observer) {
        CartRows cartRows = new CartRows();
        OrderRows orderRows = new OrderRows();
        Destinations destinations = new Destinations();
        SecureRandom random = new SecureRandom();
        OrderNumbers numbers = new OrderNumbers(random);
        PromotionRows promotionRows = new PromotionRows();
        PromotionUses uses = new PromotionUses(new Random());
        OpenPromotions open = new OpenPromotions(transactions, promotionRows);
        GiftCardRows giftCardRows = new GiftCardRows();
        StoredPromotions storedPromotions = new StoredPromotions(transactions, ids, promotionRows, uses, open);
        StoredGiftCards storedGiftCards = new StoredGiftCards(transactions, here, ids, random, giftCardRows);
        this.promotions = storedPromotions;
        this.giftCards = storedGiftCards;
        this.rates = new StoredRates(transactions, ids);
        CartOffers cartOffers = new CartOffers(open, storedPromotions, storedGiftCards, giftCardRows);
        this.carts = new StoredCarts(transactions, here, ids, offers, inventory, cartRows, destinations, cartOffers);
        this.orders = new StoredOrders(transactions, payments, orderRows);
        CheckoutSteps steps = new CheckoutSteps(
                here,
                offers,
                inventory,
                payments,
                cartRows,
                orderRows,
                destinations,
                numbers,
                cartOffers,
                uses,
                giftCardRows);
        this.checkoutSteps = steps.list().stream().map(Step::name).toList();
        this.checkoutUndos = steps.list().stream()
                .filter(step -> step.undo().isPresent())
                .map(Step::name)
                .toList();
        this.checkout = new CheckoutProcess(transactions, ids, steps, carts, cartRows, orderRows, orders, observer);
        Recovery recovery = new Recovery(transactions, orderRows, orders, checkout, observer);
        this.transactions = transactions;
        this.dockets = new Dockets(here, ids, payments, giftCardRows, uses, orders, observer);
        Changing changing =
                new Changing(transactions, ids, inventory, payments, dockets, new Plans(offers, destinations));
        this.merchant = new OrderDesk(transactions, ids, inventory, dockets, changing, new OrderLists(transactions));
        this.jobs = List.of(
                new Job("orders: recovery", Recovery.EVERY, recovery::runOnce),
                new Job("orders: automatic promotions", OpenPromotions.EVERY, open::look),
                new Job("orders: differences", Recovery.EVERY, changing::runOnce),
                new Job("orders: expired carts", StoredCarts.EXPIRY_EVERY, carts::deleteExpired));
    }

    public Carts carts() {
        return carts;
    }

    public Checkout checkout() {
        return checkout;
    }

    public Promotions promotions() {
        return promotions;
    }

    public GiftCards giftCards() {
        return giftCards;
    }

    /** What is charged by destination. */
    public Rates rates() {
        return rates;
    }

    public Orders orders() {
        return orders;
    }

    /** What happens to orders after their sale, for merchants and, as far as it is theirs, for shoppers. */
    public MerchantOrders merchant() {
        return merchant;
    }

    /** The job that has refunds done, which were decided here: by these payments. */
    public Job refunds(MerchantPayments payments) {
        RefundWorker worker = new RefundWorker(transactions, dockets, payments);
        return new Job("orders: refunds", RefundWorker.EVERY, worker::runOnce);
    }

    /** The names of the steps of commands after the sale: what a {@link CheckoutObserver} hears. */
    public List<String> afterSaleSteps() {
        return OrderDesk.steps();
    }

    /** The names of the steps of a checkout, in their order: what a {@link CheckoutObserver} hears. */
    public List<String> checkoutSteps() {
        return checkoutSteps;
    }

    /** Those of them that something undoes. */
    public List<String> checkoutUndos() {
        return checkoutUndos;
    }

    public List<Job> jobs() {
        return jobs;
    }
}
