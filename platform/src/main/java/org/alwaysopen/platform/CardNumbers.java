package org.alwaysopen.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what looks like a card number, so that none is stored or logged: the one place that decides it.
 *
 * <p>A card number is 13 to 19 digits, perhaps with single spaces or dashes between them, that begin as a card issuer's do and
 * whose check digit is right (Luhn). Digits that are a part of something else are left alone: of a word, of a fraction, of a
 * UUID, after a plus sign (a telephone number). Digits and blanks of other scripts count as well.
 */
public final class CardNumbers {
    /** What stands in the place of a number that was taken out. */
    public static final String REMOVED = "[card number removed]";

    private static final int DIGITS_MIN = 13;
    private static final int DIGITS_MAX = 19;

    private static final Pattern UUIDS = Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

    /** First digits, from and to, and how many digits such numbers have. */
    private record Issuer(int from, int to, int shortest, int longest) {
        boolean issued(String digits) {
            int prefix =
                    Integer.parseInt(digits.substring(0, String.valueOf(from).length()));
            return prefix >= from && prefix <= to && digits.length() >= shortest && digits.length() <= longest;
        }
    }

    /** By ISO/IEC 7812 and what the networks publish: those that a shop meets. */
    private static final List<Issuer> ISSUERS = List.of(
            new Issuer(4, 4, 13, 13), // Visa
            new Issuer(4, 4, 16, 16),
            new Issuer(4, 4, 19, 19),
            new Issuer(51, 55, 16, 16), // Mastercard
            new Issuer(2221, 2720, 16, 16),
            new Issuer(34, 34, 15, 15), // American Express
            new Issuer(37, 37, 15, 15),
            new Issuer(300, 305, 14, 19), // Diners Club
            new Issuer(3095, 3095, 14, 19),
            new Issuer(36, 36, 14, 19),
            new Issuer(38, 39, 14, 19),
            new Issuer(3528, 3589, 16, 19), // JCB
            new Issuer(6011, 6011, 16, 19), // Discover
            new Issuer(644, 659, 16, 19),
            new Issuer(62, 62, 16, 19), // UnionPay
            new Issuer(81, 81, 16, 19),
            new Issuer(50, 50, 13, 19), // Maestro
            new Issuer(56, 58, 13, 19),
            new Issuer(6304, 6304, 13, 19),
            new Issuer(67, 67, 13, 19),
            new Issuer(2200, 2204, 16, 19), // Mir
            new Issuer(9792, 9792, 16, 16)); // Troy

    /** Digits in a row, from {@code start} to before {@code end}, and whether they go on from the row before. */
    private record Digits(int start, int end, boolean linked, boolean openLeft, boolean openRight) {
        int length() {
            return end - start;
        }
    }

    private record Found(int start, int end) {}

    private CardNumbers() {}

    public static boolean isIn(String text) {
        return !found(text).isEmpty();
    }

    /** The text without its card numbers; the very same when it has none. */
    public static String redacted(String text) {
        List<Found> all = found(text);
        if (all.isEmpty()) {
            return text;
        }
        StringBuilder clean = new StringBuilder();
        int from = 0;
        for (Found number : all) {
            clean.append(text, from, number.start).append(REMOVED);
            from = number.end;
        }
        return clean.append(text, from, text.length()).toString();
    }

    private static List<Found> found(String text) {
        List<Digits> rows = rows(text);
        List<Found> all = new ArrayList<>();
        for (int first = 0; first < rows.size(); first++) {
            Found number = numberFrom(text, rows, first);
            if (number != null) {
                all.add(number);
                while (first + 1 < rows.size() && rows.get(first + 1).start < number.end) {
                    first++;
                }
            }
        }
        return all;
    }

    /** The number that begins with this row, or null. */
    private static Found numberFrom(String text, List<Digits> rows, int first) {
        if (!rows.get(first).openLeft) {
            return null;
        }
        StringBuilder digits = new StringBuilder();
        for (int last = first; last < rows.size() && (last == first || rows.get(last).linked); last++) {
            Digits row = rows.get(last);
            if (digits.length() + row.length() > DIGITS_MAX) {
                return null;
            }
            for (int i = row.start; i < row.end; i++) {
                digits.append((char) ('0' + Character.digit(text.charAt(i), 10)));
            }
            if (digits.length() >= DIGITS_MIN
                    && row.openRight
                    && isWrittenAsOne(rows, first, last)
                    && isCardNumber(digits.toString())) {
                return new Found(rows.get(first).start, row.end);
            }
        }
        return null;
    }

    /** Inside of a longer list of numbers, only what is grouped as cards are: in fours, or as 4-6-4 and 4-6-5. */
    private static boolean isWrittenAsOne(List<Digits> rows, int first, int last) {
        boolean whole = !rows.get(first).linked && (last + 1 == rows.size() || !rows.get(last + 1).linked);
        if (whole || first == last) {
            return true;
        }
        boolean fours = true;
        for (int i = first; i < last; i++) {
            fours &= rows.get(i).length() == 4;
        }
        boolean longMiddle = last - first == 2
                && rows.get(first).length() == 4
                && rows.get(first + 1).length() == 6;
        return fours || longMiddle;
    }

    private static boolean isCardNumber(String digits) {
        return ISSUERS.stream().anyMatch(issuer -> issuer.issued(digits)) && hasRightCheckDigit(digits);
    }

    private static boolean hasRightCheckDigit(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    private static List<Digits> rows(String text) {
        List<Digits> rows = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isDigit(text.charAt(i))) {
                continue;
            }
            int start = i;
            while (i < text.length() && Character.isDigit(text.charAt(i))) {
                i++;
            }
            boolean linked = !rows.isEmpty()
                    && start - rows.get(rows.size() - 1).end == 1
                    && isSeparator(text.charAt(start - 1));
            rows.add(new Digits(start, i, linked, isOpen(text, start - 1, -1), isOpen(text, i, 1)));
        }
        return rows.isEmpty() ? rows : withoutUuids(text, rows);
    }

    private static List<Digits> withoutUuids(String text, List<Digits> rows) {
        Matcher uuid = UUIDS.matcher(text);
        boolean more = uuid.find();
        List<Digits> left = new ArrayList<>();
        for (Digits row : rows) {
            while (more && uuid.end() <= row.start) {
                more = uuid.find();
            }
            if (!more || row.end <= uuid.start()) {
                left.add(row);
            }
        }
        return left;
    }

    /** Whether a number may end beside this place: no letter, no plus sign before it, no fraction. */
    private static boolean isOpen(String text, int beside, int direction) {
        if (beside < 0 || beside >= text.length()) {
            return true;
        }
        char c = text.charAt(beside);
        if (Character.isLetter(c) || (c == '+' && direction < 0)) {
            return false;
        }
        int further = beside + direction;
        boolean fraction = (c == '.' || c == ',')
                && further >= 0
                && further < text.length()
                && Character.isDigit(text.charAt(further));
        return !fraction;
    }

    private static boolean isSeparator(char c) {
        return c == '-' || c == ' ' || Character.isSpaceChar(c) || Character.getType(c) == Character.DASH_PUNCTUATION;
    }
}
