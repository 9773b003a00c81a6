package org.alwaysopen.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * One simulator as a process of its own. Secrets come from the environment, never from the command line, which every
 * user of the machine can read. Runs until it is killed, at any moment: nothing acknowledged is lost.
 */
public final class SimulatorMain {
    private static final String USAGE = """
            usage: SimulatorMain stripe|adyen --journal FILE [--port P] [--control-port P] [--webhook-url URL[,URL...]]
                   [--webhook-secret-env NAME] [--api-key-env NAME] [--merchant NAME] [--shop-origin ORIGIN[,ORIGIN...]]
              --port            8301 for stripe, 8302 for adyen
              --control-port    the port + 20: the control API that stays open while the port is closed
              --webhook-url     addresses of one receiver, tried in turn
              --webhook-secret-env   SHOP_STRIPE_WEBHOOK_SECRET or SHOP_ADYEN_HMAC_KEY
              --api-key-env          SHOP_STRIPE_KEY or SHOP_ADYEN_KEY
              --shop-origin     who may embed the card fields; any page of this machine when missing""";

    /** Beside the API's port, so that it needs no configuration of its own. */
    private static final int CONTROL_PORT_DISTANCE = 20;

    private SimulatorMain() {}

    public static void main(String[] args) throws InterruptedException {
        ProcessorSimulator simulator;
        try {
            simulator = start(args, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            System.err.println(e.getMessage() + ": " + cause.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
        System.out.println(args[0] + " simulator: " + simulator.url() + ", control " + simulator.controlUrl());
        new CountDownLatch(1).await();
    }

    static ProcessorSimulator start(String[] args, Map<String, String> environment) {
        if (args.length == 0 || !List.of("stripe", "adyen").contains(args[0])) {
            throw new IllegalArgumentException("expected stripe or adyen first");
        }
        boolean stripe = args[0].equals("stripe");
        Map<String, String> options = options(args);
        int port = Integer.parseInt(options.getOrDefault("port", stripe ? "8301" : "8302"));
        String controlPort =
                options.getOrDefault("control-port", String.valueOf(port == 0 ? 0 : port + CONTROL_PORT_DISTANCE));
        String keyName = options.getOrDefault("api-key-env", stripe ? "SHOP_STRIPE_KEY" : "SHOP_ADYEN_KEY");
        String secretName = options.getOrDefault(
                "webhook-secret-env", stripe ? "SHOP_STRIPE_WEBHOOK_SECRET" : "SHOP_ADYEN_HMAC_KEY");
        if (!options.containsKey("journal")) {
            throw new IllegalArgumentException("--journal: expected a file, got nothing");
        }
        return ProcessorSimulator.named(
                args[0],
                new SimulatorSettings(
                        port,
                        Integer.parseInt(controlPort),
                        Path.of(options.get("journal")),
                        list(options.get("webhook-url")).stream()
                                .map(URI::create)
                                .toList(),
                        environment.getOrDefault(keyName, SimulatorSettings.TEST_API_KEY),
                        environment.getOrDefault(secretName, SimulatorSettings.TEST_WEBHOOK_SECRET),
                        options.getOrDefault(
                                "merchant",
                                environment.getOrDefault("SHOP_ADYEN_MERCHANT", SimulatorSettings.TEST_MERCHANT)),
                        list(options.get("shop-origin"))));
    }

    private static Map<String, String> options(String[] args) {
        List<String> known = List.of(
                "port",
                "control-port",
                "journal",
                "webhook-url",
                "webhook-secret-env",
                "api-key-env",
                "merchant",
                "shop-origin");
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!known.contains(name) || i + 1 == args.length) {
                throw new IllegalArgumentException("expected one of " + known + " with a value, got " + args[i]);
            }
            options.put(name, args[i + 1]);
        }
        return options;
    }

    private static List<String> list(String commaSeparated) {
        return commaSeparated == null || commaSeparated.isBlank()
                ? List.of()
                : new ArrayList<>(Arrays.asList(commaSeparated.split(",")));
    }
}
