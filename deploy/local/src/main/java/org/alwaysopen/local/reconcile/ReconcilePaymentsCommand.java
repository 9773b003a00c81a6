package org.alwaysopen.local.reconcile;

import com.zaxxer.hikari.HikariDataSource;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.alwaysopen.local.launcher.RunningShop;
import org.alwaysopen.local.launcher.RunningSimulator;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.simulator.ProcessorBooks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./shop reconcile payments}. Exit code 0 when all agrees, 1 when anything differs. */
@Command(
        name = "payments",
        mixinStandardHelpOptions = true,
        description = "Matches the ledger with the processors' own books, and lists the differences by kind.")
public final class ReconcilePaymentsCommand implements Callable<Integer> {
    private static final List<String> PROCESSORS = List.of("stripe", "adyen");
    /** The first differences show the cause; the counts by kind show the extent. */
    private static final int SHOWN_MAX = 50;

    @Option(names = "--processor", description = "Only this one: stripe or adyen.")
    String processor;

    @Option(names = "--day", description = "Only payments that began on this UTC day, such as 2026-11-21.")
    LocalDate day;

    @Override
    public Integer call() {
        if (processor != null && !PROCESSORS.contains(processor)) {
            System.err.println("--processor: expected one of " + PROCESSORS + ", got " + processor);
            return 2;
        }
        return compare(RunningShop.find());
    }

    /** For benches that opened a shop of their own. @return the exit code */
    public int compare(RunningShop shop) {
        boolean agrees = true;
        try (HikariDataSource source = shop.database().open()) {
            PaymentsReconciliation reconciliation = new PaymentsReconciliation(
                    PaymentsModule.books(new Transactions(source, Transactions.Observer.NONE, new Random())));
            for (RunningSimulator simulator : shop.simulators()) {
                String name = simulator.name();
                if (processor == null || processor.equals(name)) {
                    agrees &= show(
                            name,
                            reconciliation.compare(
                                    name, ProcessorBooks.read(simulator.journal()), Optional.ofNullable(day)));
                }
            }
        }
        return agrees ? 0 : 1;
    }

    private static boolean show(String name, PaymentsReconciliation.Report report) {
        Map<PaymentsReconciliation.Kind, Integer> kinds = new EnumMap<>(PaymentsReconciliation.Kind.class);
        report.differences().forEach(d -> kinds.merge(d.kind(), 1, Integer::sum));
        System.out.printf(
                "%s: %d compared, %d in flight, %s%n",
                name, report.compared(), report.inFlight(), report.agrees() ? "all agree" : "differences " + kinds);
        report.differences().stream()
                .limit(SHOWN_MAX)
                .forEach(d -> System.out.printf("  %-20s %s  %s%n", d.kind(), d.attempt(), d.what()));
        return report.agrees();
    }
}
