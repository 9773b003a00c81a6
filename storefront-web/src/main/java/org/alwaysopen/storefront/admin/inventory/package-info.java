/** The inventory for merchants: {@code /admin/api/v1/inventory}. */
package org.alwaysopen.storefront.admin.inventory;
