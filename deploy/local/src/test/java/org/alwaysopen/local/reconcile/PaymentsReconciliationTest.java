package org.alwaysopen.local.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.alwaysopen.payments.Books;
import org.alwaysopen.simulator.ProcessorBooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A processor's books of more payments than fit in a page, against ours, of which some are missing. */
class PaymentsReconciliationTest {
    private static final int PAYMENTS = 2 * Books.PAGE + 200;
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path folder;

    /** Knows all but the first attempt. */
    private static final class Ours implements Books {
        private final List<UUID> attempts = new ArrayList<>();
        private int asked;

        @Override
        public List<Position> positions(Collection<UUID> wanted) {
            asked++;
            assertThat(wanted).hasSizeLessThanOrEqualTo(PAGE);
            return wanted.stream()
                    .filter(attempts.subList(1, attempts.size())::contains)
                    .map(id -> new Position(id, id, id, "stripe", Optional.empty(), "USD", 1000, 0, 0, 0, 0, false))
                    .toList();
        }

        @Override
        public void positions(String processor, Instant from, Instant to, Consumer<Position> each) {}

        @Override
        public List<Balance> balances() {
            return List.of();
        }

        @Override
        public List<String> contradictions(Instant from, Instant to) {
            return List.of();
        }
    }

    @Test
    void ofManyPaymentsIsAskedPageByPage() throws IOException {
        Ours ours = new Ours();
        StringBuilder journal = new StringBuilder();
        for (int i = 0; i < PAYMENTS; i++) {
            UUID attempt = UUID.randomUUID();
            ours.attempts.add(attempt);
            journal.append("""
                    {"seq": %d, "at": %d, "books": [{"kind": "AUTHORISED", "payment": "pi_%d", "reference": "%s", "amount": 1000, "currency": "USD"}]}
                    """.formatted(i, NOON.toEpochMilli() + i, i, attempt));
        }
        ProcessorBooks theirs = ProcessorBooks.read(Files.writeString(folder.resolve("stripe.jsonl"), journal));

        PaymentsReconciliation.Report report =
                new PaymentsReconciliation(ours).compare("stripe", theirs, Optional.of(LocalDate.parse("2026-11-20")));
        assertThat(report.compared()).isEqualTo(PAYMENTS - 1);
        assertThat(report.differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.attempt())
                        .isEqualTo(ours.attempts.get(0).toString()));
        assertThat(ours.asked).isEqualTo(3);

        new PaymentsReconciliation(ours).compare("stripe", theirs, Optional.of(LocalDate.parse("2026-11-19")));
        assertThat(ours.asked).as("nothing of that day").isLessThanOrEqualTo(4);
    }
}
