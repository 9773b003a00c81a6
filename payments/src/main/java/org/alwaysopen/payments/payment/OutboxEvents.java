package org.alwaysopen.payments.payment;

import java.util.Map;
import java.util.UUID;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Outbox;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;

/** Tells by the outbox. */
public final class OutboxEvents implements PaymentEvents {
    private final Region region;

    public OutboxEvents(Region region) {
        this.region = region;
    }

    @Override
    public void alert(Tx tx, UUID payment, UUID order, String what) {
        String told = Json.write(Map.of("paymentId", payment, "orderId", order, "what", what));
        Outbox.append(tx, PaymentsModule.TOPIC_ALERT, payment.toString(), told, region);
    }
}
