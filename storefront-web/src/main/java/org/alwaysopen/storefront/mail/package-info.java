/** Mails: made from templates, sent by SMTP, or written to a folder where the shop runs on one machine. */
package org.alwaysopen.storefront.mail;
