/**
 * Who may come in: the roles of each resource, forms that are ours, and how often. Closed by default. All that is not said to
 * be open by {@code @PermitAll} or {@code @RolesAllowed} is refused.
 */
package org.alwaysopen.storefront.doors;
