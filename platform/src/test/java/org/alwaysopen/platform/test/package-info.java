/** What the tests of every module stand on: a database of their own, and the rules for its SQL. */
package org.alwaysopen.platform.test;
