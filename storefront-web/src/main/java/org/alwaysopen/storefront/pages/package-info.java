/**
 * The pages that shoppers see: each class is one page or step, its template of the same name stands in {@code
 * src/main/jte}. Every page works without JavaScript; htmx only makes it quicker.
 */
package org.alwaysopen.storefront.pages;
