package org.alwaysopen.storefront.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Multipart;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mails through a real SMTP server. */
class SmtpMailerIT {
    private final GreenMail server =
            new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());

    @BeforeEach
    void open() {
        server.start();
        server.setUser("shop@example.com", "shop", "a p@ss/word");
    }

    @AfterEach
    void close() {
        server.stop();
    }

    private SmtpMailer mailer(boolean requireTls) throws Exception {
        return new SmtpMailer(
                URI.create("smtp://shop:a%20p%40ss%2Fword@127.0.0.1:"
                        + server.getSmtp().getPort()),
                new InternetAddress("Always Open <orders@alwaysopen.example>"),
                requireTls);
    }

    private static Mail mail() {
        return new Mail("7f1c", "ada@example.com", "Grüße: 5 €", "der Text: ü", "<p>das HTML: ü</p>");
    }

    @Test
    void getsThereWithBothPartsAndTheSameIdEachTime() throws Exception {
        mailer(false).send(mail());
        mailer(false).send(mail());

        assertThat(server.waitForIncomingEmail(30_000, 2)).isTrue();
        for (MimeMessage message : server.getReceivedMessages()) {
            assertThat(message.getMessageID()).isEqualTo("<7f1c@alwaysopen.example>");
            assertThat(message.getSubject()).isEqualTo("Grüße: 5 €");
            assertThat(message.getAllRecipients()).containsExactly(new InternetAddress("ada@example.com"));
            Multipart parts = (Multipart) message.getContent();
            assertThat(parts.getBodyPart(0).getContent().toString().strip()).isEqualTo("der Text: ü");
            assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
            assertThat(parts.getBodyPart(1).getContent().toString().strip()).isEqualTo("<p>das HTML: ü</p>");
        }
    }

    @Test
    void nothingGoesOutInTheClearInProduction() {
        assertThatThrownBy(() -> mailer(true).send(mail())).isInstanceOf(Mailer.MailFailedException.class);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aServerThatIsAwayIsToldWithoutTellingWhomItWasFor() throws Exception {
        SmtpMailer mailer = mailer(false);
        server.stop();
        assertThatThrownBy(() -> mailer.send(mail()))
                .isInstanceOf(Mailer.MailFailedException.class)
                .hasMessageContaining("7f1c")
                .message()
                .doesNotContain("ada@example.com");
    }
}
