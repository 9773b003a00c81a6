package org.alwaysopen.platform;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Takes card numbers out of log lines, stack traces and all, after another formatter has written them. Nobody logs a card
 * number on purpose; but a refused request, a driver's error or a library's trace may quote what somebody sent.
 */
public final class CardNumberFreeFormatter extends Formatter {
    private final Formatter formatter;

    public CardNumberFreeFormatter(Formatter formatter) {
        this.formatter = formatter;
    }

    @Override
    public String format(LogRecord line) {
        return CardNumbers.redacted(formatter.format(line));
    }

    @Override
    public String getHead(Handler handler) {
        return formatter.getHead(handler);
    }

    @Override
    public String getTail(Handler handler) {
        return formatter.getTail(handler);
    }

    /** The one beneath, to be put back by whoever put this one in. */
    public Formatter beneath() {
        return formatter;
    }
}
