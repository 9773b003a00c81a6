package org.alwaysopen.storefront.http;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Problem;

/**
 * JSON in and out, by the platform's one {@link Json}: strict about types, and with a clear sentence for what is wrong.
 * Text is passed through as it is, so that a stored answer goes out byte for byte.
 */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class JsonBody implements MessageBodyReader<Object>, MessageBodyWriter<Object> {
    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type != String.class && type != byte[].class && type != InputStream.class;
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        byte[] bytes = body.readAllBytes(); // bounded by BodyLimit
        if (bytes.length == 0) {
            throw Problem.malformed("body: expected a JSON object, got nothing").exception();
        }
        Object value = Json.read(bytes, type);
        if (value == null) {
            throw Problem.malformed("body: expected a JSON object, got null").exception();
        }
        return value;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type != byte[].class;
    }

    @Override
    public void writeTo(
            Object value,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        String text = value instanceof String written ? written : Json.write(value);
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
