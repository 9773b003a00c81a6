package org.alwaysopen.local.reconcile;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.alwaysopen.orders.MoneyBooks;
import org.alwaysopen.platform.Transactions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code ./shop reconcile stored-value}: the balances of gift cards and store credit against their journal and the orders, and the
 * uses of promotions against their limits. It repairs nothing: what is wrong here is somebody's money, and people decide.
 *
 * <p>Ends with 0 when all agrees, with 1 otherwise.
 */
@Command(
        name = "stored-value",
        mixinStandardHelpOptions = true,
        description =
                "Compares gift cards and uses of promotions with their journal and the orders. Exit 1: they differ.")
public final class ReconcileStoredValue implements Callable<Integer> {
    @Mixin
    DatabaseOptions databaseOptions;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (HikariDataSource database = databaseOptions.open()) {
            MoneyBooks books = new MoneyBooks(
                    new Transactions(database, Transactions.Observer.NONE, RandomGenerator.of("L64X128MixRandom")));
            books.liabilities().forEach(owed -> out.println(owed.kind() + ": " + owed.cards() + " hold " + owed.sum()));
            List<String> wrong = books.contradictions();
            wrong.forEach(out::println);
            out.println(
                    wrong.isEmpty()
                            ? "stored value: balances, journal, orders and uses of promotions agree"
                            : "stored value: " + wrong.size() + " contradictions");
            out.flush();
            return wrong.isEmpty() ? 0 : 1;
        }
    }
}
