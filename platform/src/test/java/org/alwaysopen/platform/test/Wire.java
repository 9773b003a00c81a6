package org.alwaysopen.platform.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A TCP relay between a pool and the database, that loses a connection at the moment which hurts most: around a COMMIT.
 *
 * <p>It knows a COMMIT by its text on the wire, which the driver sends in full while it is not prepared on the server: in
 * the first few transactions of a connection.
 */
public final class Wire implements AutoCloseable {
    private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

    /** What happens to the next COMMIT. */
    public enum Cut {
        /** The connection is lost before the server got it: the server rolls back. */
        BEFORE_COMMIT,
        /** The server has committed, and its answer is lost. */
        AFTER_COMMIT,
        /** The client is cut off at once; the server gets the COMMIT when {@link #release} says so. */
        COMMIT_ON_ITS_WAY,
        /** The client is cut off at once; the server never gets it, and finds the connection closed at {@link #release}. */
        COMMIT_LOST_ON_ITS_WAY
    }

    private final ServerSocket listening;
    private final String serverHost;
    private final int serverPort;
    private final AtomicReference<Cut> next = new AtomicReference<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    public Wire(String serverHost, int serverPort) {
        this.serverHost = serverHost;
        this.serverPort = serverPort;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("accept", this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** The next COMMIT of any connection meets this. */
    public void cut(Cut cut) {
        next.set(cut);
    }

    /** From now on no new connection comes through. */
    public void refuseConnections() {
        refusing = true;
    }

    /** As when a node is killed: every connection is lost at once, and no new one comes through. */
    public void die() {
        refusing = true;
        connections.forEach(Connection::closeBoth);
    }

    /** Waits until a COMMIT is on its way, and the client cut off. */
    public void awaitHeld() throws InterruptedException {
        held.await();
    }

    /** Lets the COMMIT that is on its way arrive, or the server learn that there is nobody any more. */
    public void release() {
        released.countDown();
    }

    /** How often a client has sent something after it had got an answer: round trips. */
    public int turns() {
        return turns.get();
    }

    @Override
    public void close() {
        released.countDown();
        quietly(listening::close);
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket client = listening.accept();
            if (refusing) {
                client.close();
                continue;
            }
            Socket server = new Socket(serverHost, serverPort);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Connection connection = new Connection(client, server);
            connections.add(connection);
            connection.start();
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile boolean answered = true;
        private volatile boolean swallowAnswers;
        private final CountDownLatch swallowed = new CountDownLatch(1);

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() {
            daemon("to server", () -> {
                try {
                    relayToServer();
                } finally {
                    closeBoth();
                }
            });
            daemon("to client", () -> {
                try {
                    relayToClient();
                } finally {
                    if (!swallowAnswers) {
                        closeBoth();
                    }
                }
            });
        }

        private void relayToServer() throws IOException, InterruptedException {
            byte[] buffer = new byte[1 << 16];
            InputStream in = client.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (answered) {
                    answered = false;
                    turns.incrementAndGet();
                }
                Cut cut = contains(buffer, n) ? next.getAndSet(null) : null;
                if (cut == null) {
                    server.getOutputStream().write(buffer, 0, n);
                } else {
                    doCut(cut, buffer, n);
                    return;
                }
            }
        }

        private void doCut(Cut cut, byte[] commit, int length) throws IOException, InterruptedException {
            switch (cut) {
                case BEFORE_COMMIT -> closeBoth();
                case AFTER_COMMIT -> {
                    swallowAnswers = true;
                    server.getOutputStream().write(commit, 0, length);
                    swallowed.await();
                    closeBoth();
                }
                case COMMIT_ON_ITS_WAY, COMMIT_LOST_ON_ITS_WAY -> {
                    swallowAnswers = true;
                    client.close();
                    held.countDown();
                    released.await();
                    if (cut == Cut.COMMIT_ON_ITS_WAY) {
                        server.getOutputStream().write(commit, 0, length);
                        swallowed.await();
                    }
                    closeBoth();
                }
            }
        }

        private void relayToClient() throws IOException {
            byte[] buffer = new byte[1 << 16];
            InputStream in = server.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (swallowAnswers) {
                    swallowed.countDown();
                    continue;
                }
                answered = true;
                client.getOutputStream().write(buffer, 0, n);
            }
            swallowed.countDown();
        }

        private void closeBoth() {
            quietly(client::close);
            quietly(server::close);
        }
    }

    private static boolean contains(byte[] buffer, int length) {
        outer:
        for (int i = 0; i <= length - COMMIT.length; i++) {
            for (int j = 0; j < COMMIT.length; j++) {
                if (buffer[i + j] != COMMIT[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    private static void daemon(String name, Action action) {
        Thread thread = new Thread(() -> quietly(action), "wire " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** A socket that breaks is what this class is for. */
    private static void quietly(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            // the other side notices
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
