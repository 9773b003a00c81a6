/** The JSON API for shoppers under {@code /api/v1}, and what of it is for the merchant under {@code /admin/api/v1}. */
package org.alwaysopen.storefront.api;
