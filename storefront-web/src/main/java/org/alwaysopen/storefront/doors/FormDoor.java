package org.alwaysopen.storefront.doors;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.ShopConfig;
import org.alwaysopen.storefront.http.FormBody;
import org.alwaysopen.storefront.http.Problems;
import org.alwaysopen.storefront.pages.AgainPage;
import org.alwaysopen.storefront.signin.FormToken;

/**
 * Takes a form only with the token that is on our page. A form of ours whose token is too old (the person signed in or out
 * in another tab) is shown again with its contents, to be sent once more; it is never lost.
 */
@Provider
@Priority(Priorities.AUTHORIZATION + 500)
@ApplicationScoped
public class FormDoor implements ContainerRequestFilter {
    @Inject
    ShopConfig config;

    @Inject
    FormToken token;

    @Inject
    AgainPage again;

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (OriginDoor.isSafe(request) || Problems.isForPrograms(path) || OriginDoor.isCalledFromOutside(resource)) {
            return;
        }
        List<FormBody.Field> fields =
                FormBody.isForm(request) ? FormBody.fields(FormBody.read(request)) : List.<FormBody.Field>of();
        if (fields.stream().anyMatch(field -> field.name().equals(FormToken.FIELD) && token.accepts(field.value()))) {
            return;
        }
        boolean ours = OriginDoor.evidence(request, config.publicUrl()) == OriginDoor.Evidence.OURS;
        if (!ours || !FormBody.isForm(request)) {
            throw Problem.of(
                            403,
                            "form-token-needed",
                            "This form is not one of ours, or too old",
                            "Nothing was changed. Open the page again, and send the form from there")
                    .exception();
        }
        request.abortWith(again.show("/" + (path.startsWith("/") ? path.substring(1) : path), fields, 403));
    }
}
