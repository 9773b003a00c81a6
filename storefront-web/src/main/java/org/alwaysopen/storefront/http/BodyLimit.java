package org.alwaysopen.storefront.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;

/** Refuses bodies that are too large: by their announced length at once, and those without one while they are read. */
@Provider
@PreMatching
public final class BodyLimit implements ContainerRequestFilter {
    /** A cart's largest request is a few kilobytes; what is larger is a mistake or an attack. */
    public static final int BYTES_MAX = 64 * 1024;

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getLength() > BYTES_MAX) {
            throw tooLarge();
        }
        request.setEntityStream(new Limited(request.getEntityStream()));
    }

    private static ProblemException tooLarge() {
        return Problem.of(
                        413,
                        "body-too-large",
                        "The request body is too large",
                        "body: expected at most " + BYTES_MAX + " bytes (64 KiB), got more. Send less")
                .exception();
    }

    /** Counts what was read; a body sent in chunks says its length only by ending. */
    private static final class Limited extends FilterInputStream {
        private int left = BYTES_MAX;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            count(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            return count(super.read(buffer, from, length));
        }

        private int count(int read) {
            if (read > left) {
                throw tooLarge();
            }
            left -= Math.max(0, read);
            return read;
        }
    }
}
