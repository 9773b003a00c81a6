package org.alwaysopen.storefront.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Where mails go, by the settings: {@code SHOP_MAIL_SMTP} ({@code smtps://user:password@host:465}, or {@code smtp://} with
 * STARTTLS), or else {@code SHOP_MAIL_FOLDER}; {@code SHOP_MAIL_FROM}; {@code SHOP_MAIL_OPERATOR}, who is told what people have
 * to look at. Without either place they go to a folder of the server's temporary files.
 *
 * @param folder   where mails can be read again; empty when they go out by SMTP
 * @param operator empty: nobody is told by mail
 */
public record Mails(Mailer mailer, Optional<MailFolder> folder, Optional<String> operator) {
    private static final String FROM = "Always Open <orders@alwaysopen.example>";

    /** @throws IllegalArgumentException when a setting is not what it should be */
    public static Mails of(Config config) {
        InternetAddress from = from(text(config, "shop.mail.from").orElse(FROM));
        Optional<String> operator = text(config, "shop.mail.operator").map(Mails::operator);
        Optional<URI> smtp = text(config, "shop.mail.smtp").map(URI::create);
        if (smtp.isPresent()) {
            return new Mails(new SmtpMailer(smtp.get(), from, true), Optional.empty(), operator);
        }
        MailFolder folder = new MailFolder(
                text(config, "shop.mail.folder")
                        .map(Path::of)
                        .orElse(Path.of(System.getProperty("java.io.tmpdir"), "mail")),
                from);
        return new Mails(folder, Optional.of(folder), operator);
    }

    private static InternetAddress from(String text) {
        try {
            return new InternetAddress(text, true);
        } catch (AddressException e) {
            throw new IllegalArgumentException(
                    "SHOP_MAIL_FROM: expected an address such as " + FROM + ", got " + text, e);
        }
    }

    private static String operator(String text) {
        if (!Mail.isAddress(text)) {
            throw new IllegalArgumentException("SHOP_MAIL_OPERATOR: expected one plain mail address, got " + text);
        }
        return text;
    }

    private static Optional<String> text(Config config, String name) {
        return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
    }
}
