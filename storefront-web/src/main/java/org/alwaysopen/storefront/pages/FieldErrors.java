package org.alwaysopen.storefront.pages;

import java.util.LinkedHashMap;
import java.util.Map;
import org.alwaysopen.platform.Problem;

/** What is wrong with a form, field by field; an error that belongs to no field stands under the empty name. */
public final class FieldErrors {
    private final Map<String, String> errors = new LinkedHashMap<>();

    /** The server's own refusal: its sentences begin with the field's name, as in {@code city: expected ...}. */
    static FieldErrors of(Problem problem, Iterable<String> fields) {
        FieldErrors found = new FieldErrors();
        String detail = problem.detail().replace("\"", "");
        for (String field : fields) {
            if (detail.startsWith(field + ":")) {
                String sentence = detail.substring(field.length() + 1).strip();
                found.put(field, Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
                return found;
            }
        }
        found.put("", detail);
        return found;
    }

    FieldErrors put(String field, String sentence) {
        errors.putIfAbsent(field, sentence);
        return this;
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    /** The sentence at this field, or null. */
    public String at(String field) {
        return errors.get(field);
    }

    public Map<String, String> all() {
        return errors;
    }
}
