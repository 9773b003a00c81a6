/** Orders for merchants, over HTTP. */
package org.alwaysopen.storefront.admin.orders;
