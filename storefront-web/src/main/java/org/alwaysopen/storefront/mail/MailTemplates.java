package org.alwaysopen.storefront.mail;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

/** Makes a mail's text and its HTML from the templates of {@code src/main/jte/mail} and {@code src/main/jte-text}. Thread-safe. */
final class MailTemplates {
    private static final String TEXTS = "gg.jte.generated.text";

    private final TemplateEngine pages =
            TemplateEngine.createPrecompiled(null, ContentType.Html, MailTemplates.class.getClassLoader());
    private final TemplateEngine texts =
            TemplateEngine.createPrecompiled(null, ContentType.Plain, MailTemplates.class.getClassLoader(), TEXTS);

    MailTemplates() {
        pages.setBinaryStaticContent(true);
    }

    String html(Letter letter) {
        StringOutput out = new StringOutput();
        pages.render("mail/letter.jte", letter, out);
        return out.toString();
    }

    String text(Letter letter) {
        StringOutput out = new StringOutput();
        texts.render("letter.jte", letter, out);
        return out.toString();
    }
}
