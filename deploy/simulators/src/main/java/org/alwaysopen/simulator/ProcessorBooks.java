package org.alwaysopen.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alwaysopen.simulator.journal.Journal;

/**
 * A processor's own books, read from its journal: what reconciliation compares the shop's ledger with. May be read while
 * the processor is running; a line that is still being written is not seen. Amounts are in minor units, times are UTC.
 */
public final class ProcessorBooks {
    public enum Kind {
        /** Money is held on the shopper's card. */
        AUTHORISED,
        /** The card said no; nothing is held. */
        DECLINED,
        /** Held money was taken. */
        CAPTURED,
        /** Held money was let go: a cancel, an expiry, or the rest after a partial capture. */
        RELEASED,
        /** Taken money was given back. */
        REFUNDED,
        /** A refund that came back: the money is with the shop again. */
        REFUND_FAILED,
        /** What the processor takes for itself. */
        FEE,
        /** The shopper's bank took the money back. */
        CHARGED_BACK,
        /** The shop won the dispute. */
        CHARGEBACK_REVERSED
    }

    /**
     * One fact.
     *
     * @param seq       rising by the line; entries of one request share it
     * @param payment   the processor's id of the payment (Stripe: the PaymentIntent; Adyen: the payment's pspReference)
     * @param reference the shop's reference of the payment (Adyen: {@code reference}; Stripe: metadata {@code reference},
     *                  else {@code attempt}, {@code attempt_id}, {@code payment_id}); empty when there is none
     * @param movement  the processor's id of this movement (Stripe: charge or refund; Adyen: pspReference)
     * @param movementReference the shop's reference of the movement, else the request's idempotency key; or empty
     * @param reason    why declined, refunded, charged back; or empty
     * @param metadata  as sent by the shop
     */
    public record Entry(
            long seq,
            Instant at,
            Kind kind,
            String payment,
            String reference,
            String movement,
            String movementReference,
            long amount,
            String currency,
            String reason,
            Map<String, String> metadata) {}

    /** Where one payment stands. @param held what is still held on the card */
    public record Position(
            String payment,
            String reference,
            String currency,
            long authorised,
            long captured,
            long released,
            long refunded,
            long chargedBack,
            long fees,
            int captures,
            int declines,
            Map<String, String> metadata) {
        public long held() {
            return authorised - captured - released;
        }
    }

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final List<Entry> entries;

    private ProcessorBooks(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Reads a journal; a processor that has never run has empty books. */
    public static ProcessorBooks read(Path journal) {
        List<Entry> entries = new ArrayList<>();
        try {
            if (Files.exists(journal)) {
                Journal.forEachLine(journal, line -> addEntries(line.bytes(), entries));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the processor's journal " + journal, e);
        }
        return new ProcessorBooks(entries);
    }

    private static void addEntries(byte[] line, List<Entry> entries) {
        try {
            JsonNode node = JSON.readTree(line);
            for (JsonNode entry : node.path("books")) {
                entries.add(entry(node, entry));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(JsonNode line, JsonNode entry) {
        Map<String, String> metadata = new LinkedHashMap<>();
        entry.path("metadata")
                .properties()
                .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
        return new Entry(
                line.path("seq").asLong(),
                Instant.ofEpochMilli(line.path("at").asLong()),
                Kind.valueOf(entry.path("kind").asText()),
                entry.path("payment").asText(""),
                entry.path("reference").asText(""),
                entry.path("movement").asText(""),
                entry.path("movementReference").asText(""),
                entry.path("amount").asLong(),
                entry.path("currency").asText(),
                entry.path("reason").asText(""),
                metadata);
    }

    /** In the order they happened. */
    public List<Entry> entries() {
        return entries;
    }

    /** One line per payment, in the order they began. */
    public Collection<Position> positions() {
        Map<String, Position> positions = new LinkedHashMap<>();
        for (Entry entry : entries) {
            positions.merge(entry.payment(), of(entry), ProcessorBooks::plus);
        }
        return positions.values();
    }

    private static Position of(Entry e) {
        long a = e.amount();
        return switch (e.kind()) {
            case AUTHORISED -> position(e, a, 0, 0, 0, 0, 0, 0, 0);
            case DECLINED -> position(e, 0, 0, 0, 0, 0, 0, 0, 1);
            case CAPTURED -> position(e, 0, a, 0, 0, 0, 0, 1, 0);
            case RELEASED -> position(e, 0, 0, a, 0, 0, 0, 0, 0);
            case REFUNDED -> position(e, 0, 0, 0, a, 0, 0, 0, 0);
            case REFUND_FAILED -> position(e, 0, 0, 0, -a, 0, 0, 0, 0);
            case FEE -> position(e, 0, 0, 0, 0, 0, a, 0, 0);
            case CHARGED_BACK -> position(e, 0, 0, 0, 0, a, 0, 0, 0);
            case CHARGEBACK_REVERSED -> position(e, 0, 0, 0, 0, -a, 0, 0, 0);
        };
    }

    private static Position position(
            Entry e,
            long held,
            long taken,
            long released,
            long refunded,
            long back,
            long fee,
            int takes,
            int declines) {
        return new Position(
                e.payment(),
                e.reference(),
                e.currency(),
                held,
                taken,
                released,
                refunded,
                back,
                fee,
                takes,
                declines,
                e.metadata());
    }

    private static Position plus(Position a, Position b) {
        return new Position(
                a.payment,
                a.reference.isEmpty() ? b.reference : a.reference,
                a.currency,
                a.authorised + b.authorised,
                a.captured + b.captured,
                a.released + b.released,
                a.refunded + b.refunded,
                a.chargedBack + b.chargedBack,
                a.fees + b.fees,
                a.captures + b.captures,
                a.declines + b.declines,
                a.metadata.isEmpty() ? b.metadata : a.metadata);
    }
}
