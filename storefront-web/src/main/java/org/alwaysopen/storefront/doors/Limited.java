package org.alwaysopen.storefront.doors;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;

/** On a method that one client may call so often only: {@link RateDoor}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Limited {
    Rate value();

    /** How often. People come nowhere near; who tries passwords, mails or cards by machine comes no further. */
    enum Rate {
        SIGN_IN(30, 30, Duration.ofMinutes(1)),
        REGISTRATION(10, 10, Duration.ofMinutes(10)),
        /** An office buys from one address; one cart is paid for a few times, with all that is declined. */
        CHECKOUT(120, 30, Duration.ofMinutes(1));

        private final int perAddress;
        private final int perShopper;
        private final Duration period;

        Rate(int perAddress, int perShopper, Duration period) {
            this.perAddress = perAddress;
            this.perShopper = perShopper;
            this.period = period;
        }

        int perAddress() {
            return perAddress;
        }

        /** Per account, or per cart of a guest. */
        int perShopper() {
            return perShopper;
        }

        Duration period() {
            return period;
        }
    }
}
