package org.alwaysopen.payments.payment;

import java.util.Optional;

/**
 * What a shopper has to do before any money is held, for which an attempt waits until a deadline: to be seen by the bank at
 * its page, or to send a transfer with a reference. At the deadline the recovery worker gives the attempt up.
 */
record ShoppersTurn(String what, Optional<String> challengeUrl, Optional<String> transferReference) {
    static ShoppersTurn atTheBank(String url) {
        return new ShoppersTurn("the bank wants to see the shopper", Optional.of(url), Optional.empty());
    }

    static ShoppersTurn toTransfer(String reference) {
        return new ShoppersTurn("the shopper sends a transfer", Optional.empty(), Optional.of(reference));
    }
}
