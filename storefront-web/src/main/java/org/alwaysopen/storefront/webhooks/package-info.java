/** Where the payment processors tell us what happened. */
package org.alwaysopen.storefront.webhooks;
