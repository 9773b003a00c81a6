package org.alwaysopen.storefront.signin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cookie keys as they stand in a file: a JSON list of {@link CookieKeys.Key}. The file is looked at again every second
 * at most, so that keys are rotated under a running server by writing the file anew (a mounted secret is).
 *
 * <p>A file that cannot be read at the first time is an error; later, the keys of before stay. Thread-safe.
 */
final class CookieKeysFile implements Supplier<List<CookieKeys.Key>> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(CookieKeysFile.class);

    private final Path file;
    private final Clock clock;
    private volatile Content content;

    private record Content(List<CookieKeys.Key> keys, String text, Instant lookedAt) {}

    CookieKeysFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        try {
            String text = Files.readString(file);
            this.content = new Content(parse(text), text, clock.instant());
        } catch (IOException | ProblemException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "cookie keys: expected a JSON list of {kid, secret, activeFrom, retiredFrom} in " + file + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public List<CookieKeys.Key> get() {
        Content known = content;
        if (clock.instant().isBefore(known.lookedAt().plus(LOOK_EVERY))) {
            return known.keys();
        }
        return lookAgain().keys();
    }

    private synchronized Content lookAgain() {
        Instant now = clock.instant();
        if (now.isBefore(content.lookedAt().plus(LOOK_EVERY))) {
            return content; // another thread has looked just now
        }
        try {
            String text = Files.readString(file);
            boolean changed = !text.equals(content.text());
            content = new Content(changed ? parse(text) : content.keys(), text, now);
            if (changed) {
                LOG.info("cookie keys: read anew, {} of them", content.keys().size());
            }
        } catch (IOException | ProblemException | IllegalArgumentException e) {
            LOG.warn("cookie keys: {} cannot be read, the ones of before stay: {}", file, e.getMessage());
            content = new Content(content.keys(), content.text(), now);
        }
        return content;
    }

    private static List<CookieKeys.Key> parse(String text) {
        List<CookieKeys.Key> keys = List.of(Json.read(text, CookieKeys.Key[].class));
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it has no key");
        }
        return keys;
    }
}
