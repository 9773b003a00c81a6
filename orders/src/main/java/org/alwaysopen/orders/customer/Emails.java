package org.alwaysopen.orders.customer;

import java.util.regex.Pattern;
import org.alwaysopen.platform.Problem;

/** E-mail addresses as they are typed. */
public final class Emails {
    /** One @, something on both sides, no blanks: whether it exists is found out by the mail. RFC 5321 allows 254. */
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@.]+(\\.[^\\s@.]+)+");

    private static final int LENGTH_MAX = 254;

    private Emails() {}

    /** The address without blanks around it; 422 when it cannot be one. */
    public static String checked(String typed) {
        String mail = typed == null ? "" : typed.strip();
        if (mail.length() > LENGTH_MAX || !EMAIL.matcher(mail).matches()) {
            throw Problem.invalid("email: expected an address such as name@example.com, at most " + LENGTH_MAX
                            + " characters")
                    .exception();
        }
        return mail;
    }
}
