/** {@code ./shop bench}: measurements that can be repeated. */
package org.alwaysopen.local.bench;
