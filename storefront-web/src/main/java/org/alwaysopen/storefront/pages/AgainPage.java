package org.alwaysopen.storefront.pages;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import org.alwaysopen.storefront.http.FormBody;
import org.alwaysopen.storefront.http.Page;
import org.alwaysopen.storefront.signin.FormToken;

/** Shows a form with what a person had written in it, to be sent once more: after a sign-in, or with a new token. */
@ApplicationScoped
public class AgainPage {
    /** Our own fields: they are sent again, and say nothing to a person. */
    private static final Set<String> UNSAID = Set.of("key", "cart", "total", "paymentToken", "back");

    @Inject
    Frame frame;

    @Inject
    HttpServletRequest request;

    public record Model(Shell shell, String action, List<FormBody.Field> fields) {
        public List<FormBody.Field> said() {
            return fields.stream()
                    .filter(field ->
                            !UNSAID.contains(field.name()) && !field.value().isBlank())
                    .toList();
        }
    }

    /** @param action a path of ours */
    public Response show(String action, List<FormBody.Field> fields, int status) {
        List<FormBody.Field> sent = fields.stream()
                .filter(field -> !field.name().equals(FormToken.FIELD))
                .toList();
        Shell shell = frame.shell("Send it once more · Always Open", Shopper.of(request), "/");
        return new Page("again.jte", new Model(shell, action, sent)).with(status);
    }
}
