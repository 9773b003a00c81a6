package org.alwaysopen.simulator.stripe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A PaymentIntent with its charge and refunds: the processor's memory of one payment. Plain fields, written to the journal
 * as they are after each change. Amounts in minor units; times in epoch seconds.
 */
final class Intent {
    public String id;
    public String clientSecret;
    public long amount;
    public String currency;
    public String captureMethod = "automatic";
    public String status = "requires_payment_method";
    public Map<String, String> metadata = new LinkedHashMap<>();
    public String description;
    public String paymentMethod;
    public String returnUrl;
    public long created;
    public long amountReceived;
    public Long canceledAt;
    public String cancellationReason;
    /** The card of the last decline, whose words are the last error. */
    public String lastDecline;

    public String latestDeclinedCharge;
    public Charge charge;

    /** Money held or taken. */
    public static final class Charge {
        public String id;
        public long amount;
        public long amountCaptured;
        public boolean captured;
        public boolean disputed;
        public long created;
        public String card;
        public Ledger capturedAs;
        public List<Refund> refunds = new ArrayList<>();

        long refunded() {
            return refunds.stream()
                    .filter(refund -> !refund.status.equals("failed"))
                    .mapToLong(refund -> refund.amount)
                    .sum();
        }
    }

    public static final class Refund {
        public String id;
        public long amount;
        public String reason;
        public String status = "succeeded";
        public long created;
        public Map<String, String> metadata = new LinkedHashMap<>();
        public Ledger ledger;
    }

    /** A balance transaction. */
    public static final class Ledger {
        public String id;
        public String type;
        public long amount;
        public long fee;
        public long created;
    }

    long capturable() {
        return status.equals("requires_capture") ? charge.amount : 0;
    }
}
