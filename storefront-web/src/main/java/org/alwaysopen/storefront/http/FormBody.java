package org.alwaysopen.storefront.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The fields of a form as they were sent, read ahead of the resource, which finds them again. */
public final class FormBody {
    /** More than any form of ours has. */
    private static final int FIELDS_MAX = 200;

    private FormBody() {}

    public record Field(String name, String value) {}

    public static boolean isForm(ContainerRequestContext request) {
        MediaType type = request.getMediaType();
        return type != null && type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE);
    }

    /** Bounded by {@code BodyLimit}. */
    public static String read(ContainerRequestContext request) {
        try {
            byte[] body = request.getEntityStream().readAllBytes();
            request.setEntityStream(new ByteArrayInputStream(body));
            return new String(body, StandardCharsets.ISO_8859_1); // percent-encoded, so that it is ASCII
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What cannot be decoded is left out: the resource will say so of what it needs. */
    public static List<Field> fields(String body) {
        List<Field> fields = new ArrayList<>();
        for (String pair : body.split("&", FIELDS_MAX)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    fields.add(new Field(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1))));
                } catch (IllegalArgumentException broken) {
                    continue;
                }
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
