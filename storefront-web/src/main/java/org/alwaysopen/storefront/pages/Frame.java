package org.alwaysopen.storefront.pages;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.alwaysopen.platform.Region;
import org.alwaysopen.storefront.ShopConfig;
import org.alwaysopen.storefront.catalogue.Catalogue;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.FormToken;
import org.alwaysopen.storefront.signin.SignIns;
import org.alwaysopen.storefront.signin.SignedIn;

/** Puts a {@link Shell} around pages, and sends browsers on after a form. */
@ApplicationScoped
public class Frame {
    @Inject
    Catalogue catalogue;

    @Inject
    ShopConfig config;

    @Inject
    CurrentPerson person;

    @Inject
    FormToken formToken;

    @Inject
    Optional<SignIns> signIns;

    public Shell shell(String title, Shopper shopper, String path) {
        return shell(title, shopper, path, "", "");
    }

    public Shell shell(String title, Shopper shopper, String path, String shelf, String q) {
        List<String> regions = config.regions().stream().map(Region::name).toList();
        return new Shell(
                title,
                catalogue.categories(),
                shelf,
                q,
                path,
                shopper.currency().getCurrencyCode(),
                shopper.units(),
                config.region().name(),
                regions,
                signIns.isPresent(),
                person.signedIn().map(Frame::calledName).orElse(null),
                formToken.value());
    }

    private static String calledName(SignedIn known) {
        return known.name().isBlank() ? "Your account" : known.name();
    }

    /** Whether shoppers come by HTTPS, and cookies are for that only. */
    public boolean secure() {
        return config.publicUrl().startsWith("https:");
    }

    /** After a form: the browser asks for a page, and reloading that page sends nothing twice. */
    public Response seeOther(String path, String... cookies) {
        Response.ResponseBuilder answer = Response.status(303)
                // Relative: the edge in front of us is known to the browser, not to us.
                .header("Location", path)
                .header("Cache-Control", "no-store");
        for (String cookie : cookies) {
            answer.header("Set-Cookie", cookie);
        }
        return answer.build();
    }
}
