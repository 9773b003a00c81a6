package org.alwaysopen.storefront.signin;

import java.time.Duration;

/**
 * Names and attributes of the cookies that give authority.
 *
 * <p>Over TLS they are {@code __Host-}: Secure, of this very host, and set by nobody else. A shop that is reached by plain
 * HTTP, on a developer's machine, gives them plain names, because browsers differ in whether they keep a Secure cookie
 * there, and programs like curl do not.
 *
 * @param secure whether shoppers come by HTTPS
 */
public record CookieNames(boolean secure) {
    public String host(String name) {
        return secure ? "__Host-" + name : name;
    }

    /** For a cookie that is not for the whole host. */
    public String path(String name) {
        return secure ? "__Secure-" + name : name;
    }

    /** @param kept null: as long as the browser is open */
    public String set(String name, String value, String path, Duration kept) {
        return name + "=" + value + "; Path=" + path
                + (kept == null ? "" : "; Max-Age=" + kept.toSeconds())
                + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }

    public String clear(String name, String path) {
        return set(name, "", path, Duration.ZERO);
    }
}
