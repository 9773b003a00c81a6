/** The merchant's programs: webhook endpoints, API keys, and the mails that the shop sent. */
package org.alwaysopen.storefront.admin.integrations;
