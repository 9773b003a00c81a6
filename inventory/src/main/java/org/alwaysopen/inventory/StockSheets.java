package org.alwaysopen.inventory;

import java.io.IOException;
import java.util.List;

/**
 * Stock as a table: comma-separated values by RFC 4180, UTF-8, in and out.
 *
 * <p>The first line names the columns, in any order: {@code sku}, {@code warehouse}, {@code units}, and, if wanted,
 * {@code action} ({@code receive}, the default; {@code adjust}, more or less; {@code write-off}; {@code count}: so many are
 * there) and {@code reason}. Other columns are ignored, so that what was exported can be counted, changed and imported.
 * Thread-safe; never call it inside a transaction.
 */
public interface StockSheets {
    /** One transaction, well inside its time-out. A longer list is sent in parts. */
    int LINES_MAX = 1_000;

    /** What is wrong with a line; the first line of the file is line 1. */
    record LineError(int line, String message) {}

    /**
     * What came of a file.
     *
     * @param sha256  of the file: the same file is imported once
     * @param applied whether it was done now; not when it is a dry run, has errors, or was done before
     * @param before  whether it was imported before
     * @param lines   how many lines of goods it has
     * @param errors  all of them; if there is one, nothing is done
     */
    record Result(String sha256, boolean applied, boolean before, int lines, List<LineError> errors) {}

    /**
     * Does all that is in a file, or nothing.
     *
     * @param dryRun tries all of it, and changes nothing
     */
    Result importCsv(byte[] file, boolean dryRun, Stock.By by);

    /** Writes all levels, page by page; the whole is never in memory. Columns as above, and what can be sold and is held. */
    void exportCsv(Appendable out) throws IOException;
}
