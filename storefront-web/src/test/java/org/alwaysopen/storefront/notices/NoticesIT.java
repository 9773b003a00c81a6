package org.alwaysopen.storefront.notices;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.orders.ShippingOption;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Outbox;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.storefront.hooks.Addresses;
import org.alwaysopen.storefront.hooks.Delivery;
import org.alwaysopen.storefront.hooks.Hooks;
import org.alwaysopen.storefront.mail.Mail;
import org.alwaysopen.storefront.mail.MailFolder;
import org.alwaysopen.storefront.mail.Mailer;
import org.alwaysopen.storefront.mail.OperatorLetters;
import org.alwaysopen.storefront.mail.OrderLetters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the outbox to mails and to webhooks, on a real database. */
class NoticesIT {
    private static final Region HERE = new Region("aws-us-east-1");
    private static final UUID ORDER = UUID.randomUUID();

    @TempDir
    Path folder;

    private final TestDatabase database = TestDatabase.fresh("platform", "merchant");
    private final Hooks hooks = new Hooks(database.transactions(), HERE, new Addresses(true), Ids.RANDOM, new Random());

    @AfterEach
    void close() {
        hooks.close();
        database.close();
    }

    private MailFolder mails() throws Exception {
        return new MailFolder(folder, new InternetAddress("Always Open <orders@alwaysopen.example>"));
    }

    private Notices notices(Mailer mailer) {
        return new Notices(
                database.transactions(),
                "test",
                hooks,
                mailer,
                new OrderLetters(id -> order(), "https://shop.example"),
                Optional.of(new OperatorLetters("operator@example.com")));
    }

    private static Money eur(long cents) {
        return Money.of(cents, "EUR");
    }

    private static Order order() {
        return new Order(
                ORDER,
                "AO-7K2M-94XQ",
                Order.State.PAID,
                List.of(new Order.Line(
                        1,
                        new Sku("KESSEL"),
                        "Kessel <groß> & schön",
                        2,
                        eur(62_500),
                        eur(125_000),
                        eur(0),
                        eur(20_000))),
                eur(125_000),
                eur(0),
                eur(4_900),
                eur(20_000),
                eur(129_900),
                true,
                "ada@example.com",
                new Address("Ada Lovelace", "Domkloster 4", null, "Köln", null, "50667", "DE"),
                new ShippingOption("standard", "Standard", eur(4_900), "3 to 5 days"),
                Instant.parse("2026-11-21T09:00:00Z"),
                HERE,
                UUID.randomUUID(),
                new Order.Payment(UUID.randomUUID(), Payments.State.AUTHORISED, Optional.empty()),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private void tell(OrderEvents.Type type, OrderEvents.Detail detail) {
        OrderEvents.Event event = new OrderEvents.Event(
                type.text(),
                ORDER,
                "AO-7K2M-94XQ",
                3,
                Order.State.SHIPPED,
                "ada@example.com",
                eur(129_900),
                HERE.name(),
                "shopper",
                Instant.parse("2026-11-21T09:00:00Z"),
                detail);
        append(OrderEvents.TOPIC, ORDER.toString(), Json.write(event));
    }

    private void append(String topic, String key, String payload) {
        database.transactions().run("tell", tx -> {
            Outbox.append(tx, topic, key, payload, HERE);
            return null;
        });
    }

    private long waiting() {
        return database.transactions()
                .read(
                        "waiting",
                        tx -> tx.query("SELECT count(*) FROM platform.outbox WHERE due_at IS NOT NULL")
                                .mapTo(Long.class)
                                .one());
    }

    private List<Delivery> deliveries(UUID endpoint) {
        return hooks.deliveries(endpoint, Optional.empty(), Optional.empty(), 20);
    }

    @Test
    void aSaleIsConfirmedToTheShopperAndToldToTheMerchantsProgram() throws Exception {
        UUID endpoint = hooks.register("http://127.0.0.1:9/x", "", List.of("order.paid"))
                .endpoint()
                .id();
        MailFolder mails = mails();
        tell(OrderEvents.Type.PAID, OrderEvents.Detail.NONE);
        notices(mails).runOnce();

        MailFolder.Entry entry = mails.list(Optional.empty(), 5).get(0);
        assertThat(entry.to()).isEqualTo("ada@example.com");
        assertThat(entry.subject()).isEqualTo("Order AO-7K2M-94XQ is confirmed");
        MailFolder.Read mail = mails.find(entry.id()).orElseThrow();
        assertThat(mail.text().replace('\u00a0', ' '))
                .contains("2 × Kessel <groß> & schön: 1.250,00 €")
                .contains("Total: 1.299,00 €")
                .contains("https://shop.example/orders/" + ORDER)
                .doesNotContain("&amp;");
        assertThat(mail.html().replace('\u00a0', ' '))
                .contains("Kessel &lt;groß&gt; &amp; schön")
                .contains("1.299,00 €");
        assertThat(deliveries(endpoint)).hasSize(1);
        assertThat(waiting()).isZero();
    }

    @Test
    void shipmentRefundAndCancellationAreWrittenToo() throws Exception {
        MailFolder mails = mails();
        OrderEvents.Detail parcel =
                OrderEvents.Detail.NONE.by("DHL", "00340434161094").of(List.of(new OrderEvents.Goods("MUG", "Mug", 2)));
        tell(OrderEvents.Type.SHIPPED, parcel);
        tell(OrderEvents.Type.REFUNDED, OrderEvents.Detail.because("too small").of(eur(500)));
        tell(OrderEvents.Type.CANCELLED, OrderEvents.Detail.because("changed my mind"));
        tell(OrderEvents.Type.CANCELLED, OrderEvents.Detail.because("declined").at("DECLINED"));
        tell(OrderEvents.Type.NOTED, OrderEvents.Detail.because("hm"));
        notices(mails).runOnce();

        List<MailFolder.Entry> all = mails.list(Optional.empty(), 10);
        assertThat(all)
                .extracting(mail -> mail.subject().replace('\u00a0', ' '))
                .containsExactlyInAnyOrder(
                        "Order AO-7K2M-94XQ is on its way",
                        "Your refund of 5,00 € for order AO-7K2M-94XQ",
                        "Order AO-7K2M-94XQ is cancelled");
        assertThat(all.stream()
                        .map(entry -> mails.find(entry.id()).orElseThrow().text())
                        .toList())
                .anyMatch(text -> text.contains("00340434161094") && text.contains("2 × Mug"))
                .anyMatch(text -> text.contains("too small"));
        assertThat(waiting()).isZero();
    }

    @Test
    void theOperatorHearsWhatPeopleHaveToLookAt() throws Exception {
        UUID endpoint = hooks.register("http://127.0.0.1:9/x", "", List.of("*"))
                .endpoint()
                .id();
        MailFolder mails = mails();
        append(Stock.LOW_STOCK, "MUG", "{\"sku\":\"MUG\",\"available\":2,\"threshold\":3}");
        append(PaymentsModule.TOPIC_ALERT, "p", "{\"paymentId\":\"p\",\"orderId\":\"o\",\"what\":\"a chargeback\"}");
        append(Hooks.TOPIC_DISABLED, "e", "{\"endpointId\":\"e\",\"url\":\"https://x\",\"reason\":\"gone\"}");
        notices(mails).runOnce();

        assertThat(mails.list(Optional.empty(), 10))
                .extracting(MailFolder.Entry::to)
                .containsExactly("operator@example.com", "operator@example.com", "operator@example.com");
        assertThat(deliveries(endpoint))
                .extracting(Delivery::type)
                .containsExactlyInAnyOrder("inventory.low-stock", "payment.alert", "webhook-endpoint.disabled");
        assertThat(waiting()).isZero();
    }

    /** The mail server is away: the message comes again, with the same id, and the webhooks are not told twice. */
    @Test
    void whatDoesNotGetOutComesAgain() throws Exception {
        UUID endpoint = hooks.register("http://127.0.0.1:9/x", "", List.of("*"))
                .endpoint()
                .id();
        List<String> tried = new java.util.ArrayList<>();
        Mailer away = (Mail mail) -> {
            tried.add(mail.id());
            throw new IllegalStateException("away");
        };
        tell(OrderEvents.Type.PAID, OrderEvents.Detail.NONE);
        notices(away).runOnce();
        assertThat(waiting()).isEqualTo(1);

        database.execute("UPDATE platform.outbox SET due_at = now()");
        MailFolder mails = mails();
        notices(mails).runOnce();

        assertThat(mails.list(Optional.empty(), 10))
                .extracting(MailFolder.Entry::id)
                .isEqualTo(tried);
        assertThat(deliveries(endpoint)).hasSize(1);
        assertThat(waiting()).isZero();
    }

    /** What people wrote stays what it is: it becomes no header and no markup. */
    @Test
    void noWordOfAPersonBecomesAHeaderOrMarkup() throws Exception {
        MailFolder mails = mails();
        tell(
                OrderEvents.Type.CANCELLED,
                OrderEvents.Detail.because("x\r\nBcc: everybody@example.com\r\n\r\n<script>alert(1)</script>"));
        notices(mails).runOnce();

        MailFolder.Entry entry = mails.list(Optional.empty(), 1).get(0);
        String raw = java.nio.file.Files.readString(folder.resolve("new/" + entry.id() + ".eml"));
        assertThat(raw.substring(0, raw.indexOf("\r\n\r\n"))).doesNotContain("Bcc");
        assertThat(mails.find(entry.id()).orElseThrow().html()).doesNotContain("<script>");
    }
}
