/** Rehearsals of bad days: shoppers buy while things break, then the books are read. */
package org.alwaysopen.local.drill;
