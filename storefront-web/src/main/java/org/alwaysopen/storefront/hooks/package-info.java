/** Webhooks that we send: what happened, told to merchants' programs by the Standard Webhooks scheme. */
package org.alwaysopen.storefront.hooks;
