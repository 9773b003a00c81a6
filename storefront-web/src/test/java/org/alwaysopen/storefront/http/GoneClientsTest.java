package org.alwaysopen.storefront.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Goal: a client that went away is no line in the log; what went wrong with us is. */
class GoneClientsTest {
    private static boolean isLogged(Throwable thrown) {
        LogRecord told = new LogRecord(Level.SEVERE, "An I/O error has occurred while writing a response");
        told.setThrown(thrown);
        return new GoneClients().isLoggable(told);
    }

    @Test
    void onlyAClientThatWentAwayIsKeptOut() {
        IOException gone = new IOException("Connection is closed", new IOException("Broken pipe"));
        assertThat(isLogged(new IllegalStateException(gone))).isFalse();
        assertThat(isLogged(new UncheckedIOException(gone))).isFalse();
        assertThat(isLogged(new IllegalStateException("a template failed"))).isTrue();
        assertThat(isLogged(null)).isTrue();
    }
}
