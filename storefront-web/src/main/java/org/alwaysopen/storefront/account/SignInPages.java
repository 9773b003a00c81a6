package org.alwaysopen.storefront.account;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.doors.CalledFromOutside;
import org.alwaysopen.storefront.doors.Limited;
import org.alwaysopen.storefront.doors.Limited.Rate;
import org.alwaysopen.storefront.http.FormBody;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.pages.AgainPage;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignInFlow;
import org.alwaysopen.storefront.signin.SignInFlow.Purpose;
import org.alwaysopen.storefront.signin.SignIns;

/** The way to Keycloak and back. Nothing else of the shop's needs it: guests never come here. */
@Path("")
@PermitAll
@ApplicationScoped
public class SignInPages {
    @Inject
    Optional<SignIns> signIns;

    @Inject
    CartAtSignIn cartAtSignIn;

    @Inject
    CurrentPerson person;

    @Inject
    AgainPage again;

    @GET
    @Path("sign-in")
    @Limited(Rate.SIGN_IN)
    public Response signIn(@QueryParam("return") String returnPath) {
        return sent(flow().begin(Purpose.SIGN_IN, returnPath));
    }

    @GET
    @Path("register")
    @Limited(Rate.REGISTRATION)
    public Response register(@QueryParam("return") String returnPath) {
        return sent(flow().begin(Purpose.REGISTER, returnPath));
    }

    @GET
    @Path("sign-in/callback")
    @Limited(Rate.SIGN_IN)
    public Response callback(
            @QueryParam("state") String state,
            @QueryParam("code") String code,
            @QueryParam("error") String error,
            @Context HttpServletRequest request) {
        if (error != null) {
            // Left at Keycloak's page, or Keycloak could not; where the person was, they can try again.
            return to(flow().givenUp(request), List.of(flow().forgetAttempt()));
        }
        Optional<SignInFlow.Arrival> arrived = flow().finish(request, state, code);
        if (arrived.isEmpty()) {
            return to(flow().givenUp(request), List.of(flow().forgetAttempt()));
        }
        SignInFlow.Arrival arrival = arrived.get();
        Response.ResponseBuilder answer = Response.status(303).header("Location", arrival.returnPath());
        arrival.cookies().forEach(cookie -> answer.header("Set-Cookie", cookie));
        for (String cookie : cartAtSignIn.cookies(arrival.person().accountId(), request)) {
            answer.header("Set-Cookie", cookie);
        }
        return answer.header("Cache-Control", "no-store").build();
    }

    /** A form that its sender had to sign in for, with all that was written in it. */
    @GET
    @Path("sign-in/form/{form}")
    @RolesAllowed("shopper")
    public Response waitingForm(@PathParam("form") String id) {
        return Inputs.uuidIfAny(id)
                .flatMap(form ->
                        signIns().waitingForms().find(form, person.orRefuse().accountId()))
                .map(form -> again.show(form.path(), FormBody.fields(form.body()), 200))
                .orElseThrow(() -> Problem.notFound("form: there is none that waits for you")
                        .exception());
    }

    @POST
    @Path("sign-in/backchannel-logout")
    @CalledFromOutside("Keycloak: the logout token is signed by it, for this shop")
    public Response endedAtKeycloak(@FormParam("logout_token") String logoutToken) {
        flow().endedAtKeycloak(logoutToken);
        return Response.ok().header("Cache-Control", "no-store").build();
    }

    static Response sent(SignInFlow.Way way) {
        return to(way.to().toString(), way.cookies());
    }

    private static Response to(String where, List<String> cookies) {
        Response.ResponseBuilder answer =
                Response.status(303).header("Location", where).header("Cache-Control", "no-store");
        cookies.forEach(cookie -> answer.header("Set-Cookie", cookie));
        return answer.build();
    }

    private SignIns signIns() {
        return signIns.orElseThrow(() -> Problem.notFound("This shop has no accounts; everybody buys as a guest")
                .exception());
    }

    private SignInFlow flow() {
        return signIns().flow();
    }
}
