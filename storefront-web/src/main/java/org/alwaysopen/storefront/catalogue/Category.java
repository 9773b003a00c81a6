package org.alwaysopen.storefront.catalogue;

/**
 * A shelf of the shop.
 *
 * @param slug        its address, such as {@code kitchen}
 * @param description a sentence or two for the head of its page
 */
public record Category(String slug, String name, String description) {}
