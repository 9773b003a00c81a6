package org.alwaysopen.simulator.http;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import org.alwaysopen.simulator.Faults;
import org.alwaysopen.simulator.SimulatorSettings;
import org.alwaysopen.simulator.webhook.Webhooks;

/** One processor, put together: its API behind the gate, the control API beside it, both on their ports. */
public final class Site implements AutoCloseable {
    private final Gate gate;
    private final HttpFront front;

    /** Makes the API, once the webhooks are there; the API lists events, and pages know where they are served. */
    public interface ApiMaker {
        Api make(Webhooks webhooks);
    }

    public Site(
            String processor, SimulatorSettings settings, Clock clock, Faults faults, Webhooks webhooks, ApiMaker maker)
            throws IOException {
        Api api = maker.make(webhooks);
        this.gate = new Gate(api, faults, clock, settings.journal(), webhooks);
        ControlApi control = new ControlApi(processor, gate, faults, webhooks);
        CardFields cardFields = new CardFields(processor, settings.shopOrigins(), clock);
        this.front = new HttpFront(
                settings.port(),
                settings.controlPort(),
                (request, outlet) -> {
                    if (request.path().startsWith(ControlApi.PREFIX)) {
                        control.handle(request, outlet);
                    } else if (request.path().startsWith(CardFields.PREFIX)) {
                        outlet.send(cardFields.handle(request));
                    } else {
                        gate.handle(request, outlet);
                    }
                },
                control::handle);
        control.front(front);
        api.servedAt(URI.create("http://127.0.0.1:" + front.port()));
    }

    public HttpFront front() {
        return front;
    }

    @Override
    public void close() throws IOException {
        front.close();
        gate.close();
    }
}
