package org.alwaysopen.local.launcher;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a payment processor's simulator is started. Its books are its own, as the processor's are: a journal in its own file. */
final class SimulatorPlan {
    /** What the shops and the Adyen simulator must agree on: another merchant's account is refused. */
    static final String ADYEN_MERCHANT = "AlwaysOpenECOM";

    private SimulatorPlan() {}

    static ProcessPlan of(String processor, ShopFolder folder, Ports ports, Map<String, String> environment) {
        int port = processor.equals("stripe") ? ports.stripe() : ports.adyen();
        String edge = "http://127.0.0.1:" + ports.edge();
        return new ProcessPlan(
                processor,
                List.of(
                        PayaraPlan.java(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-Djava.net.preferIPv4Stack=true",
                        "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n",
                        "-cp",
                        folder.target().resolve("lib") + "/*",
                        "org.alwaysopen.simulator.SimulatorMain",
                        processor,
                        "--port",
                        String.valueOf(port),
                        "--control-port",
                        String.valueOf(Ports.simulatorControl(port)),
                        "--journal",
                        folder.journal(processor).toString(),
                        "--merchant",
                        ADYEN_MERCHANT,
                        "--webhook-url",
                        edge + "/webhooks/" + processor,
                        "--shop-origin",
                        edge + ",http://localhost:" + ports.edge()),
                environment,
                List.of(),
                port,
                Optional.empty(),
                Optional.empty());
    }
}
