package org.alwaysopen.storefront.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Goal: a topic that is written to the outbox, to be delivered, has a reader; otherwise its rows pile up unseen. Method: read in
 * all sources which topic each call names, and look it up among those of {@link Notices}. (What is only announced to caches has no
 * reader, and needs none.)
 */
class TopicsHaveReadersTest {
    private static final Path ROOT = Path.of(System.getProperty("user.dir")).getParent();
    /** {@code Outbox.append(tx, TOPIC,} and {@code Outbox.bind(statement, TOPIC,}. */
    private static final Pattern CALL = Pattern.compile("Outbox\\.(?:append|bind)\\(\\s*[\\w.()]+,\\s*([^,]+?)\\s*,");

    @Test
    void everyTopicThatIsToBeDeliveredHasAReader() throws IOException {
        List<Path> sources = sources();
        Set<String> topics = new TreeSet<>();
        for (Path source : sources) {
            Matcher call = CALL.matcher(Files.readString(source));
            while (call.find()) {
                topics.add(valueOf(call.group(1), source, sources));
            }
        }

        assertThat(topics).as("what the sources write").contains("order", "inventory.low-stock", "payment.alert");
        assertThat(Notices.TOPICS).containsAll(topics);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/"))
                    .filter(file -> !file.endsWith("platform/Outbox.java"))
                    .collect(Collectors.toList());
        }
    }

    /** A literal, or a constant of this class or of another one. */
    private static String valueOf(String expression, Path where, List<Path> sources) throws IOException {
        if (expression.startsWith("\"")) {
            return expression.substring(1, expression.length() - 1);
        }
        int dot = expression.lastIndexOf('.');
        String constant = expression.substring(dot + 1);
        String owner = dot < 0 ? null : expression.substring(0, dot);
        Path file = owner == null
                ? where
                : sources.stream()
                        .filter(source -> source.getFileName().toString().equals(owner + ".java"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(where + ": which topic is " + expression + "?"));
        Matcher value = Pattern.compile("String " + constant + " = ([^;]+);").matcher(Files.readString(file));
        if (!value.find()) {
            throw new AssertionError(where + ": name the topic by a constant, not by " + expression);
        }
        return valueOf(value.group(1).strip(), file, sources);
    }
}
