package org.alwaysopen.storefront.doors;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method that others' servers or pages call, and that checks by itself that it is they: {@link OriginDoor} and {@link
 * FormDoor} let it pass. Such a method never acts by the authority of a cookie.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CalledFromOutside {
    /** Who calls, and how it is checked. */
    String value();
}
