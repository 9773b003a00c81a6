package org.alwaysopen.storefront.pages;

import java.util.List;
import org.alwaysopen.storefront.catalogue.Category;

/**
 * What is around every page: its title, the shelves, the search field, the badge of the cart.
 *
 * @param shelf the category that is shown, or empty
 * @param q     what was searched for, or empty
 * @param path  where this page is, for coming back to it
 * @param region the region that made the page
 * @param canSignIn whether there is a sign-in in this shop
 * @param person the first name of who is signed in, or null
 * @param formToken for every form that posts: {@code @template.token(shell = ...)}
 */
public record Shell(
        String title,
        List<Category> categories,
        String shelf,
        String q,
        String path,
        String currency,
        int units,
        String region,
        List<String> regions,
        boolean canSignIn,
        String person,
        String formToken) {

    public Shell titled(String other) {
        return new Shell(
                other, categories, shelf, q, path, currency, units, region, regions, canSignIn, person, formToken);
    }
}
