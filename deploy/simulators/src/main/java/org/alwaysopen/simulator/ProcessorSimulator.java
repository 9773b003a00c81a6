package org.alwaysopen.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import org.alwaysopen.simulator.adyen.AdyenApi;
import org.alwaysopen.simulator.http.HttpFront;
import org.alwaysopen.simulator.http.Site;
import org.alwaysopen.simulator.stripe.StripeApi;
import org.alwaysopen.simulator.webhook.Webhooks;

/**
 * A payment processor that runs in this process, on 127.0.0.1, until it is closed. Started again with the same journal, it
 * goes on with everything it has ever acknowledged. Thread-safe.
 *
 * <pre>{@code
 * try (ProcessorSimulator stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(dir.resolve("stripe.jsonl")))) {
 *   StripeClient client = StripeClient.builder().setApiBase(stripe.url().toString()).setApiKey(TEST_API_KEY).build();
 *   stripe.faults().next("payment_intents.capture", Fault.TIMEOUT_AFTER);
 *   ...
 *   assertThat(stripe.books().positions()).allMatch(p -> p.captures() <= 1);
 * }
 * }</pre>
 */
public final class ProcessorSimulator implements AutoCloseable {
    private final SimulatorSettings settings;
    private final Faults faults = new Faults();
    private final Webhooks webhooks;
    private final Site site;

    private ProcessorSimulator(String name, SimulatorSettings settings) {
        Clock clock = Clock.systemUTC();
        this.settings = settings;
        this.webhooks = new Webhooks(settings.webhookUrls(), clock);
        try {
            this.site = new Site(name, settings, clock, faults, webhooks, hooks -> switch (name) {
                case "stripe" -> new StripeApi(settings, clock, hooks);
                case "adyen" -> new AdyenApi(settings, clock);

                default -> throw new IllegalArgumentException("expected stripe or adyen, got " + name);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the " + name + " simulator cannot start, " + settings, e);
        }
    }

    public static ProcessorSimulator stripe(SimulatorSettings settings) {
        return new ProcessorSimulator("stripe", settings);
    }

    public static ProcessorSimulator adyen(SimulatorSettings settings) {
        return new ProcessorSimulator("adyen", settings);
    }

    static ProcessorSimulator named(String name, SimulatorSettings settings) {
        return new ProcessorSimulator(name, settings);
    }

    /** The base of the API, without a slash at the end. Adyen's SDK wants {@code url() + "/v71"}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + site.front().port());
    }

    /** The control API's own port: it answers also while the API's port is closed. */
    public URI controlUrl() {
        return URI.create("http://127.0.0.1:" + site.front().controlPort());
    }

    public SimulatorSettings settings() {
        return settings;
    }

    public Faults faults() {
        return faults;
    }

    public Webhooks webhooks() {
        return webhooks;
    }

    /** Opens or closes the API's port; done when this returns. */
    public void network(HttpFront.Network state) {
        try {
            site.front().network(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The books as they are on the disk now. */
    public ProcessorBooks books() {
        return ProcessorBooks.read(settings.journal());
    }

    /** Stops answering; everything acknowledged is on the disk. */
    @Override
    public void close() {
        try {
            site.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
