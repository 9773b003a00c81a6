package org.alwaysopen.local.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.alwaysopen.platform.Region;

/** A region on bare sockets, so that it can misbehave at any byte. */
final class FakeRegion implements AutoCloseable {
    enum Manner {
        WELL,
        NOT_READY,
        /** Reads the request, and hangs up. */
        HANG_UP_BEFORE_ANSWER,
        /** Promises more bytes than it sends. */
        HANG_UP_IN_ANSWER
    }

    private final Region region;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile Manner manner = Manner.WELL;
    private ServerSocket server;
    private int port;

    FakeRegion(Region region) throws IOException {
        this.region = region;
        reopen();
    }

    void reopen() throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        port = server.getLocalPort();
        ServerSocket accepting = server;
        inBackground(() -> accept(accepting));
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "fake-region");
        thread.setDaemon(true);
        thread.start();
    }

    Region region() {
        return region;
    }

    Edge.Site site() {
        return new Edge.Site(region, port);
    }

    void behave(Manner next) {
        this.manner = next;
    }

    long timesSeen(String body) {
        return bodies.stream().filter(body::equals).count();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept(ServerSocket accepting) {
        while (!accepting.isClosed()) {
            try {
                Socket connection = accepting.accept();
                connections.add(connection);
                inBackground(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                String body = new String(in.readNBytes(contentLength(head)), StandardCharsets.UTF_8);
                boolean health = head.startsWith("GET /health/ready");
                if (!health && !body.isEmpty()) {
                    bodies.add(body);
                }
                if (!answer(connection.getOutputStream(), head, body, health)) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The other side went first.
        } finally {
            connections.remove(connection);
        }
    }

    private boolean answer(OutputStream out, String head, String body, boolean health) throws IOException {
        Manner now = manner;
        if (health) {
            send(out, now == Manner.NOT_READY ? "503 Service Unavailable" : "200 OK", "{}", 0);
            return true;
        }
        if (now == Manner.HANG_UP_BEFORE_ANSWER) {
            return false;
        }
        if (now == Manner.HANG_UP_IN_ANSWER) {
            send(out, "200 OK", "half", 1_000);
            return false;
        }
        send(out, "200 OK", head.startsWith("GET /echo-headers") ? head : body.isEmpty() ? "page" : body, 0);
        return true;
    }

    private static void send(OutputStream out, String status, String body, int promisedMore) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + status + "\r\nContent-Length: " + (bytes.length + promisedMore) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            String text = head.toString(StandardCharsets.US_ASCII);
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
        return "";
    }

    private static int contentLength(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(
                        line.substring("content-length:".length()).strip()))
                .findFirst()
                .orElse(0);
    }
}
