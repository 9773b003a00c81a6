package org.alwaysopen.storefront.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.storefront.AtTheServer;
import org.alwaysopen.storefront.ShopClient.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: an account's order is its owner's only. Method: Ada buys, signed in; then another person, a guest, and somebody with a
 * cookie that they made themselves know the order's id and try everything that is done with it. All of them are told that there
 * is no such order, and the order is as it was.
 */
class OwnOrdersIT extends AtTheServer {
    private static final String SKU = "MUG-CAMP-FOREST-350ML";

    private Account bob;
    private String adas;
    private String order;
    private String number;

    @BeforeEach
    void adaBuys() {
        Accounts accounts = PeopleOfTests.accounts();
        adas = PeopleOfTests.cookie(PeopleOfTests.signedIn(PeopleOfTests.shopper(accounts, "ada")));
        bob = PeopleOfTests.shopper(accounts, "bob");
        Answer bought =
                send("POST", client.cartReadyToPay(SKU) + "/checkout", "{\"paymentToken\":\"pm_card_visa\"}", adas);
        assertThat(bought.status()).as(bought.body()).isEqualTo(201);
        order = bought.json().get("id").asText();
        number = bought.json().get("number").asText();
    }

    /** As a browser on our own pages sends it. @param cookie empty: none */
    private Answer send(String method, String path, String body, String cookie) {
        var request = client.request(path)
                .header("Content-Type", "application/json")
                .header("Origin", "http://" + base.getAuthority())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(method, BodyPublishers.ofString(body));
        return client.send(cookie.isEmpty() ? request : request.header("Cookie", cookie));
    }

    private Answer page(String path, String cookie) {
        var request = client.request(path).setHeader("Accept", "text/html");
        return client.send(cookie.isEmpty() ? request : request.header("Cookie", cookie));
    }

    private Map<String, String> strangers() {
        Map<String, String> cookies = new LinkedHashMap<>();
        cookies.put("another person", PeopleOfTests.cookie(PeopleOfTests.signedIn(bob)));
        cookies.put("a guest", "");
        cookies.put("who made a cookie", "signed-in=eyJhbGciOiJub25lIn0..AAAA.AAAA.AAAA");
        cookies.put("who changed a cookie", adas.substring(0, adas.length() - 4) + "AAAA");
        return cookies;
    }

    @Test
    void whoIsNotItsOwnerIsToldThatThereIsNone() {
        JsonNode before = history();
        String path = "/api/v1/orders/" + order;
        strangers().forEach((who, cookie) -> {
            List<Answer> answers = new ArrayList<>();
            answers.add(send("GET", path, "", cookie));
            answers.add(send("GET", path + "/history", "", cookie));
            answers.add(send("POST", path + "/cancel", "", cookie));
            answers.add(send("POST", path + "/notes", "{\"text\":\"it is mine\"}", cookie));
            answers.add(send(
                    "POST",
                    path + "/returns",
                    "{\"lines\":[{\"position\":1,\"quantity\":1}],\"reason\":\"r\"}",
                    cookie));
            answers.add(page("/orders/" + order, cookie));
            assertThat(answers).as(who).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.body()).isEqualTo(404);
                assertThat(answer.body()).doesNotContain(number);
            });
            // The bank's way back is open, and says nothing: it leads to the page that is closed.
            assertThat(page("/checkout/return/" + order, cookie).body()).doesNotContain(number);
        });
        assertThat(history()).isEqualTo(before);
    }

    /** The same words for an order that is not there: nobody learns which ids there are. */
    @Test
    void anothersOrderAndNoOrderAreAnsweredAlike() {
        String bobs = PeopleOfTests.cookie(PeopleOfTests.signedIn(bob));
        UUID none = UUID.randomUUID();
        Answer strange = send("GET", "/api/v1/orders/" + order, "", bobs);
        Answer absent = send("GET", "/api/v1/orders/" + none, "", bobs);
        assertThat(strange.status()).isEqualTo(absent.status());
        assertThat(strange.json().get("type")).isEqualTo(absent.json().get("type"));
        assertThat(strange.json().get("title")).isEqualTo(absent.json().get("title"));
    }

    @Test
    void listsHoldOnesOwnOrdersWhateverIsAskedFor() {
        assertThat(ids(send("GET", "/api/v1/orders", "", adas))).contains(order);
        assertThat(page("/account/orders", adas).body()).contains(number);
        assertThat(send("GET", "/api/v1/orders/" + order, "", adas).status()).isEqualTo(200);
        assertThat(page("/orders/" + order, adas).status()).isEqualTo(200);
        String bobs = PeopleOfTests.cookie(PeopleOfTests.signedIn(bob));
        for (String query : List.of("", "?account=" + order, "?email=ada@example.com", "?number=" + number)) {
            assertThat(ids(send("GET", "/api/v1/orders" + query, "", bobs)))
                    .as(query)
                    .isEmpty();
        }
        assertThat(page("/account/orders", bobs).body()).doesNotContain(number);
        assertThat(page("/account", bobs).body()).doesNotContain(number);
        assertThat(send("GET", "/api/v1/orders", "", "").status()).isEqualTo(401);
        assertThat(page("/account/orders", "").status()).isEqualTo(303);
    }

    /** A cursor is a place in a list, and no key to another one. */
    @Test
    void anothersCursorShowsOnesOwnOrders() {
        send("POST", client.cartReadyToPay(SKU) + "/checkout", "{\"paymentToken\":\"pm_card_visa\"}", adas);
        String next = send("GET", "/api/v1/orders?limit=1", "", adas)
                .json()
                .get("next")
                .asText();
        String bobs = PeopleOfTests.cookie(PeopleOfTests.signedIn(bob));
        assertThat(ids(send("GET", "/api/v1/orders?cursor=" + next, "", bobs))).isEmpty();
        assertThat(ids(send("GET", "/api/v1/orders?cursor=" + next, "", adas))).contains(order);
    }

    /** A merchant's sign-in opens the merchants' door, and not the shoppers' pages of others. */
    @Test
    void aMerchantReadsItAtTheMerchantsDoorOnly() {
        SignedIn shopper = PeopleOfTests.signedIn(bob);
        String merchant = PeopleOfTests.cookie(new SignedIn(
                bob.id(),
                bob.mail(),
                "Bob",
                Set.of(Account.Role.MERCHANT),
                shopper.signInIds(),
                shopper.signedInAt(),
                shopper.seenAt()));
        assertThat(send("GET", "/admin/api/v1/orders/" + order, "", merchant).status())
                .isEqualTo(200);
        assertThat(send("GET", "/api/v1/orders/" + order, "", merchant).status())
                .isEqualTo(404);
        assertThat(send("GET", "/admin/api/v1/orders/" + order, "", adas).status())
                .isEqualTo(403);
    }

    private static List<String> ids(Answer list) {
        assertThat(list.status()).as(list.body()).isEqualTo(200);
        return list.json().get("items").findValuesAsText("id");
    }

    private JsonNode history() {
        return send("GET", "/api/v1/orders/" + order + "/history", "", adas).json();
    }
}
