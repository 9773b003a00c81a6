package org.alwaysopen.storefront.signin;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.alwaysopen.identity.AccountCarts;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.KeptForms;
import org.alwaysopen.identity.MailHash;
import org.alwaysopen.identity.SignInBook;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.ShopConfig;
import org.eclipse.microprofile.config.Config;

/**
 * The sign-in, put together. A shop without its settings has none, and sells to guests.
 *
 * <p>All of these, or none (in the environment: capitals and underscores):
 * <ul>
 * <li>{@code shop.identity.issuer}: the realm as browsers name it, such as {@code https://shop.example/identity/realms/shop}
 * <li>{@code shop.identity.backchannels}: {@code region=URL,...}, the realm of each region's Keycloak as servers reach it
 * <li>{@code shop.identity.client.secret}: of the client {@code shop}
 * <li>{@code shop.mail.hash.key}: Base64, the same as Keycloak's
 * <li>{@code shop.cookie.keys.file}: see {@link CookieKeysFile}
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class SignIns {
    /** Keeps each sweep a short transaction; the next one comes within a minute. */
    private static final int SWEEP_BATCH = 500;

    private final OidcSettings settings;
    private final Accounts accounts;
    private final SignInBook book;
    private final KeptForms keptForms;
    private final AccountCarts carts;
    private final OidcClient oidc;
    private final IdentityCookie cookie;
    private final SealedJson sealed;
    private final SignInCheck check;
    private final Clock clock;

    private SignIns(
            OidcSettings settings,
            Accounts accounts,
            Transactions transactions,
            CookieKeys keys,
            CookieNames names,
            Clock clock) {
        this.settings = settings;
        this.accounts = accounts;
        this.clock = clock;
        this.book = new SignInBook(transactions);
        this.keptForms = new KeptForms(transactions);
        this.carts = new AccountCarts(transactions);
        this.oidc = new OidcClient(settings);
        this.sealed = new SealedJson(keys);
        this.cookie = new IdentityCookie(sealed, clock, names);
        this.check = new SignInCheck(
                person -> accounts.signInHolds(person.accountId(), person.signInIds(), person.signedInAt()), clock);
    }

    /** Empty where none of the settings is there; some of them without the others are a mistake. */
    public static Optional<SignIns> of(Config config, ShopConfig shop, Transactions transactions, Clock clock) {
        Optional<String> issuer = value(config, "shop.identity.issuer");
        if (issuer.isEmpty()) {
            return Optional.empty();
        }
        Map<Region, URI> backChannels = Arrays.stream(
                        required(config, "shop.identity.backchannels").split(","))
                .map(entry -> entry.strip().split("=", 2))
                .collect(Collectors.toUnmodifiableMap(pair -> new Region(pair[0]), pair -> URI.create(pair[1])));
        OidcSettings settings = new OidcSettings(
                URI.create(issuer.get()),
                URI.create(shop.publicUrl()),
                shop.region(),
                backChannels,
                required(config, "shop.identity.client.secret"));
        MailHash mailHash = new MailHash(Base64.getDecoder().decode(required(config, "shop.mail.hash.key")));
        CookieKeys keys =
                new CookieKeys(new CookieKeysFile(Path.of(required(config, "shop.cookie.keys.file")), clock), clock);
        return Optional.of(new SignIns(
                settings,
                new Accounts(transactions, mailHash, shop.region()),
                transactions,
                keys,
                new CookieNames(shop.publicUrl().startsWith("https:")),
                clock));
    }

    private static Optional<String> value(Config config, String name) {
        return config.getOptionalValue(name, String.class).filter(text -> !text.isBlank());
    }

    private static String required(Config config, String name) {
        return value(config, name)
                .orElseThrow(() -> new IllegalStateException(
                        name + ": expected a value, because shop.identity.issuer has one, and there is none"));
    }

    public Accounts accounts() {
        return accounts;
    }

    /** The sign-ins of the last hours, by account. */
    public SignInBook book() {
        return book;
    }

    public AccountCarts carts() {
        return carts;
    }

    /** Forms that wait for their sender to sign in. */
    public WaitingForms waitingForms() {
        return new WaitingForms(keptForms, sealed);
    }

    /** For the schedule: forgets what is over anyhow, so many rows of each kind at a time. */
    public void sweep() {
        accounts.sweepEndedSignIns(SWEEP_BATCH);
        accounts.sweepTakenOver(SWEEP_BATCH);
        book.sweep(SWEEP_BATCH);
        keptForms.sweep(SWEEP_BATCH);
    }

    public SignInFlow flow() {
        return new SignInFlow(this);
    }

    /** Where Keycloak's pages are, for the browser: forms of ours may lead there. */
    public String origin() {
        URI issuer = settings.issuer();
        return issuer.getScheme() + "://" + issuer.getRawAuthority();
    }

    OidcSettings settings() {
        return settings;
    }

    OidcClient oidc() {
        return oidc;
    }

    IdentityCookie cookie() {
        return cookie;
    }

    SealedJson sealed() {
        return sealed;
    }

    SignInCheck check() {
        return check;
    }

    Clock clock() {
        return clock;
    }
}
