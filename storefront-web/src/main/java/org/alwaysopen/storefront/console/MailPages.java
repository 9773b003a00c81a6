package org.alwaysopen.storefront.console;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.http.Page;
import org.alwaysopen.storefront.mail.MailFolder;
import org.alwaysopen.storefront.mail.MailFolder.Entry;
import org.alwaysopen.storefront.mail.Mails;
import org.alwaysopen.storefront.pages.Frame;
import org.alwaysopen.storefront.pages.Shell;
import org.alwaysopen.storefront.pages.Shopper;

/** What the shop wrote to its shoppers, as text. A shop that sends by SMTP keeps no copies, and says so. */
@RolesAllowed({"merchant", "operator"})
@Path("admin/mails")
@Produces(MediaType.TEXT_HTML)
@ApplicationScoped
public class MailPages {
    private static final int SHOWN = 25;

    @Inject
    Mails mails;

    @Inject
    Frame frame;

    /**
     * @param kept whether this shop keeps copies
     * @param next the cursor of the page of older ones, or null
     */
    public record ListModel(Shell shell, boolean kept, List<Entry> mails, String next) {}

    public record MailModel(Shell shell, MailFolder.Read letter) {}

    @GET
    public Response list(@QueryParam("cursor") String cursor, @Context HttpServletRequest request) throws IOException {
        List<Entry> found = mails.folder().isEmpty()
                ? List.of()
                : mails.folder().get().list(Optional.ofNullable(cursor), SHOWN + 1);
        String next = found.size() > SHOWN ? found.get(SHOWN - 1).id() : null;
        return new Page(
                        "console-mails.jte",
                        new ListModel(
                                shell("Mails", request),
                                mails.folder().isPresent(),
                                found.subList(0, Math.min(SHOWN, found.size())),
                                next))
                .ok();
    }

    @GET
    @Path("{mail}")
    public Response mail(@PathParam("mail") String id, @Context HttpServletRequest request) {
        MailFolder.Read letter = mails.folder()
                .flatMap(folder -> folder.find(id))
                .orElseThrow(
                        () -> Problem.notFound("mail: there is no such mail").exception());
        return new Page("console-mail.jte", new MailModel(shell(letter.mail().subject(), request), letter)).ok();
    }

    private Shell shell(String title, HttpServletRequest request) {
        return frame.shell(title + " · Always Open", Shopper.of(request), "/admin/mails");
    }
}
