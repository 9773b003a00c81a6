package org.alwaysopen.storefront.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * What {@link ShopAuthentication} found out about the sender of one request.
 *
 * @param person    the one who is signed in
 * @param isInDoubt there is a good cookie, but whether it still holds could not be looked up
 * @param renews    the cookie is old enough to be made anew with the answer
 */
record Visit(Optional<SignedIn> person, boolean isInDoubt, boolean renews) {
    static final Visit OF_A_GUEST = new Visit(Optional.empty(), false, false);
    static final Visit IN_DOUBT = new Visit(Optional.empty(), true, false);

    private static final String ATTRIBUTE = Visit.class.getName();

    static Visit of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Visit visit ? visit : OF_A_GUEST;
    }

    void keepIn(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
