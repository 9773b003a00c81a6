package org.alwaysopen.orders.order;

import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/** Orders in SQL, each with the state that its payment has now. */
public final class StoredOrders implements Orders {
    private final Transactions transactions;
    private final Payments payments;
    private final OrderRows orders;

    public StoredOrders(Transactions transactions, Payments payments, OrderRows orders) {
        this.transactions = transactions;
        this.payments = payments;
        this.orders = orders;
    }

    @Override
    public Optional<Order> find(UUID orderId) {
        return transactions.read("show order", tx -> stored(tx, orderId).map(StoredOrder::order));
    }

    @Override
    public Page ofAccount(UUID account, Optional<String> cursor, int limit) {
        return transactions.read("orders of account", tx -> OrderLists.ofAccount(tx, account, cursor, limit));
    }

    @Override
    public Optional<UUID> accountOf(UUID orderId) {
        return transactions.read("account of order", tx -> orders.accountOf(tx, orderId));
    }

    /** The payment of an order that exists. */
    public Payments.Payment payment(Tx tx, Order order) {
        UUID id = order.payment().id();
        return id == null
                ? StoredOrder.nothingToPay(order)
                : payments.find(tx, id).orElseThrow(() -> new IllegalStateException("payment " + id + " vanished"));
    }

    /** In the caller's transaction, as its row holds it, and with its payment. */
    public Optional<StoredOrder> stored(Tx tx, UUID orderId) {
        return orders.find(tx, orderId)
                .map(stored -> Optional.ofNullable(stored.paymentId())
                        .flatMap(id -> payments.find(tx, id))
                        .map(payment -> new StoredOrder(
                                StoredOrder.with(stored.order(), stored.order().state(), payment),
                                stored.outcome(),
                                stored.outcomeDetail(),
                                stored.ageSeconds()))
                        .orElse(stored));
    }
}
