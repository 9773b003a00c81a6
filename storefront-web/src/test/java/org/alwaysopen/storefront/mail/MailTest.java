package org.alwaysopen.storefront.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.InternetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails as files, and what must never become a header. */
class MailTest {
    @TempDir
    Path folder;

    private static Mail mail(String id, String to, String subject) {
        return new Mail(id, to, subject, "the text", "<p>the HTML</p>");
    }

    private MailFolder mails() throws Exception {
        return new MailFolder(folder, new InternetAddress("Always Open <orders@alwaysopen.example>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@example.com\r\nBcc: everybody@example.com",
                "ada@example.com\nBcc: everybody@example.com",
                "ada@example.com, ben@example.com",
                "Ada <ada@example.com>",
                "ada@example.com\u0000",
                "ada@example.com\u2028Bcc: x@example.com",
                "friends: ada@example.com, ben@example.com;",
                "ada",
                "@example.com",
                ""
            })
    void oneAddressIsOneAddress(String to) {
        assertThatThrownBy(() -> mail("1", to, "Hello"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("example.com"); // it goes to logs
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello\r\nBcc: x@example.com", "Hello\nX: y", "Hello\rX: y", "a\u2028b", "", "a\tb"})
    void aSubjectIsOneLine(String subject) {
        assertThatThrownBy(() -> mail("1", "ada@example.com", subject)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\r\nX: y", "<a>", "../../etc/passwd", "a@b", ""})
    void anIdIsAnId(String id) {
        assertThatThrownBy(() -> mail(id, "ada@example.com", "Hello")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isWrittenWholeAndTheSameOneTwiceIsOneFile() throws Exception {
        MailFolder mails = mails();
        Mail mail = mail("one", "ada@example.com", "Grüße aus Köln: 5 € zurück");
        mails.send(mail);
        mails.send(mail);

        assertThat(mails.list(Optional.empty(), 10)).singleElement().satisfies(entry -> {
            assertThat(entry.to()).isEqualTo("ada@example.com");
            assertThat(entry.subject()).isEqualTo("Grüße aus Köln: 5 € zurück");
        });
        String raw = Files.readString(folder.resolve("new/one.eml"));
        assertThat(raw)
                .contains("Message-ID: <one@alwaysopen.example>")
                .contains("multipart/alternative")
                .contains("From: Always Open <orders@alwaysopen.example>");
        assertThat(mails.find("one").orElseThrow().text()).isEqualTo("the text");
        assertThat(mails.find("one").orElseThrow().html()).isEqualTo("<p>the HTML</p>");
        assertThat(Files.list(folder.resolve("tmp"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../new/one", "..", "one.eml/../one", "/etc/passwd", "none", ""})
    void onlyMailsAreFound(String id) throws Exception {
        MailFolder mails = mails();
        mails.send(mail("one", "ada@example.com", "Hello"));

        assertThat(mails.find(id)).isEmpty();
    }

    @Test
    void keepsTheNewestOnes() throws Exception {
        MailFolder mails =
                new MailFolder(folder, new InternetAddress("Always Open <orders@alwaysopen.example>"), 20, 5);
        mails.send(mail("first", "ada@example.com", "Hello"));
        Files.setLastModifiedTime(
                folder.resolve("new/first.eml"), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        for (int i = 0; i < 30; i++) {
            mails.send(mail("mail-" + i, "ada@example.com", "Hello"));
        }

        assertThat(Files.list(folder.resolve("new")).count()).isBetween(20L, 25L);
        assertThat(mails.find("first")).isEmpty();
        List<MailFolder.Entry> page = mails.list(Optional.empty(), 3);
        assertThat(page).hasSize(3);
        assertThat(mails.list(Optional.of(page.get(2).id()), 3)).hasSize(3).doesNotContainAnyElementsOf(page);
    }
}
