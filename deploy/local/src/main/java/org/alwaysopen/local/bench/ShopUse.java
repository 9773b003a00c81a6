package org.alwaysopen.local.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.alwaysopen.local.launcher.RunningShop;

/** What a measurement used of a shop on this machine: processor time by part, and time by what the servers' metrics tell. */
final class ShopUse {
    /**
     * So far.
     *
     * @param cpuMs           processor time by part of the shop, and of this process as {@code shoppers}
     * @param transactionsMs  time in transactions of the database, as the servers see it, with our own work inside of them
     * @param processorMs     time from asking a processor to its answer, as the servers see it
     * @param statementsMs    time in which the database worked on statements, as it says itself
     * @param commits         of the database
     * @param rollbacks       of the database: tries that it refused, most of them
     * @param flushes         of its write-ahead log
     */
    record Reading(
            Map<String, Double> cpuMs,
            double transactionsMs,
            double processorMs,
            double statementsMs,
            double commits,
            double rollbacks,
            double flushes) {
        Reading minus(Reading before) {
            Map<String, Double> cpu = new LinkedHashMap<>();
            cpuMs.forEach((part, ms) -> cpu.put(part, ms - before.cpuMs.getOrDefault(part, 0.0)));
            return new Reading(
                    cpu,
                    transactionsMs - before.transactionsMs,
                    processorMs - before.processorMs,
                    statementsMs - before.statementsMs,
                    commits - before.commits,
                    rollbacks - before.rollbacks,
                    flushes - before.flushes);
        }
    }

    /** The part of all the regions' shop servers. */
    static final String SERVERS = "servers";

    private final RunningShop shop;
    private final DataSource database;
    private final List<String> servers;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param servers the addresses of the regions' servers */
    ShopUse(RunningShop shop, DataSource database, List<String> servers) {
        this.shop = shop;
        this.database = database;
        this.servers = servers;
    }

    Reading read() {
        double transactions = 0;
        double looks = 0;
        double authorising = 0;
        for (String server : servers) {
            for (String line : metrics(server).lines().toList()) {
                // Workers have transactions, too; these are the ones that a shopper waits for.
                if (line.startsWith("shop_transaction_seconds_sum")
                        && line.matches(".*name=\"(cart|checkout|payments: before).*")) {
                    transactions += value(line);
                    looks += line.contains("payments: before") ? value(line) : 0;
                } else if (line.startsWith("shop_checkout_step_seconds_sum") && line.contains("authorise payment")) {
                    authorising += value(line);
                }
            }
        }
        double[] store = database();
        return new Reading(
                cpu(), 1000 * transactions, 1000 * (authorising - looks), store[0], store[1], store[2], store[3]);
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    private String metrics(String server) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(server + "/metrics?scope=application"))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return ""; // a server without metrics is one of an older shop
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private Map<String, Double> cpu() {
        Map<String, Double> ms = new LinkedHashMap<>();
        ms.put("shoppers", ProcessorTime.ms(ProcessHandle.current()));
        shop.processes()
                .forEach((name, process) -> ms.merge(
                        part(name),
                        name.equals("database") ? ProcessorTime.withChildrenMs(process) : ProcessorTime.ms(process),
                        Double::sum));
        return ms;
    }

    private static String part(String process) {
        return process.endsWith("-shop")
                ? SERVERS
                : process.equals("stripe") || process.equals("adyen") ? "processors" : process;
    }

    private double[] database() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        SELECT active_time, xact_commit, xact_rollback, (SELECT wal_sync FROM pg_stat_wal)
                          FROM pg_stat_database WHERE datname = current_database()""")) {
            found.next();
            return new double[] {found.getDouble(1), found.getDouble(2), found.getDouble(3), found.getDouble(4)};
        } catch (SQLException notPostgres) {
            return new double[4];
        }
    }
}
