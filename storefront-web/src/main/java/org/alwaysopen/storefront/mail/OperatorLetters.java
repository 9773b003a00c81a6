package org.alwaysopen.storefront.mail;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The mails to whoever runs the shop: what people have to look at. Thread-safe. */
public final class OperatorLetters {
    private final MailTemplates templates = new MailTemplates();
    private final String operator;

    public OperatorLetters(String operator) {
        this.operator = operator;
    }

    /** @param facts what is known, by its name */
    public Mail about(UUID id, String heading, String lead, Map<String, String> facts) {
        List<Letter.Row> rows = facts.entrySet().stream()
                .map(fact -> new Letter.Row(fact.getKey(), fact.getValue()))
                .toList();
        Letter letter = new Letter("For the operator", heading, lead, rows, List.of(), List.of(), null);
        return new Mail(id.toString(), operator, heading, templates.text(letter), templates.html(letter));
    }
}
