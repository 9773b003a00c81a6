package org.alwaysopen.storefront;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.alwaysopen.storefront.account.AccountPages;
import org.alwaysopen.storefront.account.SignInPages;
import org.alwaysopen.storefront.account.SignOutPage;
import org.alwaysopen.storefront.admin.integrations.ApiKeysResource;
import org.alwaysopen.storefront.admin.integrations.MailsResource;
import org.alwaysopen.storefront.admin.integrations.WebhookEndpointsResource;
import org.alwaysopen.storefront.admin.inventory.InventoryResource;
import org.alwaysopen.storefront.admin.orders.OrdersResource;
import org.alwaysopen.storefront.admin.payments.PaymentsResource;
import org.alwaysopen.storefront.admin.promotions.GiftCardsResource;
import org.alwaysopen.storefront.admin.promotions.PromotionsResource;
import org.alwaysopen.storefront.admin.rates.RatesResource;
import org.alwaysopen.storefront.api.CartsApi;
import org.alwaysopen.storefront.api.OrdersApi;
import org.alwaysopen.storefront.api.PricesApi;
import org.alwaysopen.storefront.api.ProductsApi;
import org.alwaysopen.storefront.console.MailPages;
import org.alwaysopen.storefront.doors.AdminDoor;
import org.alwaysopen.storefront.doors.FormDoor;
import org.alwaysopen.storefront.doors.OriginDoor;
import org.alwaysopen.storefront.doors.RateDoor;
import org.alwaysopen.storefront.doors.RoleDoor;
import org.alwaysopen.storefront.http.AssetsResource;
import org.alwaysopen.storefront.http.BodyLimit;
import org.alwaysopen.storefront.http.CardNumberGuard;
import org.alwaysopen.storefront.http.JsonBody;
import org.alwaysopen.storefront.http.PageWriter;
import org.alwaysopen.storefront.http.Problems;
import org.alwaysopen.storefront.http.ServedBy;
import org.alwaysopen.storefront.pages.AddressPage;
import org.alwaysopen.storefront.pages.CartPage;
import org.alwaysopen.storefront.pages.CheckoutReturn;
import org.alwaysopen.storefront.pages.CurrencyChoice;
import org.alwaysopen.storefront.pages.HomePage;
import org.alwaysopen.storefront.pages.OrderPage;
import org.alwaysopen.storefront.pages.PaymentPage;
import org.alwaysopen.storefront.pages.Pictured;
import org.alwaysopen.storefront.pages.ProductDetail;
import org.alwaysopen.storefront.pages.ShelfPage;
import org.alwaysopen.storefront.pages.ShippingPage;
import org.alwaysopen.storefront.signin.RenewsSignIn;
import org.alwaysopen.storefront.webhooks.WebhooksResource;

/** Everything the shop answers to, in one list: nothing is found by scanning. */
@ApplicationPath("/")
public class ShopApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                // what stands around every request
                BodyLimit.class,
                CardNumberGuard.class,
                JsonBody.class,
                PageWriter.class,
                OriginDoor.class,
                AdminDoor.class,
                RoleDoor.class,
                FormDoor.class,
                RateDoor.class,
                Problems.class,
                ServedBy.class,
                RenewsSignIn.class,
                // what merchants and processors send
                InventoryResource.class,
                ApiKeysResource.class,
                MailsResource.class,
                MailPages.class,
                WebhookEndpointsResource.class,
                OrdersResource.class,
                PaymentsResource.class,
                PromotionsResource.class,
                RatesResource.class,
                GiftCardsResource.class,
                WebhooksResource.class,
                // what shoppers see
                AssetsResource.class,
                Pictured.class,
                HomePage.class,
                ShelfPage.class,
                ProductDetail.class,
                CartPage.class,
                CurrencyChoice.class,
                AddressPage.class,
                ShippingPage.class,
                PaymentPage.class,
                CheckoutReturn.class,
                OrderPage.class,
                AccountPages.class,
                SignInPages.class,
                SignOutPage.class,
                // what programs use
                ProductsApi.class,
                CartsApi.class,
                OrdersApi.class,
                PricesApi.class);
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                // Only what is listed above reads and writes bodies: no JSON-B, no MOXy, no JAXB, no Krazo.
                "jersey.config.disableAutoDiscovery", true,
                // Names the JSON feature that is ours already, so that the server's JSON-B does not step in before it.
                "jersey.config.jsonFeature", "JsonBody",
                // Behind the edge our own address is not the shopper's: redirects stay as we write them.
                "jersey.config.server.headers.location.relative.resolution.disabled", true,
                "jersey.config.disableMoxyJson", true,
                "jersey.config.server.wadl.disableWadl", true,
                // A status without a body is an answer of ours too, not a reason for the server's own error page.
                "jersey.config.server.response.setStatusOverSendError", true);
    }
}
