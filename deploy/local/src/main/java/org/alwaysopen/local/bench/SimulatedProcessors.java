package org.alwaysopen.local.bench;

import java.util.Optional;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.simulator.ProcessorSimulator;

/** How the payments reach simulators that run in this process. */
public final class SimulatedProcessors {
    private SimulatedProcessors() {}

    /** Adyen is the dearer one for large amounts, so that Stripe has all of the load as long as it is there. */
    public static PaymentsSettings settings(ProcessorSimulator stripe, ProcessorSimulator adyen) {
        return PaymentsSettings.of(
                Optional.of(new PaymentsSettings.Stripe(
                        stripe.url(),
                        stripe.settings().apiKey(),
                        stripe.settings().webhookSecret(),
                        PaymentsSettings.Stripe.LIST_PRICE)),
                Optional.of(new PaymentsSettings.Adyen(
                        adyen.url(),
                        adyen.settings().apiKey(),
                        adyen.settings().merchantAccount(),
                        adyen.settings().webhookSecret(),
                        PaymentsSettings.Adyen.BLENDED,
                        true)));
    }
}
