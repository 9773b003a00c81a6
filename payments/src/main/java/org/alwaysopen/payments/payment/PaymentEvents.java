package org.alwaysopen.payments.payment;

import java.util.UUID;
import org.alwaysopen.platform.Tx;

/** Tells people, in the transaction in which something is found out. */
public interface PaymentEvents {
    /** People have to look: this could not be settled. */
    void alert(Tx tx, UUID payment, UUID order, String what);
}
