package org.alwaysopen.simulator.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The processor's memory on disk: JSON lines, only ever appended. A line counts once it is on the disk (fsync); what is
 * waiting goes in one write and one fsync, so that the disk's latency bounds the answer time and not the throughput.
 *
 * <p>A line is placed at once, in the order of the calls; the callback runs when it is durable, on the journal's thread,
 * and must not block. A torn last line (the process was killed in the middle of a write) was never acknowledged to
 * anybody: it is cut off when the journal is opened. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    /** A line is one request; bodies are at most 256 KiB, so a longer line is not ours. */
    private static final int LINE_BYTES_MAX = 4 << 20;

    /** Where a line, or a part of it, stands in the file. */
    public record Place(long offset, int length) {}

    /** Called once the line is durable ({@code null}), or never will be (the reason). */
    public interface Durable {
        void now(IOException failure);
    }

    private record Waiting(byte[] line, Durable durable) {}

    private final FileChannel file;
    private final Thread writer;
    private final Object lock = new Object();
    private List<Waiting> queue = new ArrayList<>();
    private long nextOffset;
    private boolean busy;
    private boolean closed;
    private IOException failure;

    private Journal(FileChannel file, long size) {
        this.file = file;
        this.nextOffset = size;
        this.writer = new Thread(this::write, "journal");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    /** A line read back. */
    public record Line(Place place, byte[] bytes) {}

    /** Opens the file, creating it, hands every whole line to the consumer, and cuts off a torn end. */
    public static Journal open(Path path, Consumer<Line> reload) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        long whole = Files.exists(path) ? forEachLine(path, reload) : 0;
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.truncate(whole);
        file.position(whole);
        return new Journal(file, whole);
    }

    /** Reads the whole lines of a journal, also of one that is being written. Returns where the last of them ends. */
    public static long forEachLine(Path path, Consumer<Line> consumer) throws IOException {
        long start = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            byte[] line = new byte[8192];
            int length = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    consumer.accept(new Line(new Place(start, length), Arrays.copyOf(line, length)));
                    start += length + 1L;
                    length = 0;
                    continue;
                }
                if (length == LINE_BYTES_MAX) {
                    throw new IOException(path + ": a line of more than " + LINE_BYTES_MAX + " bytes at " + start);
                }
                if (length == line.length) {
                    line = Arrays.copyOf(line, length * 2);
                }
                line[length++] = (byte) b;
            }
        }
        return start;
    }

    /** Appends a line (without its end). The order of the lines is the order of the calls. */
    public Place append(byte[] line, Durable durable) {
        synchronized (lock) {
            if (closed || failure != null) {
                throw new IllegalStateException("the journal is closed", failure);
            }
            Place place = new Place(nextOffset, line.length);
            nextOffset += line.length + 1L;
            queue.add(new Waiting(line, durable));
            lock.notifyAll();
            return place;
        }
    }

    /** Runs the callback when everything appended so far is durable: an answer must not tell what a crash would undo. */
    public void afterAllBefore(Durable durable) {
        synchronized (lock) {
            if (failure == null && (busy || !queue.isEmpty())) {
                queue.add(new Waiting(null, durable));
                return;
            }
        }
        durable.now(failure);
    }

    /** Reads a durable part of the file. */
    public byte[] read(Place place) {
        ByteBuffer buffer = ByteBuffer.allocate(place.length());
        try {
            while (buffer.hasRemaining()) {
                if (file.read(buffer, place.offset() + buffer.position()) < 0) {
                    throw new IOException("the journal ends before " + place);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return buffer.array();
    }

    public JsonNode read(Place place, ObjectMapper json) {
        try {
            return json.readTree(read(place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() {
        while (true) {
            List<Waiting> batch = next();
            if (batch == null) {
                return;
            }
            IOException outcome = writeAndSync(batch);
            for (Waiting waiting : batch) {
                waiting.durable().now(outcome);
            }
        }
    }

    private List<Waiting> next() {
        synchronized (lock) {
            busy = false;
            lock.notifyAll();
            while (queue.isEmpty()) {
                if (closed) {
                    return null;
                }
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    return null;
                }
            }
            busy = true;
            List<Waiting> batch = queue;
            queue = new ArrayList<>();
            return batch;
        }
    }

    private IOException writeAndSync(List<Waiting> batch) {
        if (failure != null) {
            return failure;
        }
        try {
            int size = batch.stream()
                    .filter(w -> w.line() != null)
                    .mapToInt(w -> w.line().length + 1)
                    .sum();
            ByteBuffer buffer = ByteBuffer.allocate(size);
            for (Waiting waiting : batch) {
                if (waiting.line() != null) {
                    buffer.put(waiting.line()).put((byte) '\n');
                }
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            if (size > 0) {
                file.force(false);
            }
            return null;
        } catch (IOException e) {
            synchronized (lock) {
                // After a failed fsync nobody knows what is on the disk: answer nothing more.
                failure = e;
            }
            return e;
        }
    }

    /** Writes what is waiting, then closes. */
    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        try {
            writer.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }
}
