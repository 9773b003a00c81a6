/**
 * Payment processors to test against: each speaks enough of the real API for the processor's own, unmodified SDK, keeps
 * books of its own on disk, and fails when it is told to. Depends on nothing of the shop.
 */
package org.alwaysopen.simulator;
