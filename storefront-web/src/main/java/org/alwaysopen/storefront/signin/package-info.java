/**
 * Who the shopper is, from click to click, with nothing kept in a server: an encrypted cookie that every region opens.
 */
package org.alwaysopen.storefront.signin;
