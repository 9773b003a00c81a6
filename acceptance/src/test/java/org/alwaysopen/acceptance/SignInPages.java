package org.alwaysopen.acceptance;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keycloak's pages as a browser meets them through the edge, up to the way back to the shop: what the shop makes of the code
 * is not looked at here.
 */
final class SignInPages {
    private static final Pattern BACK_AT_SHOP = Pattern.compile(".*/sign-in/callback\\?.*code=.*");
    /** Of the example in RFC 7636, appendix B: the shop is not asked to redeem the code. */
    private static final String CODE_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static final String SIGNED_IN = "signed-in";

    private final ShopUnderTest shop;
    private final BrowserContext browser;
    private final Page page;

    SignInPages(ShopUnderTest shop, BrowserContext browser) {
        this.shop = shop;
        this.browser = browser;
        this.page = browser.newPage();
    }

    Page page() {
        return page;
    }

    /** The edge sends this browser to that region's Keycloak, while it is there. */
    SignInPages at(String region) {
        browser.addCookies(List.of(new Cookie("ao-identity", region)
                .setUrl(shop.edge())
                .setHttpOnly(true)
                .setSameSite(SameSiteAttribute.LAX)));
        return this;
    }

    /** Goes to sign in. @return whether that needed no word from the person */
    boolean goesToSignIn() {
        return goes("auth", "");
    }

    boolean goesToRegister() {
        return goes("registrations", "");
    }

    boolean goesToChangePassword() {
        return goes("auth", "&kc_action=UPDATE_PASSWORD");
    }

    private boolean goes(String endpoint, String more) {
        page.navigate(shop.edge() + "/identity/realms/shop/protocol/openid-connect/" + endpoint
                + "?client_id=shop&response_type=code&scope=openid&state=any&nonce=any&redirect_uri="
                + URLEncoder.encode(shop.edge() + "/sign-in/callback", StandardCharsets.UTF_8)
                + "&code_challenge_method=S256&code_challenge=" + CODE_CHALLENGE + more);
        return isBackAtShop();
    }

    /** Fills in what the page asks for. @return whether the person is signed in then */
    boolean signsIn(String mail, String password) {
        page.locator("input[name=username]").fill(mail);
        page.locator("input[name=password]").fill(password);
        return sends();
    }

    boolean registers(String mail, String password) {
        page.locator("input[name=email]").fill(mail);
        page.locator("input[name=firstName]").fill("Ada");
        page.locator("input[name=lastName]").fill("Lovelace");
        page.locator("input[name=password]").fill(password);
        page.locator("input[name=password-confirm]").fill(password);
        return sends();
    }

    boolean changesPassword(String password) {
        page.locator("input[name=password-new]").fill(password);
        page.locator("input[name=password-confirm]").fill(password);
        return sends();
    }

    boolean sends() {
        page.locator("[type=submit]").first().click();
        page.waitForLoadState();
        return isBackAtShop();
    }

    /** Signs in from the shop itself, up to the account page. @return the cookie that the shop gave for it */
    String signsInAtShop(String mail, String password) {
        page.navigate(shop.edge() + "/account");
        page.locator("input[name=username]").fill(mail);
        page.locator("input[name=password]").fill(password);
        page.locator("[type=submit]").first().click();
        page.waitForURL(shop.edge() + "/account");
        return signedIn().orElseThrow();
    }

    /** Goes to the account page, through Keycloak where that is needed. @return whether that needed no word from the person */
    boolean opensAccount() {
        page.navigate(shop.edge() + "/account");
        return page.url().equals(shop.edge() + "/account");
    }

    /** The shop's own cookie of this sign-in: who has a copy has the sign-in, as long as it holds. */
    Optional<String> signedIn() {
        return browser.cookies(shop.edge()).stream()
                .filter(cookie -> cookie.name.equals(SIGNED_IN))
                .map(cookie -> cookie.value)
                .findFirst();
    }

    /** The shop's cookie is lost, Keycloak's is not. */
    void losesTheShopsCookie() {
        browser.clearCookies(new BrowserContext.ClearCookiesOptions().setName(SIGNED_IN));
    }

    /** What a person writes into an authenticator app who cannot scan the picture. */
    String secondFactorsSecret() {
        page.locator("#mode-manual").click();
        return page.locator("#kc-totp-secret-key").innerText().replace(" ", "");
    }

    boolean setsUpSecondFactor(String code) {
        page.locator("input[name=totp]").fill(code);
        page.locator("[type=submit]").first().click();
        page.waitForLoadState();
        return isInShop();
    }

    boolean isAskedForSecondFactor() {
        return page.locator("input[name=otp]").isVisible();
    }

    boolean provesSecondFactor(String code) {
        page.locator("input[name=otp]").fill(code);
        page.locator("[type=submit]").first().click();
        page.waitForLoadState();
        return isInShop();
    }

    private boolean isInShop() {
        return !page.url().contains("/identity/");
    }

    /** Where Keycloak sends who is signed in; what the shop answers to a code that it did not ask for is its own matter. */
    private boolean isBackAtShop() {
        return BACK_AT_SHOP.matcher(page.url()).matches();
    }

    /** What the page says is wrong; empty when it says nothing. */
    Optional<String> complaint() {
        return page.locator(".kc-feedback-text, .pf-m-error .pf-v5-c-helper-text__item-text").allInnerTexts().stream()
                .findFirst();
    }

    /** Which region's Keycloak the edge says it was. */
    String region() {
        return browser.cookies(shop.edge()).stream()
                .filter(cookie -> cookie.name.equals("ao-identity"))
                .map(cookie -> cookie.value)
                .findFirst()
                .orElse("");
    }
}
