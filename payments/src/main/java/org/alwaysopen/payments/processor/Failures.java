package org.alwaysopen.payments.processor;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;

/** What a broken network call means for the question whether the processor has seen the request. */
public final class Failures {
    /** How deep SDKs wrap the network's own exception; ends a cycle of causes. */
    private static final int CAUSES_MAX = 10;

    private Failures() {}

    /** Whether the connection did not come about: the request was certainly not sent. */
    public static boolean neverSent(Throwable failure) {
        Throwable t = failure;
        for (int depth = 0; t != null && depth < CAUSES_MAX; depth++, t = t.getCause()) {
            // HttpURLConnection and HttpClient both say "connect" in the message of a time-out while connecting.
            boolean connectTimedOut = (t instanceof SocketTimeoutException
                            || t.getClass().getSimpleName().equals("ConnectTimeoutException"))
                    && String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
            if (connectTimedOut
                    || t instanceof ConnectException
                    || t instanceof UnknownHostException
                    || t instanceof NoRouteToHostException) {
                return true;
            }
        }
        return false;
    }

    /** The failure in a few words for a row or a log line: the innermost type and message, never a request's content. */
    public static String brief(Throwable failure) {
        Throwable t = failure;
        for (int depth = 0; t.getCause() != null && depth < CAUSES_MAX; depth++) {
            t = t.getCause();
        }
        return shortened(t.getClass().getSimpleName() + ": " + t.getMessage());
    }

    /** Bounds what a processor's words may take in our rows. */
    public static String shortened(String words) {
        int max = 200;
        String line = words.replace('\n', ' ');
        return line.length() <= max ? line : line.substring(0, max);
    }
}
