package org.alwaysopen.storefront.hooks;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Brings one message to one endpoint. Follows no redirect, uses no proxy, keeps no connection, and reads little of the answer.
 *
 * <p>A name that resolved to a public address when it was looked at, and to one of ours when it is connected to, gets
 * nothing: the address of the connection itself is checked before the first byte. Thread-safe.
 */
final class Sender {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
    /** For all of it, also where the answer comes drop by drop. */
    static final Duration DEADLINE = Duration.ofSeconds(15);
    /** Enough to see what the receiver did not like. */
    private static final int RESPONSE_BYTES_MAX = 1024;

    private static final int ERROR_LENGTH_MAX = 300;

    private final Addresses addresses;
    private final ExecutorService threads;
    private final Duration deadline;

    Sender(Addresses addresses, ExecutorService threads, Duration deadline) {
        this.addresses = addresses;
        this.threads = threads;
        this.deadline = deadline;
    }

    /**
     * What came of it.
     *
     * @param status   of the answer; empty when there was none
     * @param error    why there was none
     * @param response the beginning of the answer
     */
    record Result(Optional<Integer> status, Optional<String> error, Optional<String> response, long tookMs) {
        boolean isTaken() {
            return status.isPresent() && status.get() / 100 == 2;
        }

        /** The receiver says that it is gone for good. */
        boolean isGone() {
            return status.isPresent() && status.get() == HttpURLConnection.HTTP_GONE;
        }
    }

    /** @param secrets each signs it; a receiver needs one of them */
    Future<Result> send(URI url, String messageId, String body, List<SigningSecret> secrets) {
        return threads.submit(() -> sendWithin(url, messageId, body, secrets));
    }

    private Result sendWithin(URI url, String messageId, String body, List<SigningSecret> secrets)
            throws InterruptedException {
        long beganNanos = System.nanoTime();
        AtomicReference<HttpURLConnection> open = new AtomicReference<>();
        Future<Result> answer = threads.submit(() -> exchange(url, messageId, body, secrets, open));
        try {
            Result result = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return new Result(result.status(), result.error(), result.response(), since(beganNanos));
        } catch (TimeoutException e) {
            HttpURLConnection connection = open.get();
            if (connection != null) {
                connection.disconnect(); // ends the thread that reads
            }
            return failure("no whole answer within " + deadline.toSeconds() + " s", beganNanos);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return failure(
                    cause instanceof IOException ? cause.toString().replace("java.net.", "") : cause.toString(),
                    beganNanos);
        }
    }

    private static Result failure(String why, long beganNanos) {
        String cut = why.length() > ERROR_LENGTH_MAX ? why.substring(0, ERROR_LENGTH_MAX) : why;
        return new Result(Optional.empty(), Optional.of(cut.replace('\0', ' ')), Optional.empty(), since(beganNanos));
    }

    private static long since(long beganNanos) {
        return (System.nanoTime() - beganNanos) / 1_000_000;
    }

    private Result exchange(
            URI url,
            String messageId,
            String body,
            List<SigningSecret> secrets,
            AtomicReference<HttpURLConnection> open)
            throws IOException {
        addresses.check(url);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
        open.set(connection);
        if (connection instanceof HttpsURLConnection https) {
            https.setSSLSocketFactory(new CheckedSockets(https.getSSLSocketFactory()));
        }
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
        connection.setUseCaches(false);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        // Of a known length and on a connection of its own: the JDK then never repeats it behind our back.
        connection.setFixedLengthStreamingMode(bytes.length);
        connection.setRequestProperty("Connection", "close");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("User-Agent", "Always-Open-Webhooks/1");
        long timestamp = System.currentTimeMillis() / 1000;
        connection.setRequestProperty("webhook-id", messageId);
        connection.setRequestProperty("webhook-timestamp", String.valueOf(timestamp));
        connection.setRequestProperty(
                "webhook-signature",
                String.join(
                        " ",
                        secrets.stream()
                                .map(secret -> secret.sign(messageId, timestamp, body))
                                .toList()));
        try {
            try (var out = connection.getOutputStream()) {
                out.write(bytes);
            }
            int status = connection.getResponseCode();
            return new Result(Optional.of(status), Optional.empty(), Optional.of(beginning(connection, status)), 0);
        } finally {
            connection.disconnect();
        }
    }

    private static String beginning(HttpURLConnection connection, int status) throws IOException {
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            byte[] bytes = in == null ? new byte[0] : in.readNBytes(RESPONSE_BYTES_MAX);
            return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ');
        }
    }

    /** Looks at the connected address before TLS begins, that is before anything is said. */
    private static final class CheckedSockets extends SSLSocketFactory {
        private final SSLSocketFactory usual;

        CheckedSockets(SSLSocketFactory usual) {
            this.usual = usual;
        }

        @Override
        public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
            try {
                Addresses.check(connected.getInetAddress());
            } catch (IOException e) {
                connected.close();
                throw e;
            }
            return usual.createSocket(connected, host, port, autoClose);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw unchecked();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            throw unchecked();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw unchecked();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            throw unchecked();
        }

        private static IOException unchecked() {
            return new IOException("expected a connected socket, whose address can be looked at");
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return usual.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return usual.getSupportedCipherSuites();
        }
    }
}
