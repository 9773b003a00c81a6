package org.alwaysopen.storefront.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.stream.Collectors;
import org.alwaysopen.storefront.ShopConfig;
import org.alwaysopen.storefront.signin.SignIns;

/** Says which region answered, and tells browsers what a page of ours may do: nothing but what we serve ourselves. */
@Provider
@ApplicationScoped
public class ServedBy implements ContainerResponseFilter {
    public static final String SERVED_BY = "X-Served-By";

    /** What is no page shows nothing, whatever a browser takes it for. */
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    private static final String PERMISSIONS = "camera=(), geolocation=(), microphone=(), usb=(), payment=(self)";
    /** Two years, as browsers ask for. */
    private static final String HSTS = "max-age=63072000; includeSubDomains";

    private final String region;
    private final String pagePolicy;
    private final boolean behindTls;

    /** For the server's proxies only. */
    protected ServedBy() {
        this.region = "";
        this.pagePolicy = "";
        this.behindTls = false;
    }

    @Inject
    public ServedBy(ShopConfig config, Optional<SignIns> signIns) {
        this.region = config.region().name();
        this.behindTls = config.publicUrl().startsWith("https:");
        // The card's number is typed into the processor's own frame, and never reaches the shop.
        String processors =
                config.cardFields().stream().map(ShopConfig.CardFields::origin).collect(Collectors.joining(" "));
        // A form may lead to them, too: by way of the shop, to the shopper's bank (3-D Secure).
        this.pagePolicy = "default-src 'self'; frame-src 'self' " + processors
                + "; object-src 'none'; base-uri 'none'; form-action 'self' " + processors
                + signIns.map(parts -> " " + parts.origin()).orElse("")
                + "; frame-ancestors 'none'";
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle(SERVED_BY, region);
        headers.putSingle("X-Content-Type-Options", "nosniff");
        headers.putSingle("Referrer-Policy", "same-origin");
        headers.putSingle("Permissions-Policy", PERMISSIONS);
        headers.putSingle("Cross-Origin-Opener-Policy", "same-origin");
        if (behindTls) {
            headers.putSingle("Strict-Transport-Security", HSTS);
        }
        MediaType type = response.getMediaType();
        if (type != null && type.isCompatible(MediaType.TEXT_HTML_TYPE)) {
            headers.putSingle("Content-Security-Policy", pagePolicy);
        } else if (type == null || !type.getType().equals("image")) {
            headers.putSingle("Content-Security-Policy", NOTHING);
        }
    }
}
