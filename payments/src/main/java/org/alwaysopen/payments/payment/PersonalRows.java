package org.alwaysopen.payments.payment;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.alwaysopen.platform.Tx;

/** Where the tables of payments hold what belongs to a person. Stateless. */
public final class PersonalRows {
    public List<Map<String, Object>> payments(Tx tx, UUID order) {
        return tx.query("""
                        SELECT CAST(p.id AS TEXT) AS id, CAST(p.order_id AS TEXT) AS order_id, p.state, p.currency,
                               p.amount_minor, p.captured_minor, p.refunded_minor, a.processor, a.processor_reference,
                               CAST(p.created_at AS TEXT) AS created_at
                          FROM payments.payment p LEFT JOIN payments.attempt a ON a.id = p.chosen_attempt
                         WHERE p.order_id = :order ORDER BY p.created_at""").bind("order", order).mapToMap().list();
    }

    /** A token is needed until the money is held or never will be; a processor's message, until it was applied. */
    public int forget(Tx tx, UUID order) {
        // A processor's message names its own reference, and no payment: looked for in all of them, seldom and by
        // operators.
        tx.update("""
                        UPDATE payments.webhook_event SET body = '{}'
                         WHERE state IN ('APPLIED', 'IGNORED') AND body <> '{}' AND EXISTS (
                               SELECT 1 FROM payments.processor_reference r
                                 JOIN payments.payment p ON p.id = r.payment_id
                                WHERE p.order_id = :order AND r.processor = webhook_event.processor
                                  AND strpos(webhook_event.body, r.reference) > 0)""").bind("order", order).execute();
        return tx.update("""
                        UPDATE payments.payment SET token = 'erased'
                         WHERE order_id = :order AND state IN ('CAPTURED', 'PARTLY_REFUNDED', 'REFUNDED', 'VOIDED', 'DECLINED',
                                                               'FAILED')""").bind("order", order).execute();
    }
}
