package org.alwaysopen.storefront.http;

import java.io.IOException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps out of the log that a client went away before it had its whole answer, as the edge does after some seconds: Jersey
 * tells it as two severe errors of a hundred lines each, and there is nothing that anybody could mend here.
 */
final class GoneClients implements Filter {
    /** Who writes the answers. */
    static final String LOGGER = "org.glassfish.jersey.server.ServerRuntime$Responder";

    @Override
    public boolean isLoggable(LogRecord told) {
        for (Throwable cause = told.getThrown(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return false;
            }
        }
        return true;
    }
}
