package org.alwaysopen.storefront.http;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.alwaysopen.platform.CardNumberFreeFormatter;

/** Keeps card numbers out of everything that this server logs while the shop runs in it, the server's own lines too. */
@ApplicationScoped
public class CleanLogs {
    void start(@Observes @Initialized(ApplicationScoped.class) Object started) {
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
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            if (handler.getFormatter() instanceof CardNumberFreeFormatter ours) {
                handler.setFormatter(ours.beneath());
            }
        }
    }
}
