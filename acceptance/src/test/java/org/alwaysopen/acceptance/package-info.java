/** The shop from outside: the launcher, the edge, a browser. */
package org.alwaysopen.acceptance;
