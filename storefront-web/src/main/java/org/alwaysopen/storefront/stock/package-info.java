/** Stock as shoppers see it: a label, a moment old, never the ground of a sale. */
package org.alwaysopen.storefront.stock;
