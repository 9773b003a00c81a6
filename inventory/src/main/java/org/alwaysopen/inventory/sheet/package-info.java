/** Stock as a table of comma-separated values, in and out. */
package org.alwaysopen.inventory.sheet;
