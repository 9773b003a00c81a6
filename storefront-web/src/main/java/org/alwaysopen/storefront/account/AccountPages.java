package org.alwaysopen.storefront.account;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.Address;
import org.alwaysopen.identity.Credential;
import org.alwaysopen.identity.SignInBook;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.http.Page;
import org.alwaysopen.storefront.pages.AddressPage;
import org.alwaysopen.storefront.pages.Frame;
import org.alwaysopen.storefront.pages.Shell;
import org.alwaysopen.storefront.pages.Shopper;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignInFlow.Purpose;
import org.alwaysopen.storefront.signin.SignIns;

/** What a person may see and change of their account. Whose it is comes from the sign-in alone, never from the request. */
@Path("account")
@RolesAllowed("shopper")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@ApplicationScoped
public class AccountPages {
    private static final int NAME_LENGTH_MAX = 100;
    private static final int ORDERS_SHOWN = 20;

    /** @param code BCP 47 */
    public record Language(String code, String name) {}

    public static final List<Language> LANGUAGES = List.of(
            new Language("en", "English"),
            new Language("de", "Deutsch"),
            new Language("fr", "Français"),
            new Language("es", "Español"),
            new Language("it", "Italiano"),
            new Language("nl", "Nederlands"),
            new Language("pl", "Polski"));

    @Inject
    CurrentPerson person;

    @Inject
    Optional<SignIns> signIns;

    @Inject
    Orders orders;

    @Inject
    Transactions transactions;

    @Inject
    Frame frame;

    /**
     * @param typed what stands in the form that was refused, by field
     * @param error why it was refused, or empty
     * @param form  which form that was
     */
    public record Model(
            Shell shell,
            Account account,
            List<Address> addresses,
            List<SignInBook.Entry> signIns,
            Set<String> here,
            long secondFactors,
            Map<String, String> typed,
            String form,
            String error) {
        public String typed(String field, String stored) {
            return typed.getOrDefault(field, stored);
        }

        public List<AddressPage.Country> countries() {
            return AddressPage.COUNTRIES;
        }

        public boolean refused(String which) {
            return form.equals(which);
        }

        public boolean isMerchant() {
            return account.roles().contains(Account.Role.MERCHANT)
                    || account.roles().contains(Account.Role.OPERATOR);
        }

        public boolean isHere(SignInBook.Entry entry) {
            return here.contains(entry.signInId());
        }
    }

    public record OrdersModel(Shell shell, List<Orders.Summary> orders, String next) {}

    @GET
    @Consumes(MediaType.WILDCARD)
    public Response account(@Context HttpServletRequest request) {
        return show(request, Map.of(), "", "");
    }

    @POST
    @Path("profile")
    public Response profile(
            @FormParam("firstName") String first,
            @FormParam("lastName") String last,
            @FormParam("locale") String locale,
            @Context HttpServletRequest request) {
        String firstName = first == null ? "" : first.strip();
        String lastName = last == null ? "" : last.strip();
        Map<String, String> typed = Map.of("firstName", firstName, "lastName", lastName);
        if (firstName.length() > NAME_LENGTH_MAX || lastName.length() > NAME_LENGTH_MAX) {
            return show(request, typed, "profile", "Please use at most " + NAME_LENGTH_MAX + " characters for a name.");
        }
        if (LANGUAGES.stream().noneMatch(language -> language.code().equals(locale))) {
            return show(request, typed, "profile", "Please choose one of the languages.");
        }
        accounts().rename(person.orRefuse().accountId(), firstName, lastName);
        accounts().setLocale(person.orRefuse().accountId(), locale);
        return frame.seeOther("/account");
    }

    @POST
    @Path("addresses")
    public Response addAddress(MultivaluedMap<String, String> form, @Context HttpServletRequest request) {
        Map<String, String> typed = Addresses.typed(form);
        Optional<String> wrong = Addresses.wrong(typed);
        if (wrong.isPresent()) {
            return show(request, typed, "address", wrong.get());
        }
        accounts().addAddress(person.orRefuse().accountId(), Addresses.of(typed));
        return frame.seeOther("/account#addresses");
    }

    @POST
    @Path("addresses/{address}/remove")
    public Response removeAddress(@PathParam("address") String address) {
        accounts().removeAddress(person.orRefuse().accountId(), Inputs.uuid("address", address));
        return frame.seeOther("/account#addresses");
    }

    /** Ends another sign-in of the same person. */
    @POST
    @Path("sign-ins/end")
    public Response endSignIn(@FormParam("id") String id) {
        SignInBook.Entry mine = signIns
                .orElseThrow()
                .book()
                .of(person.orRefuse().accountId())
                .stream()
                .filter(entry -> entry.signInId().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("sign-in: there is none of yours with this id")
                        .exception());
        accounts().endSignIn(mine.account(), Set.of(mine.signInId()));
        return frame.seeOther("/account#sign-ins");
    }

    @GET
    @Path("second-factor")
    @Consumes(MediaType.WILDCARD)
    public Response secondFactor() {
        return toKeycloak(Purpose.SET_UP_SECOND_FACTOR);
    }

    @GET
    @Path("password")
    @Consumes(MediaType.WILDCARD)
    public Response password() {
        return toKeycloak(Purpose.CHANGE_PASSWORD);
    }

    private Response toKeycloak(Purpose purpose) {
        return SignInPages.sent(signIns.orElseThrow().flow().begin(purpose, "/account"));
    }

    @GET
    @Path("orders")
    @Consumes(MediaType.WILDCARD)
    public Response orders(@QueryParam("cursor") String cursor, @Context HttpServletRequest request) {
        Orders.Page page = orders.ofAccount(person.orRefuse().accountId(), Optional.ofNullable(cursor), ORDERS_SHOWN);
        Shell shell = frame.shell("Your orders · Always Open", Shopper.of(request), "/account/orders");
        return new Page(
                        "account-orders.jte",
                        new OrdersModel(shell, page.items(), page.next().orElse(null)))
                .ok();
    }

    /** All that the shop knows of the person, to take away. */
    @GET
    @Path("data")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response data() {
        return Response.ok(personalData()
                        .copy(PersonalData.ofAccount(person.orRefuse().accountId())))
                .header("Content-Disposition", "attachment; filename=\"always-open-my-data.json\"")
                .header("Cache-Control", "no-store")
                .build();
    }

    @POST
    @Path("erase")
    public Response erase(@FormParam("mail") String mail, @Context HttpServletRequest request) {
        Account account = account();
        if (mail == null || !mail.strip().equalsIgnoreCase(account.mail())) {
            return show(
                    request, Map.of(), "erase", "Nothing was erased. Please write your e-mail address as it is above.");
        }
        try {
            personalData().erase(PersonalData.ofAccount(account.id()));
        } catch (ProblemException notYet) {
            return show(
                    request,
                    Map.of(),
                    "erase",
                    "Nothing was erased. " + notYet.problem().detail());
        }
        return SignOutPage.out(signIns.orElseThrow().flow().forgetHere(person.orRefuse(), request), frame);
    }

    /** A browser's own name for itself is long; a person wants to know which of theirs it was. */
    public static String browserName(String agent) {
        String browser = firstIn(agent, "Edg", "Firefox", "Chrome", "Safari").replace("Edg", "Edge");
        String system = firstIn(agent, "Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux");
        return browser.isEmpty() ? "Another browser" : system.isEmpty() ? browser : browser + " on " + system;
    }

    private static String firstIn(String text, String... words) {
        return Arrays.stream(words).filter(text::contains).findFirst().orElse("");
    }

    public static String stateName(Order.State state) {
        return switch (state) {
            case PLACED -> "Being paid";
            case PAID -> "Paid";
            case PACKED -> "Packed";
            case PARTLY_SHIPPED -> "Partly on its way";
            case SHIPPED -> "On its way";
            case DELIVERED -> "Delivered";
            case CANCELLED -> "Cancelled";
            case RETURNED -> "Returned";
        };
    }

    private Response show(HttpServletRequest request, Map<String, String> typed, String form, String error) {
        Account account = account();
        SignIns parts = signIns.orElseThrow();
        Shell shell = frame.shell("Your account · Always Open", Shopper.of(request), "/account");
        long secondFactors = parts.accounts().credentials(account.id()).stream()
                .filter(credential -> credential.type() == Credential.Type.OTP)
                .count();
        return new Page(
                        "account.jte",
                        new Model(
                                shell,
                                account,
                                parts.accounts().addresses(account.id()),
                                parts.book().of(account.id()),
                                person.orRefuse().signInIds(),
                                secondFactors,
                                typed,
                                form,
                                error))
                .with(error.isEmpty() ? 200 : 422);
    }

    private Account account() {
        return accounts()
                .find(person.orRefuse().accountId())
                .orElseThrow(() -> person.refusal().exception());
    }

    private PersonalData personalData() {
        return new PersonalData(accounts(), transactions);
    }

    private Accounts accounts() {
        return signIns.orElseThrow().accounts();
    }
}
