package org.alwaysopen.storefront.doors;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a request comes from. {@code X-Forwarded-For} is believed only when one of our own proxies says it, and of it only the
 * last address, which that proxy wrote; whatever a client wrote before it counts for nothing.
 */
final class ClientAddress {
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1", "::1");
    /** IPv6, written out. */
    private static final int ADDRESS_LENGTH_MAX = 45;

    private final Set<String> proxies;

    /** @param proxies their addresses, comma-separated */
    ClientAddress(String proxies) {
        this.proxies = Arrays.stream(proxies.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    /** @param forwardedFor the header, or null */
    String of(String remoteAddress, String forwardedFor) {
        if (forwardedFor == null || !proxies.contains(remoteAddress)) {
            return remoteAddress;
        }
        String last = forwardedFor.substring(forwardedFor.lastIndexOf(',') + 1).strip();
        return last.isEmpty() || last.length() > ADDRESS_LENGTH_MAX ? remoteAddress : last;
    }

    /** Benches and drills of an operator; in the cloud no client is the server itself. */
    static boolean isThisMachine(String address) {
        return THIS_MACHINE.contains(address);
    }
}
