/**
 * What every module stands on: money, regions, transactions, idempotency, the outbox and the change feed.
 *
 * <p>Knows nothing of the shop's trade, and of no server: everything here is built by a constructor, and runs the same
 * in Payara, in the launcher and in a test.
 */
package org.alwaysopen.platform;
