package org.alwaysopen.orders.aftersale;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.orders.CheckoutObserver;

/**
 * The steps that commands on an order are made of. Each is announced to the observer before and after, so that the crash tests
 * can let a server die there: they are generated from this list, and a step that no test reaches fails them.
 */
enum Steps {
    SHIP_LINES("ship lines"),
    PUT_BACK("put units back"),
    GIVE_BACK("give money back"),
    DECIDE_REFUND("decide refund"),
    TAKE_RETURN("take return"),
    END_RETURN("end return"),
    RESERVE("reserve additions"),
    OPEN_PAYMENT("open payment of difference"),
    WRITE_CHARGE("write down difference"),
    /** The one that is remote. */
    AUTHORISE("authorise difference"),
    RECORD_PAYMENT("record payment of difference"),
    END_CHARGE("end difference"),
    CONFIRM("confirm additions"),
    REWRITE("rewrite lines and sums"),
    WRITE("move and tell"),
    /** Of the worker: between two transactions, of which the other one is the payment module's. */
    ASK_REFUND("ask for refund"),
    RECORD_REFUND("record refund");

    private final String text;

    Steps(String text) {
        this.text = text;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(step -> step.text).toList();
    }

    void take(CheckoutObserver observer, UUID order, Runnable step) {
        observer.before(text, order);
        step.run();
        observer.after(text, order);
    }
}
