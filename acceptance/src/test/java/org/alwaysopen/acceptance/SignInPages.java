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
