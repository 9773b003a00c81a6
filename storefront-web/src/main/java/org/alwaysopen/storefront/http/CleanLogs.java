package org.alwaysopen.storefront.http;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.alwaysopen.platform.CardNumberFreeFormatter;

/**
 * Keeps card numbers out of everything that this server logs while the shop runs in it, the server's own lines too; and what
 * is nobody's fault ({@link GoneClients}).
 */
@ApplicationScoped
public class CleanLogs {
    /** Held, because the server's list of loggers does not hold them. */
    private final Logger answers = Logger.getLogger(GoneClients.LOGGER);

    void start(@Observes @Initialized(ApplicationScoped.class) Object started) {
        answers.setFilter(new GoneClients());
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            Formatter formatter = handler.getFormatter();
            if (formatter != null && !(formatter instanceof CardNumberFreeFormatter)) {
                handler.setFormatter(new CardNumberFreeFormatter(formatter));
            }
        }
    }

    /** The server's handlers outlive us; our classes must not be held by them. */
    @PreDestroy
    void stop() {
        answers.setFilter(null);
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            if (handler.getFormatter() instanceof CardNumberFreeFormatter ours) {
                handler.setFormatter(ours.beneath());
            }
        }
    }
}
