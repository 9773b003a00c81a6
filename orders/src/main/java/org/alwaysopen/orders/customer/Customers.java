package org.alwaysopen.orders.customer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Who somebody is, where it is counted how often they come: by account, and by a hash of the e-mail address. Both count, so that
 * signing out is no way around a limit.
 */
public final class Customers {
    private Customers() {}

    /** @param email null while it is not known */
    public static List<String> of(String email, Optional<UUID> account) {
        List<String> customers = new ArrayList<>();
        account.ifPresent(id -> customers.add("account:" + id));
        if (email != null) {
            customers.add(byEmail(email));
        }
        return customers;
    }

    /** Without regard to case and blanks around. */
    public static String byEmail(String email) {
        return "email:" + sha256(email.strip().toLowerCase(Locale.ROOT));
    }

    /** 64 hexadecimal digits. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
