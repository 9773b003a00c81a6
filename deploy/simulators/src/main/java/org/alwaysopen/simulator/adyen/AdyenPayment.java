package org.alwaysopen.simulator.adyen;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The processor's memory of one payment. Plain fields, written to the journal as they are after each change. Amounts in
 * minor units.
 */
final class AdyenPayment {
    public enum Status {
        REDIRECTED,
        AUTHORISED,
        REFUSED,
        CANCELLED,
        CAPTURED
    }

    public String psp;
    public String reference;
    public long amount;
    public String currency;
    public String card;
    public Status status;
    public boolean manualCapture;
    public String returnUrl;
    /** What the bank's page gives back to the shop; a secret of this payment. */
    public String challenge;
    /** Whether the shopper was recognised at the bank's page; null before. */
    public Boolean authenticated;

    public long captured;
    public long refunded;
    public boolean chargedBack;
    public Map<String, String> metadata = new LinkedHashMap<>();
}
