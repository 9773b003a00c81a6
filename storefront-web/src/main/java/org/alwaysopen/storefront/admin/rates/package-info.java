/** Tax and shipping rates for merchants, as JSON. */
package org.alwaysopen.storefront.admin.rates;
