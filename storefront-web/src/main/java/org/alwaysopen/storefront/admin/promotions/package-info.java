/** Promotions and gift cards, for merchants. */
package org.alwaysopen.storefront.admin.promotions;
