/** Who is told what: reads the outbox, and tells merchants' programs, shoppers and the operator. */
package org.alwaysopen.storefront.notices;
