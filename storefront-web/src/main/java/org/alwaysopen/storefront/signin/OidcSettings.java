package org.alwaysopen.storefront.signin;

import java.net.URI;
import java.util.Map;
import org.alwaysopen.platform.Region;

/**
 * How the shop and its identity providers find each other.
 *
 * @param issuer       the realm as browsers and tokens name it, the same in all regions
 * @param publicUrl    the shop as browsers name it, without a slash at the end
 * @param backChannels per region, the realm of its Keycloak as servers reach it: a code is good only where it was made
 * @param clientSecret of the client {@code shop}
 */
public record OidcSettings(
        URI issuer, URI publicUrl, Region region, Map<Region, URI> backChannels, String clientSecret) {
    static final String CLIENT_ID = "shop";

    URI callback() {
        return URI.create(publicUrl + "/sign-in/callback");
    }

    /** Secrets never reach a log. */
    @Override
    public String toString() {
        return "OidcSettings[" + issuer + ", " + backChannels.keySet() + "]";
    }
}
