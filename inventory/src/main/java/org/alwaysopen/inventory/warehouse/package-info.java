/** Where goods lie, and from where they are shipped. */
package org.alwaysopen.inventory.warehouse;
