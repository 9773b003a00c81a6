package org.alwaysopen.local.launcher;

import java.util.Map;

/** How our embedded PostgreSQL is set: the same for the shop and for the measurements. What is acknowledged is on the disk. */
public final class PostgresSettings {
    public static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            // Three regions' pools, the launcher's, and a person with psql.
            Map.entry("max_connections", "200"),
            Map.entry("shared_buffers", "256MB"),
            Map.entry("max_wal_size", "2GB"),
            // What an answer acknowledged is on the disk. The library's own start turns both off, for tests.
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("random_page_cost", "1.1"),
            Map.entry("jit", "off"),
            // SERIALIZABLE locks what was read; with room for single rows it need not lock pages and tables, and with
            // them
            // transactions that have nothing to do with each other.
            Map.entry("max_pred_locks_per_transaction", "1024"),
            Map.entry("max_pred_locks_per_page", "16"),
            // Conflicts are retried, and are no news.
            Map.entry("log_min_messages", "fatal"),
            Map.entry("log_min_error_statement", "panic"));

    private PostgresSettings() {}
}
