package org.alwaysopen.storefront.hooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * Takes a person out of the messages that were, or will be, sent to merchants' programs: mail address and words. What those
 * programs keep is theirs to erase. Thread-safe.
 */
public final class PersonalMessages {
    private static final String ERASED = "erased";

    private final Transactions transactions;

    public PersonalMessages(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Message(UUID id, String body) {}

    /** Repeating changes nothing. */
    public void forget(List<UUID> orders) {
        for (UUID order : orders) {
            transactions.run("privacy: forget messages", tx -> {
                of(tx, order).forEach(message -> forget(tx, message));
                return null;
            });
        }
    }

    /** Messages are kept for 30 days, and have no index by order: few commands need one. */
    private static List<Message> of(Tx tx, UUID order) {
        return tx.query("SELECT id, body FROM merchant.webhook_message WHERE strpos(body, :order) > 0")
                .bind("order", order.toString())
                .map((rs, ctx) -> new Message(rs.getObject("id", UUID.class), rs.getString("body")))
                .list();
    }

    private static void forget(Tx tx, Message message) {
        ObjectNode body = Json.read(message.body(), ObjectNode.class);
        if (body.get("data") instanceof ObjectNode data) {
            if (data.has("email")) {
                data.put("email", ERASED);
            }
            JsonNode detail = data.get("detail");
            if (detail instanceof ObjectNode words && words.hasNonNull("reason")) {
                words.put("reason", ERASED);
            }
        }
        tx.update("UPDATE merchant.webhook_message SET body = :body WHERE id = :id")
                .bind("body", Json.write(body))
                .bind("id", message.id())
                .execute();
        // A receiver may have answered with what it was told.
        tx.update("""
                        UPDATE merchant.webhook_attempt SET response = NULL
                         WHERE delivery_id IN (SELECT id FROM merchant.webhook_delivery WHERE message_id = :id)""").bind("id", message.id()).execute();
    }
}
