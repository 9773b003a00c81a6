package org.alwaysopen.orders.aftersale;

import org.alwaysopen.platform.Problem;

/** Words that people write into an order's records. */
final class Texts {
    private Texts() {}

    /** Without blanks around it, 1 to {@code most} characters, none of which controls anything but the line. */
    static String required(String name, String text, int most) {
        String stripped = text == null ? "" : text.strip();
        boolean controls = stripped.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n');
        if (stripped.isEmpty() || stripped.length() > most || controls) {
            throw Problem.invalid("\"" + name + "\": expected 1 to " + most + " characters, got "
                            + (controls ? "control characters" : stripped.length()))
                    .exception();
        }
        return stripped;
    }
}
