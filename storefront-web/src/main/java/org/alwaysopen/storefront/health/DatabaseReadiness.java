package org.alwaysopen.storefront.health;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.alwaysopen.storefront.ShopConfig;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: the database answers. Without it this region can sell nothing, and the edge should ask another one.
 *
 * <p>The wait is bounded. One question is under way at a time: while the database hangs, the checks that come each
 * second wait for that one, and do not eat up the pool.
 */
@Readiness
@ApplicationScoped
public class DatabaseReadiness implements HealthCheck {
    private static final int VALID_TIMEOUT_SECONDS = 1;

    @Inject
    private DataSource database;

    @Resource
    private ManagedExecutorService executor;

    private final AtomicReference<CompletableFuture<String>> underWay = new AtomicReference<>();

    @Override
    public HealthCheckResponse call() {
        String fault = ask();
        return fault.isEmpty()
                ? HealthCheckResponse.up("database")
                : HealthCheckResponse.named("database")
                        .down()
                        .withData("error", fault)
                        .build();
    }

    /** Empty when all is well, else what is wrong. */
    private String ask() {
        CompletableFuture<String> mine = new CompletableFuture<>();
        CompletableFuture<String> question = underWay.compareAndExchange(null, mine);
        if (question == null) {
            question = mine;
            executor.execute(() -> {
                try {
                    mine.complete(probe());
                } finally {
                    underWay.set(null);
                    mine.complete("the check itself failed");
                }
            });
        }
        try {
            return question.get(ShopConfig.READINESS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return "no answer within " + ShopConfig.READINESS_TIMEOUT.toMillis() + " ms";
        } catch (ExecutionException e) {
            return "the check itself failed";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private String probe() {
        try (Connection connection = database.getConnection()) {
            return connection.isValid(VALID_TIMEOUT_SECONDS) ? "" : "the connection is not valid";
        } catch (SQLException e) {
            return "no connection: SQLSTATE " + e.getSQLState();
        }
    }
}
