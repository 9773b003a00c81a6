package org.alwaysopen.storefront.mail;

/** Takes mails to where they go. Thread-safe. Called outside of any transaction; ends in a bounded time. */
public interface Mailer {
    /** @throws MailFailedException when it may not have got there: it is sent again, with the same id */
    void send(Mail mail) throws MailFailedException;

    /** It was not sent, or perhaps. The message names no person. */
    final class MailFailedException extends Exception {
        MailFailedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
