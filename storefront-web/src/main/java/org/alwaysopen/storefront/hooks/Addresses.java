package org.alwaysopen.storefront.hooks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import org.alwaysopen.platform.Problem;

/**
 * Which addresses a webhook may go to: {@code https} to the public Internet, never to our own networks, whatever the name says
 * that it resolves to. Where the shop runs on one machine, {@code http} to 127.0.0.1 is allowed too, and nothing else of it.
 *
 * @param local whether this is such a machine
 */
public record Addresses(boolean local) {
    private static final int URL_LENGTH_MAX = 2000;
    private static final String LOOPBACK = "127.0.0.1";

    /** Reads a merchant's URL. @throws org.alwaysopen.platform.ProblemException 422 in a sentence */
    URI accept(String text) {
        if (text == null || text.isBlank() || text.length() > URL_LENGTH_MAX) {
            throw Problem.invalid("\"url\": expected 1 to " + URL_LENGTH_MAX + " characters")
                    .exception();
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw Problem.invalid("\"url\": expected a URL such as https://example.com/hooks, and this is none: "
                            + e.getReason())
                    .exception();
        }
        if (isLocal(url)) {
            return url;
        }
        if (!"https".equalsIgnoreCase(url.getScheme())
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawFragment() != null) {
            throw Problem.invalid("\"url\": expected https://, a host name, and no user or fragment")
                    .exception();
        }
        try {
            check(url);
        } catch (ForbiddenAddressException e) {
            throw Problem.invalid("\"url\": " + e.getMessage()).exception();
        } catch (UnknownHostException e) {
            throw Problem.invalid("\"url\": the host " + url.getHost() + " is not known")
                    .exception();
        }
        return url;
    }

    /** Looks where it goes today: names change what they resolve to. */
    void check(URI url) throws UnknownHostException, ForbiddenAddressException {
        if (isLocal(url)) {
            return;
        }
        for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
            check(address);
        }
    }

    static void check(InetAddress address) throws ForbiddenAddressException {
        if (!isPublic(address)) {
            throw new ForbiddenAddressException(
                    "expected a host on the public Internet, and this one is at " + address.getHostAddress());
        }
    }

    private boolean isLocal(URI url) {
        return local
                && "http".equalsIgnoreCase(url.getScheme())
                && LOOPBACK.equals(url.getHost())
                && url.getRawUserInfo() == null;
    }

    /** What the registries of special addresses (RFC 6890) leave over. */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        int third = bytes[2] & 0xff;
        if (address instanceof Inet4Address) {
            return first != 0
                    && first < 224
                    && !(first == 100 && (second & 0xc0) == 64) // carrier-grade NAT
                    && !(first == 192
                            && second == 0
                            && (third == 0 || third == 2)) // protocol assignments, documentation
                    && !(first == 192 && second == 88 && third == 99) // 6to4 relays
                    && !(first == 198 && (second & 0xfe) == 18) // benchmarks
                    && !(first == 198 && second == 51 && third == 100) // documentation
                    && !(first == 203 && second == 0 && third == 113); // documentation
        }
        int fourth = bytes[3] & 0xff;
        boolean globalUnicast = (first & 0xe0) == 0x20;
        boolean special = first == 0x20 && second == 0x01 && (third & 0xfe) == 0; // Teredo and other protocols
        boolean documentation = first == 0x20 && second == 0x01 && third == 0x0d && fourth == 0xb8;
        boolean sixToFour = first == 0x20 && second == 0x02; // holds an IPv4 address of anybody's choice
        return globalUnicast && !special && !documentation && !sixToFour;
    }

    /** The name leads into networks that webhooks must not reach. */
    static final class ForbiddenAddressException extends java.io.IOException {
        ForbiddenAddressException(String message) {
            super(message);
        }
    }
}
