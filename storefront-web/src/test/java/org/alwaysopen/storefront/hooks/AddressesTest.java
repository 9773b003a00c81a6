package org.alwaysopen.storefront.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.alwaysopen.platform.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: no webhook reaches a network of ours, whatever the URL looks like. Addresses are given as such: nothing is looked up. */
class AddressesTest {
    private final Addresses production = new Addresses(false);
    private final Addresses local = new Addresses(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.0.0.8",
                "198.18.0.1",
                "203.0.113.9",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "64:ff9b::a00:1",
                "2002:a00:1::1",
                "2001::1",
                "2001:db8::1"
            })
    void whatIsNotThePublicInternetIsRefused(String address) throws Exception {
        assertThat(Addresses.isPublic(InetAddress.getByName(address))).isFalse();
        String host = address.contains(":") ? "[" + address + "]" : address;
        assertThatThrownBy(() -> production.accept("https://" + host + "/hooks"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.66.1", "2606:4700::1111"})
    void thePublicInternetIsNot(String address) throws Exception {
        assertThat(Addresses.isPublic(InetAddress.getByName(address))).isTrue();
        String host = address.contains(":") ? "[" + address + "]" : address;
        assertThat(production.accept("https://" + host + "/hooks")).hasScheme("https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://8.8.8.8/hooks",
                "ftp://8.8.8.8/hooks",
                "file:///etc/passwd",
                "https://user:password@8.8.8.8/",
                "https://8.8.8.8/#fragment",
                "https:///hooks",
                "https://localhost/hooks",
                "http://127.0.0.1:9/hooks",
                "https://0x7f000001/hooks",
                "https://2130706433/hooks",
                "not a url",
                ""
            })
    void whatIsNoPublicHttpsUrlIsRefused(String url) {
        assertThatThrownBy(() -> production.accept(url)).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2:9/hooks",
                "http://localhost:9/hooks",
                "http://10.0.0.1/hooks",
                "http://user@127.0.0.1/hooks",
                "https://127.0.0.1/hooks"
            })
    void onOneMachineOnlyItsLoopbackAddressIsOpenToo(String url) {
        assertThat(local.accept("http://127.0.0.1:9/hooks")).hasPort(9);
        assertThatThrownBy(() -> local.accept(url)).isInstanceOf(ProblemException.class);
    }
}
