package org.alwaysopen.storefront.doors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.http.FormBody;
import org.alwaysopen.storefront.http.Problems;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignIns;
import org.alwaysopen.storefront.signin.WaitingForms;

/**
 * The answer to who may not come in: the way to the sign-in for a person who is not signed in, and back to what they wanted,
 * with what they wrote in a form; a problem document for a program, and for who is signed in as somebody else.
 */
@ApplicationScoped
public class Refusal {
    /** The forms of people are short; a longer one is not kept over a sign-in. */
    static final int KEPT_FORM_BYTES_MAX = 16 * 1024;

    @Inject
    CurrentPerson person;

    @Inject
    Optional<SignIns> signIns;

    Response of(ContainerRequestContext request) {
        if (request.getSecurityContext().getUserPrincipal() != null) {
            throw Problem.of(
                            403,
                            "role-needed",
                            "This part of the shop is not for this account",
                            "It is for people with another role, such as merchants who have set up their second factor")
                    .exception();
        }
        Problem why = person.refusal();
        String path = request.getUriInfo().getPath();
        if (why.status() != 401
                || signIns.isEmpty()
                || !(isByHtmx(request) || Problems.wantsPage(path, request.getHeaderString(HttpHeaders.ACCEPT)))) {
            throw (AdminDoor.isClosed(path) && why.status() == 401 ? operatorsWay() : why).exception();
        }
        return toSignIn(request, OriginDoor.isSafe(request) ? here(request) : keptForm(request));
    }

    private static Problem operatorsWay() {
        return Problem.of(
                401,
                "operator-key-needed",
                "This part of the shop is closed",
                "Sign in as a merchant or operator; or, for a script, Authorization: expected \"Bearer KEY\" with the"
                        + " operator's key. \"./shop up\" keeps it in .shop/secrets.json");
    }

    private static Response toSignIn(ContainerRequestContext request, String returnPath) {
        String path = "/sign-in?return=" + URLEncoder.encode(returnPath, StandardCharsets.UTF_8);
        // htmx would fetch Keycloak's page into ours: it is told to leave the page instead.
        Response.ResponseBuilder answer = !isByHtmx(request)
                ? Response.status(303).header(HttpHeaders.LOCATION, path)
                : Response.ok().header("HX-Redirect", path);
        return answer.header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    /** A person's page as well, though htmx asks for anything. */
    private static boolean isByHtmx(ContainerRequestContext request) {
        return request.getHeaderString("HX-Request") != null
                && !Problems.isForPrograms(request.getUriInfo().getPath());
    }

    private static String here(ContainerRequestContext request) {
        return request.getUriInfo().getRequestUri().getRawQuery() == null
                ? "/" + bare(request.getUriInfo().getPath())
                : "/" + bare(request.getUriInfo().getPath()) + "?"
                        + request.getUriInfo().getRequestUri().getRawQuery();
    }

    private String keptForm(ContainerRequestContext request) {
        String body = FormBody.read(request);
        if (!FormBody.isForm(request) || body.length() > KEPT_FORM_BYTES_MAX) {
            return "/";
        }
        WaitingForms.Form form =
                new WaitingForms.Form("/" + bare(request.getUriInfo().getPath()), body);
        return "/sign-in/form/" + signIns.orElseThrow().waitingForms().keep(form);
    }

    private static String bare(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }
}
