package org.alwaysopen.storefront.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;

/**
 * A mail that is ready to be sent.
 *
 * @param id      the same each time it is sent: its Message-ID, by which mail programs know a second copy
 * @param to      one address, without a name
 * @param subject one line
 * @param text    for readers that show no HTML
 */
public record Mail(String id, String to, String subject, String text, String html) {
    /** More than any mail program shows. */
    private static final int SUBJECT_LENGTH_MAX = 200;

    /**
     * @throws IllegalArgumentException when an address or the subject could become more than one header: names and products
     *                                  are people's own words
     */
    public Mail {
        if (hasControls(id) || id.isEmpty() || !id.matches("[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException("id: expected letters, digits, dots and hyphens");
        }
        if (hasControls(subject) || subject.isBlank() || subject.length() > SUBJECT_LENGTH_MAX) {
            throw new IllegalArgumentException("subject: expected one line of at most " + SUBJECT_LENGTH_MAX);
        }
        if (!isAddress(to)) {
            throw new IllegalArgumentException("to: expected one mail address"); // never the address: it goes to logs
        }
    }

    /** Whether it is one plain address, and nothing else. */
    public static boolean isAddress(String text) {
        if (text == null || hasControls(text)) {
            return false;
        }
        try {
            InternetAddress[] parsed = InternetAddress.parse(text, true);
            parsed[0].validate();
            return parsed.length == 1
                    && !parsed[0].isGroup()
                    && parsed[0].getPersonal() == null
                    && text.equals(parsed[0].getAddress());
        } catch (AddressException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
    }

    /** Never whom it goes to, nor what it says. */
    @Override
    public String toString() {
        return "Mail[" + id + "]";
    }
}
