/** The merchants' REST API of payments, under {@code /admin/api/v1/payments}. */
package org.alwaysopen.storefront.admin.payments;
