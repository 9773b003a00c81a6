/**
 * What the shop offers: shelves, products, variants, prices, pictures, and the sample shop.
 *
 * <p>Plain Java, built by constructors: the same classes serve in Payara, and migrate and seed in the launcher.
 * {@link org.alwaysopen.storefront.catalogue.Catalogue} is the way in.
 */
package org.alwaysopen.storefront.catalogue;
