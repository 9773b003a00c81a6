/** What {@code /metrics} says beside the server's own numbers. */
package org.alwaysopen.storefront.metrics;
