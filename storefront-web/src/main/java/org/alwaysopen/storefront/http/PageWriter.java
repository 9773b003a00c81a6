package org.alwaysopen.storefront.http;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Writes a {@link Page} by its template, compiled at build time. The whole page is made before a byte is sent. */
@Provider
@Produces(MediaType.TEXT_HTML)
public final class PageWriter implements MessageBodyWriter<Page> {
    private final TemplateEngine templates;

    public PageWriter() {
        templates = TemplateEngine.createPrecompiled(null, ContentType.Html, PageWriter.class.getClassLoader());
        templates.setBinaryStaticContent(true);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Page.class;
    }

    @Override
    public void writeTo(
            Page page,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        Utf8ByteOutput html = new Utf8ByteOutput();
        templates.render(page.template(), page.model(), html);
        headers.putSingle(HttpHeaders.CONTENT_LENGTH, html.getContentLength());
        html.writeTo(out);
    }
}
