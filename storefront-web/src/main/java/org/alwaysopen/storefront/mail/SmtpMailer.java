package org.alwaysopen.storefront.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Sends by SMTP, a connection for each mail: {@code smtps://user:password@host:465}, or {@code smtp://...:587} with STARTTLS. */
public final class SmtpMailer implements Mailer {
    private static final String TIMEOUT_MS = "10000";

    private final Session session;
    private final InternetAddress from;
    private final URI server;
    private final String user;
    private final String password;

    /**
     * @param server     where it is sent; user and password may be escaped, as in any URI
     * @param requireTls false only for a server on this machine
     */
    public SmtpMailer(URI server, InternetAddress from, boolean requireTls) {
        this.server = server;
        this.from = from;
        String[] login = server.getRawUserInfo() == null
                ? new String[0]
                : server.getRawUserInfo().split(":", 2);
        this.user = login.length > 0 ? URLDecoder.decode(login[0], StandardCharsets.UTF_8) : null;
        this.password = login.length > 1 ? URLDecoder.decode(login[1], StandardCharsets.UTF_8) : null;
        Properties settings = new Properties();
        String protocol = server.getScheme();
        for (String timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            settings.put("mail." + protocol + "." + timeout, TIMEOUT_MS);
        }
        settings.put("mail." + protocol + ".ssl.checkserveridentity", "true");
        settings.put("mail.smtp.starttls.enable", "true");
        settings.put("mail.smtp.starttls.required", String.valueOf(requireTls));
        // Where bounces go, and a name of ours instead of this host's.
        settings.put("mail." + protocol + ".from", from.getAddress());
        this.session = Session.getInstance(settings);
    }

    @Override
    public void send(Mail mail) throws MailFailedException {
        try (Transport transport = session.getTransport(server.getScheme())) {
            transport.connect(server.getHost(), server.getPort(), user, password);
            var message = Messages.of(session, mail, from);
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException e) {
            // A server's answer holds the recipient's address: its class tells enough.
            throw new MailFailedException(
                    "mail " + mail.id() + " was not taken by " + server.getHost() + ": "
                            + e.getClass().getSimpleName(),
                    null);
        }
    }
}
