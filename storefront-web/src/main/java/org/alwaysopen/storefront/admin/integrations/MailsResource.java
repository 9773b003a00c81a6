package org.alwaysopen.storefront.admin.integrations;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.mail.MailFolder;
import org.alwaysopen.storefront.mail.MailFolder.Entry;
import org.alwaysopen.storefront.mail.Mails;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The mails of a shop that writes them to a folder. One that sends them by SMTP keeps no copies, and has none to show. */
@RolesAllowed({"merchant", "operator"})
@Path("admin/api/v1/mails")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mails")
@ApplicationScoped
public class MailsResource {
    private static final int PAGE = 25;
    private static final int PAGE_MAX = 100;

    @Inject
    Mails mails;

    @GET
    @Operation(summary = "The mails, the newest first")
    public Map<String, Object> list(@QueryParam("cursor") String cursor, @QueryParam("limit") String limit)
            throws IOException {
        Integer wanted = Inputs.wholeNumber("limit", limit);
        int size = wanted == null ? PAGE : Math.max(1, Math.min(PAGE_MAX, wanted));
        List<Entry> found = folder().list(Optional.ofNullable(cursor), size + 1);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", found.subList(0, Math.min(size, found.size())));
        page.put("next", found.size() > size ? found.get(size - 1).id() : null);
        return page;
    }

    @GET
    @Path("{mail}")
    @Operation(summary = "One mail, with its text and its HTML")
    public MailFolder.Read get(@PathParam("mail") String mail) {
        return folder().find(mail)
                .orElseThrow(
                        () -> Problem.notFound("mail: there is no such mail").exception());
    }

    private MailFolder folder() {
        return mails.folder()
                .orElseThrow(() -> Problem.notFound("mails: this shop sends them by SMTP, and keeps no copies")
                        .exception());
    }
}
