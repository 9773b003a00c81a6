/** The append-only journal of what happened to units, and the books that are kept by it. */
package org.alwaysopen.inventory.journal;
