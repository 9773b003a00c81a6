/** What stands around every request: bodies and their limit, problems, the operator's gate, headers, static files. */
package org.alwaysopen.storefront.http;
