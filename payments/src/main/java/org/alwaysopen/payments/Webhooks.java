package org.alwaysopen.payments;

import java.util.Map;

/**
 * What processors tell us. An event is verified on its raw body, stored, and only then acknowledged; a worker applies it
 * later, in whatever order events come. The same event is stored once. Thread-safe.
 */
public interface Webhooks {
    /** Real events have a few KiB, the largest some tens: what is longer is refused before it is read. */
    int BODY_LENGTH_MAX = 256 * 1024;

    /**
     * Takes in a request of a processor.
     *
     * @param processor as in the address, such as {@code stripe}
     * @param headers   of the request
     * @param body      as it came, byte for byte
     * @return what to answer, with status 200: the processor then takes it for delivered
     * @throws org.alwaysopen.platform.ProblemException 404 for an unknown processor, 413 when the body is too long, 400
     *                                                  when it is forged, too old or not understood
     */
    String receive(String processor, Map<String, String> headers, byte[] body);
}
