package org.alwaysopen.storefront.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Mails as files, for a shop that runs on one machine: {@code new/ID.eml}, which any mail program opens. Written aside and
 * renamed, as a Maildir does it, so that a reader sees whole mails only, and one that is sent twice is one file. The regions
 * share the folder. Holds the newest {@link #MAILS_MAX}. Thread-safe.
 */
public final class MailFolder implements Mailer {
    /** Some 20 MB. */
    private static final int MAILS_MAX = 2_000;
    /** Looks through the folder this seldom. */
    private static final int SWEEP_EVERY = 100;

    private static final String ENDING = ".eml";

    private final Path fresh;
    private final Path half;
    private final InternetAddress from;
    private final Session session = Session.getInstance(new Properties());
    private final int mailsMax;
    private final int sweepEvery;
    private final AtomicInteger untilSweep;

    public MailFolder(Path folder, InternetAddress from) {
        this(folder, from, MAILS_MAX, SWEEP_EVERY);
    }

    MailFolder(Path folder, InternetAddress from, int mailsMax, int sweepEvery) {
        this.mailsMax = mailsMax;
        this.sweepEvery = sweepEvery;
        this.untilSweep = new AtomicInteger(sweepEvery);
        this.fresh = folder.resolve("new");
        this.half = folder.resolve("tmp");
        this.from = from;
    }

    /** A mail in the folder. */
    public record Entry(String id, Instant at, String to, String subject) {}

    /** With all of it. */
    public record Read(Entry mail, String text, String html) {}

    @Override
    public void send(Mail mail) throws MailFailedException {
        try {
            Files.createDirectories(fresh);
            Files.createDirectories(half);
            Path aside = Files.createTempFile(half, mail.id(), ENDING);
            // The encoders of Jakarta Mail write byte by byte, each of which would be a call of the system.
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(aside))) {
                Messages.of(session, mail, from).writeTo(out);
            }
            Files.move(
                    aside,
                    fresh.resolve(mail.id() + ENDING),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            if (untilSweep.decrementAndGet() <= 0) {
                untilSweep.set(sweepEvery);
                sweep();
            }
        } catch (IOException | MessagingException e) {
            throw new MailFailedException("mail " + mail.id() + " was not written: " + e, e);
        }
    }

    private void sweep() throws IOException {
        for (Path old : newestFirst().stream().skip(mailsMax).toList()) {
            Files.deleteIfExists(old);
        }
    }

    private List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(fresh)) {
            return List.of();
        }
        record Dated(Path file, Instant at) {}
        try (Stream<Path> files = Files.list(fresh)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .map(file -> new Dated(file, modified(file)))
                    .sorted(Comparator.comparing(Dated::at)
                            .reversed()
                            .thenComparing(dated -> dated.file().toString()))
                    .map(Dated::file)
                    .toList();
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException deletedMeanwhile) {
            return Instant.EPOCH;
        }
    }

    /** The newest first. @param after the id of the last one of the page before */
    public List<Entry> list(Optional<String> after, int limit) throws IOException {
        List<Path> files = newestFirst();
        int from = 0;
        if (after.isPresent()) {
            from = files.indexOf(fresh.resolve(after.get() + ENDING)) + 1;
        }
        return files.stream()
                .skip(from)
                .limit(limit)
                .flatMap(file -> read(file).stream())
                .map(Read::mail)
                .toList();
    }

    /** @param id of a mail: what is none finds nothing, wherever it points to */
    public Optional<Read> find(String id) {
        if (!id.matches("[A-Za-z0-9-][A-Za-z0-9.-]*")) {
            return Optional.empty();
        }
        return read(fresh.resolve(id + ENDING));
    }

    private Optional<Read> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MimeMessage message = new MimeMessage(session, in);
            Multipart parts = (Multipart) message.getContent();
            String name = file.getFileName().toString();
            Entry entry = new Entry(
                    name.substring(0, name.length() - ENDING.length()),
                    message.getSentDate().toInstant(),
                    message.getAllRecipients()[0].toString(),
                    message.getSubject());
            return Optional.of(new Read(entry, text(parts.getBodyPart(0)), text(parts.getBodyPart(1))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException("the mail " + file.getFileName() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(BodyPart part) throws IOException, MessagingException {
        return String.valueOf(part.getContent());
    }
}
