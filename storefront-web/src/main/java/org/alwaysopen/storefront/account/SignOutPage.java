package org.alwaysopen.storefront.account;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.alwaysopen.storefront.pages.Frame;
import org.alwaysopen.storefront.pages.Shopper;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignInFlow;
import org.alwaysopen.storefront.signin.SignIns;
import org.alwaysopen.storefront.signin.SignedIn;

/** Signing out, in this browser or in all. The cart stays with the account, and leaves the browser. */
@Path("sign-out")
@PermitAll
@ApplicationScoped
public class SignOutPage {
    @Inject
    Optional<SignIns> signIns;

    @Inject
    CurrentPerson person;

    @Inject
    Frame frame;

    @POST
    public Response signOut(@FormParam("everywhere") String everywhere, @Context HttpServletRequest request) {
        Optional<SignedIn> known = person.signedIn();
        if (known.isEmpty()) {
            return frame.seeOther("/");
        }
        SignInFlow flow = signIns.orElseThrow().flow();
        SignInFlow.Way way =
                everywhere == null ? flow.signOut(known.get(), request) : flow.signOutEverywhere(known.get(), request);
        return out(way, frame);
    }

    static Response out(SignInFlow.Way way, Frame frame) {
        List<String> cookies = new ArrayList<>(way.cookies());
        cookies.addAll(List.of(Shopper.forgetting(frame.secure())));
        return SignInPages.sent(new SignInFlow.Way(way.to(), cookies));
    }
}
