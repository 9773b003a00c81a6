package org.alwaysopen.simulator.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.io.IoCallback;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * The sockets: one port for the API, which can be really closed, and one for the control API, which stays. No thread waits
 * for anything: requests are read, journaled, delayed and answered by callbacks, on two IO threads.
 */
public final class HttpFront implements AutoCloseable {
    /** The machine has two cores, and the shop wants them, too. */
    private static final int IO_THREADS = 2;

    /** Requests of the two APIs are a few hundred bytes. */
    private static final long BODY_BYTES_MAX = 256 * 1024;

    /** A caller that waits longer has no time-out at all. */
    private static final Duration HANG_MAX = Duration.ofMinutes(2);

    /** More than fill the backlog of a socket that asks for one place. */
    private static final int BLACK_HOLE_PLUGS = 8;

    /** The state of the API's port. */
    public enum Network {
        UP,
        /** The port is closed: connecting is refused; what was connected is cut. */
        REFUSED,
        /** The port drops what knocks: connecting times out; what was connected is cut. */
        BLACK_HOLE
    }

    /** Held, because java.util.logging forgets what nobody holds. A start and a stop are not worth a line each. */
    private static final List<Logger> QUIET = Stream.of("io.undertow", "org.xnio")
            .map(Logger::getLogger)
            .peek(logger -> logger.setLevel(Level.WARNING))
            .toList();

    private final XnioWorker worker;
    private final HttpHandler api;
    private final Undertow control;
    private final int port;
    private final int controlPort;
    /** What is connected to the API's port, to be cut with it: Undertow's stop leaves kept connections alive. */
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();

    private Undertow server;
    private List<AutoCloseable> blackHole = List.of();
    private Network network = Network.UP;

    /** What answers a request. */
    public interface Answers {
        void handle(Request request, Outlet outlet);
    }

    HttpFront(int port, int controlPort, Answers apiAnswers, Answers controlAnswers) throws IOException {
        this.worker = Xnio.getInstance(HttpFront.class.getClassLoader())
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_IO_THREADS, IO_THREADS)
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, 2)
                        .set(Options.TCP_NODELAY, true)
                        .set(Options.THREAD_DAEMON, true)
                        .getMap());
        this.api = exchange -> {
            ServerConnection connection = exchange.getConnection();
            if (connections.add(connection)) {
                connection.addCloseListener(connections::remove);
            }
            receive(exchange, apiAnswers);
        };
        this.server = listen(port, api);
        this.port = portOf(server);
        this.control = listen(controlPort, exchange -> receive(exchange, controlAnswers));
        this.controlPort = portOf(control);
    }

    private Undertow listen(int wanted, HttpHandler handler) {
        Undertow undertow = Undertow.builder()
                .setWorker(worker)
                .addHttpListener(wanted, "127.0.0.1")
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, BODY_BYTES_MAX)
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setSocketOption(Options.BACKLOG, 1024)
                .setSocketOption(Options.REUSE_ADDRESSES, true)
                .setHandler(handler)
                .build();
        undertow.start();
        return undertow;
    }

    private static int portOf(Undertow undertow) {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    public int port() {
        return port;
    }

    public int controlPort() {
        return controlPort;
    }

    public synchronized Network network() {
        return network;
    }

    /** Opens or closes the API's port; done when this returns. */
    public synchronized void network(Network wanted) throws IOException {
        if (wanted == network) {
            return;
        }
        if (network == Network.UP) {
            server.stop();
            server = null;
            connections.forEach(IoUtils::safeClose);
        }
        for (AutoCloseable plug : blackHole) {
            closeQuietly(plug);
        }
        blackHole = wanted == Network.BLACK_HOLE ? dig() : List.of();
        if (wanted == Network.UP) {
            server = listen(port, api);
        }
        network = wanted;
    }

    /** A socket that nobody accepts on, its backlog full: the kernel drops what knocks then, as a dead network does. */
    private List<AutoCloseable> dig() throws IOException {
        List<AutoCloseable> hole = new ArrayList<>();
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
        hole.add(socket);
        for (int i = 0; i < BLACK_HOLE_PLUGS; i++) {
            Socket plug = new Socket();
            hole.add(plug);
            try {
                plug.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            } catch (IOException full) {
                break;
            }
        }
        return hole;
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("a socket that cannot be closed", e);
        }
    }

    private static void receive(HttpServerExchange exchange, Answers answers) {
        exchange.getRequestReceiver()
                .receiveFullBytes(
                        (ex, body) -> ex.dispatch(SameThreadExecutor.INSTANCE, () -> {
                            Exit exit = new Exit(ex);
                            try {
                                answers.handle(request(ex, body), exit);
                            } catch (RuntimeException e) {
                                exit.send(Reply.text(500, "text/plain", "the simulator failed: " + e));
                            }
                        }),
                        (ex, error) -> {
                            ex.setStatusCode(413);
                            ex.setPersistent(false);
                            ex.endExchange();
                        });
    }

    private static Request request(HttpServerExchange exchange, byte[] body) {
        return new Request(
                exchange.getRequestMethod().toString(),
                exchange.getRequestPath(),
                Optional.ofNullable(exchange.getQueryString()).orElse(""),
                name -> exchange.getRequestHeaders().getFirst(name),
                body);
    }

    /** One exchange's end. */
    private static final class Exit implements Outlet {
        private final HttpServerExchange exchange;
        private final AtomicBoolean used = new AtomicBoolean();

        Exit(HttpServerExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void send(Reply reply) {
            once(() -> write(reply, reply.body()));
        }

        @Override
        public void sendHalf(Reply reply) {
            once(() -> write(reply, Arrays.copyOf(reply.body(), reply.body().length / 2)));
        }

        private void write(Reply reply, byte[] body) {
            exchange.setStatusCode(reply.status());
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, reply.contentType());
            reply.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
            exchange.getResponseSender().send(ByteBuffer.wrap(body), IoCallback.END_EXCHANGE);
        }

        @Override
        public void reset() {
            once(this::cut);
        }

        private void cut() {
            try {
                // Close without a farewell: the peer gets a TCP reset instead of an end of stream.
                exchange.getConnection().setOption(Options.CLOSE_ABORT, true);
            } catch (IOException | IllegalArgumentException e) {
                // The peer has gone already.
            }
            IoUtils.safeClose(exchange.getConnection());
        }

        @Override
        public void hang() {
            exchange.getIoThread().executeAfter(this::reset, HANG_MAX.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void later(Duration delay, Runnable work) {
            exchange.getIoThread().executeAfter(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void once(Runnable end) {
            if (used.compareAndSet(false, true)) {
                exchange.dispatch(exchange.getIoThread(), end);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.stop();
        }
        blackHole.forEach(HttpFront::closeQuietly);
        blackHole = List.of();
        control.stop();
        worker.shutdownNow();
    }
}
