package org.alwaysopen.storefront.notices;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.OutboxRelay;
import org.alwaysopen.platform.OutboxRelay.Message;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.hooks.Hooks;
import org.alwaysopen.storefront.mail.Mail;
import org.alwaysopen.storefront.mail.Mailer;
import org.alwaysopen.storefront.mail.Mailer.MailFailedException;
import org.alwaysopen.storefront.mail.OperatorLetters;
import org.alwaysopen.storefront.mail.OrderLetters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of all outbox topics that somebody has to be told of. Each message becomes deliveries for the endpoints that
 * want it, and then, where people want to know, a mail; when the mail does not get out, the message comes again, and the
 * deliveries are there already. {@link #TOPICS} is the list: a topic that is not in it fails a test, because its rows would
 * pile up. One thread at a time.
 */
public final class Notices {
    /** All there are. */
    public static final List<String> TOPICS =
            List.of(OrderEvents.TOPIC, Stock.LOW_STOCK, PaymentsModule.TOPIC_ALERT, Hooks.TOPIC_DISABLED);

    /** Of 20 messages; bounds a round to some seconds. With a round each half second it keeps up with any sale. */
    private static final int BATCHES_MAX = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private final Hooks hooks;
    private final Mailer mailer;
    private final OrderLetters shoppers;
    private final Optional<OperatorLetters> operator;
    private final List<OutboxRelay> relays;

    /** @param holder unique among the servers of the world */
    public Notices(
            Transactions transactions,
            String holder,
            Hooks hooks,
            Mailer mailer,
            OrderLetters shoppers,
            Optional<OperatorLetters> operator) {
        this.hooks = hooks;
        this.mailer = mailer;
        this.shoppers = shoppers;
        this.operator = operator;
        this.relays = TOPICS.stream()
                .map(topic -> new OutboxRelay(transactions, topic, holder, this::tell))
                .toList();
    }

    /** One round: tells what is due, of each topic a bounded part. */
    public void runOnce() {
        for (OutboxRelay relay : relays) {
            for (int batch = 0; batch < BATCHES_MAX && relay.runOnce() > 0; batch++) {
                // as long as there is something to tell
            }
        }
    }

    private void tell(Message message) throws MailFailedException {
        switch (message.topic()) {
            case OrderEvents.TOPIC -> tellOfOrder(message);
            case Stock.LOW_STOCK ->
                tellOperator(message, "Stock is low", "So few units of a product are left that you wanted to be told.");
            case PaymentsModule.TOPIC_ALERT -> {
                LOG.warn("payments: people have to look at {}", message.payload());
                tellOperator(message, "A payment needs a look", "Something about a payment does not settle by itself.");
            }
            default ->
                tellOperator(
                        message,
                        "A webhook endpoint was disabled",
                        "Nothing got there for days. Enable it again once it is mended: what waits for it goes on.");
        }
    }

    private void tellOfOrder(Message message) throws MailFailedException {
        OrderEvents.Event event = OrderEvents.Event.read(message.payload());
        Instant at = event.at() == null ? Instant.now() : event.at();
        hooks.tell(message.id(), event.type(), at, event);
        Optional<Mail> mail = shoppers.about(message.id(), event);
        if (mail.isPresent()) {
            mailer.send(mail.get());
        }
        if (OrderEvents.Type.REFUND_FAILED.text().equals(event.type())) {
            mailOperator(
                    message,
                    "A refund did not get through",
                    "The processor will not give this money back. Somebody has to, in another way.",
                    Map.of(
                            "Order",
                            event.number(),
                            "Refund",
                            String.valueOf(event.detail().amount())));
        }
    }

    private void mailOperator(Message message, String heading, String lead, Map<String, String> facts)
            throws MailFailedException {
        if (operator.isPresent()) {
            mailer.send(operator.get().about(message.id(), heading, lead, facts));
        }
    }

    private void tellOperator(Message message, String heading, String lead) throws MailFailedException {
        JsonNode data = Json.read(message.payload(), JsonNode.class);
        hooks.tell(message.id(), message.topic(), Instant.now(), data);
        Map<String, String> facts = new LinkedHashMap<>();
        data.properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
        mailOperator(message, heading, lead, facts);
    }
}
