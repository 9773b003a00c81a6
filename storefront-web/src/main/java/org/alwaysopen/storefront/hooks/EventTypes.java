package org.alwaysopen.storefront.hooks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.payments.PaymentsModule;

/** What merchants' programs can hear of. */
public final class EventTypes {
    /** An endpoint was disabled, because nothing got there for days. */
    public static final String ENDPOINT_DISABLED = "webhook-endpoint.disabled";
    /** Says nothing; sent when a merchant asks for it. */
    public static final String TEST = "webhook.test";

    public static final List<String> ALL = Stream.concat(
                    Arrays.stream(OrderEvents.Type.values()).map(OrderEvents.Type::text),
                    Stream.of(Stock.LOW_STOCK, PaymentsModule.TOPIC_ALERT, ENDPOINT_DISABLED, TEST))
            .toList();

    private EventTypes() {}
}
