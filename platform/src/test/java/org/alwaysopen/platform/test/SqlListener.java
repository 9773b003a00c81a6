package org.alwaysopen.platform.test;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;

/**
 * Hears every statement of a test before the database does: refuses those outside the common subset with an {@link
 * AssertionError}, which no handler of ours catches on the way to the test, and counts the others.
 */
final class SqlListener implements QueryExecutionListener {
    /** What Flyway says for itself, in its own dialect for each database. */
    private static final Pattern FLYWAYS_OWN =
            Pattern.compile("flyway_schema_history|advisory|^\\s*(select|set|show|reset)\\b", Pattern.CASE_INSENSITIVE);
    /** Enough to say what went wrong in a test. */
    private static final int KEPT_MAX = 10_000;

    private final boolean migrating;
    private final AtomicLong count = new AtomicLong();
    private final ConcurrentLinkedQueue<String> statements = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> offences = new ConcurrentLinkedQueue<>();

    SqlListener(boolean migrating) {
        this.migrating = migrating;
    }

    @Override
    public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        for (QueryInfo query : queries) {
            String sql = query.getQuery();
            if (migrating && FLYWAYS_OWN.matcher(sql).find()) {
                continue;
            }
            Optional<String> offence = SqlSubset.offence(sql);
            if (offence.isPresent()) {
                offences.add(offence.get());
                throw new AssertionError(offence.get());
            }
            if (count.incrementAndGet() <= KEPT_MAX) {
                statements.add(sql);
            }
        }
    }

    @Override
    public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        // the database has its say by itself
    }

    long count() {
        return count.get();
    }

    List<String> statements() {
        return List.copyOf(statements);
    }

    List<String> offences() {
        return List.copyOf(offences);
    }

    void forget() {
        statements.clear();
        count.set(0);
    }
}
