package org.alwaysopen.payments.payment;

import java.util.UUID;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Tx;

/** Tells others what became of a payment, in the transaction of the change. */
public interface PaymentEvents {
    /** A worker or a webhook found out what the checkout did not, or money moved. */
    void changed(Tx tx, UUID payment, UUID order, State state);

    /** People have to look: this could not be settled. */
    void alert(Tx tx, UUID payment, UUID order, String what);
}
