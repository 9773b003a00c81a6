package org.alwaysopen.storefront.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignedIn;

/**
 * Whose orders a request may see: a guest's order by its id, which is a random secret; an account's order only when its owner is
 * signed in.
 */
@ApplicationScoped
public class OwnOrders {
    @Inject
    Orders orders;

    @Inject
    CurrentPerson person;

    /** @throws org.alwaysopen.platform.ProblemException 404, also for another person's order: it is none of theirs that it is there */
    public Order get(UUID orderId) {
        check(orderId);
        return orders.get(orderId);
    }

    /** @throws org.alwaysopen.platform.ProblemException 404 when it is an account's order, and not of who asks */
    public void check(UUID orderId) {
        Optional<UUID> owner = orders.accountOf(orderId);
        boolean strangers = owner.isPresent() && !owner.equals(person.signedIn().map(SignedIn::accountId));
        if (strangers) {
            throw Problem.notFound("order: there is none with id " + orderId
                            + " that you may see. If it is yours, sign in first")
                    .exception();
        }
    }
}
