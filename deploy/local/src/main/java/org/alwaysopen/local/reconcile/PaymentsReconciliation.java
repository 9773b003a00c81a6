package org.alwaysopen.local.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.payments.Books;
import org.alwaysopen.simulator.ProcessorBooks;

/**
 * Compares our ledger with a processor's own books, attempt by attempt, and names each difference by its kind.
 *
 * <p>Our reference at the processor is the attempt's id, so no amount needs to be guessed to belong to another. What a
 * worker is still at is in flight: it is counted, and no difference yet. Amounts are in minor units, days are UTC.
 */
public final class PaymentsReconciliation {
    public enum Kind {
        /** The processor has money of a payment that we do not know. */
        UNKNOWN_TO_US,
        /** We have booked money that the processor does not know. */
        UNKNOWN_TO_PROCESSOR,
        HOLD,
        CAPTURE,
        CAPTURED_TWICE,
        REFUND,
        CHARGEBACK,
        FEE,
        CURRENCY,
        /** Our own books contradict themselves. */
        CONTRADICTION
    }

    /** @param attempt our reference, or what stands in its place */
    public record Difference(Kind kind, String processor, String attempt, String what) {}

    /** @param compared how many attempts were compared. @param inFlight how many of them a worker is still at */
    public record Report(int compared, int inFlight, List<Difference> differences) {
        public boolean agrees() {
            return differences.isEmpty();
        }
    }

    private final Books ours;

    public PaymentsReconciliation(Books ours) {
        this.ours = ours;
    }

    /** Theirs, summed over the processor's payments with the same reference. */
    private record Theirs(
            Instant first,
            String currency,
            long held,
            long captured,
            long refunded,
            long chargedBack,
            long fees,
            int captures) {
        static Theirs of(Instant first, ProcessorBooks.Position p) {
            return new Theirs(
                    first, p.currency(), p.held(), p.captured(), p.refunded(), p.chargedBack(), p.fees(), p.captures());
        }

        Theirs plus(Theirs o) {
            return new Theirs(
                    first.isBefore(o.first) ? first : o.first,
                    currency,
                    held + o.held,
                    captured + o.captured,
                    refunded + o.refunded,
                    chargedBack + o.chargedBack,
                    fees + o.fees,
                    captures + o.captures);
        }

        boolean moved() {
            return held != 0 || captured != 0 || refunded != 0 || chargedBack != 0;
        }
    }

    private static final class Findings {
        private final List<Difference> differences = new ArrayList<>();
        private final Set<UUID> compared = new HashSet<>();
        private int inFlight;
    }

    /** @param day UTC; empty for all days */
    public Report compare(String processor, ProcessorBooks books, Optional<LocalDate> day) {
        Instant from = day.map(d -> d.atStartOfDay(ZoneOffset.UTC).toInstant()).orElse(Instant.EPOCH);
        Instant to = day.map(d -> d.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                .orElse(Instant.parse("9999-01-01T00:00:00Z"));
        Map<String, Theirs> theirs = byReference(books);
        Findings findings = new Findings();
        Map<String, Theirs> page = new LinkedHashMap<>();
        theirs.forEach((reference, position) -> {
            if (!position.first().isBefore(from) && position.first().isBefore(to)) {
                page.put(reference, position);
            }
            if (page.size() == Books.PAGE) {
                compareTheirs(findings, processor, page);
                page.clear();
            }
        });
        compareTheirs(findings, processor, page);
        compareOurs(findings, processor, theirs, from, to);
        for (String contradiction : ours.contradictions(from, to)) {
            findings.differences.add(new Difference(Kind.CONTRADICTION, "-", "-", contradiction));
        }
        return new Report(findings.compared.size(), findings.inFlight, findings.differences);
    }

    private static Map<String, Theirs> byReference(ProcessorBooks books) {
        Map<String, Instant> firsts = new LinkedHashMap<>();
        books.entries().forEach(entry -> firsts.putIfAbsent(entry.payment(), entry.at()));
        Map<String, Theirs> byReference = new LinkedHashMap<>();
        for (ProcessorBooks.Position position : books.positions()) {
            String reference = position.reference().isEmpty() ? position.payment() : position.reference();
            byReference.merge(reference, Theirs.of(firsts.get(position.payment()), position), Theirs::plus);
        }
        return byReference;
    }

    private void compareTheirs(Findings findings, String processor, Map<String, Theirs> page) {
        List<UUID> attempts = page.keySet().stream()
                .flatMap(reference -> uuid(reference).stream())
                .toList();
        Map<UUID, Books.Position> known = new HashMap<>();
        ours.positions(attempts).forEach(position -> known.put(position.attempt(), position));
        page.forEach((reference, theirs) ->
                compareTheirs(findings, processor, reference, uuid(reference).map(known::get), theirs));
    }

    private static void compareTheirs(
            Findings findings, String processor, String reference, Optional<Books.Position> known, Theirs theirs) {
        if (known.isEmpty()) {
            if (theirs.moved()) {
                findings.differences.add(new Difference(
                        Kind.UNKNOWN_TO_US,
                        processor,
                        reference,
                        "theirs " + theirs.captured() + " " + theirs.currency()));
            }
            return;
        }
        findings.compared.add(known.get().attempt());
        List<Difference> found = differences(processor, known.get(), theirs);
        if (known.get().open()) {
            findings.inFlight++;
        } else {
            findings.differences.addAll(found);
        }
    }

    private static List<Difference> differences(String processor, Books.Position ours, Theirs theirs) {
        List<Difference> found = new ArrayList<>();
        String attempt = ours.attempt().toString();
        if (!ours.currency().equals(theirs.currency())) {
            found.add(new Difference(
                    Kind.CURRENCY, processor, attempt, "ours " + ours.currency() + ", theirs " + theirs.currency()));
        }
        compare(found, Kind.HOLD, processor, attempt, ours.held(), theirs.held());
        compare(found, Kind.CAPTURE, processor, attempt, ours.captured(), theirs.captured());
        compare(found, Kind.REFUND, processor, attempt, ours.refunded(), theirs.refunded());
        compare(found, Kind.CHARGEBACK, processor, attempt, ours.chargedBack(), theirs.chargedBack());
        if (theirs.captures() > 1) {
            found.add(new Difference(
                    Kind.CAPTURED_TWICE, processor, attempt, "the processor captured " + theirs.captures() + " times"));
        }
        // What a dispute costs is told by the processor's invoice only.
        if (theirs.chargedBack() == 0 && ours.chargedBack() == 0) {
            compare(found, Kind.FEE, processor, attempt, ours.fees(), theirs.fees());
        }
        return found;
    }

    private static void compare(
            List<Difference> found, Kind kind, String processor, String attempt, long ours, long theirs) {
        if (ours != theirs) {
            found.add(new Difference(kind, processor, attempt, "ours " + ours + ", theirs " + theirs));
        }
    }

    private void compareOurs(
            Findings findings, String processor, Map<String, Theirs> theirs, Instant from, Instant to) {
        ours.positions(processor, from, to, position -> {
            boolean moved = position.held() != 0 || position.captured() != 0 || position.refunded() != 0;
            if (findings.compared.add(position.attempt())
                    && moved
                    && !position.open()
                    && !theirs.containsKey(position.attempt().toString())) {
                findings.differences.add(new Difference(
                        Kind.UNKNOWN_TO_PROCESSOR,
                        processor,
                        position.attempt().toString(),
                        "ours: held " + position.held() + ", captured " + position.captured()));
            }
        });
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
