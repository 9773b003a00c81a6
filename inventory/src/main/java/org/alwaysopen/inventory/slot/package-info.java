/**
 * Units of a SKU in a place, split over slots so that many can take from it at once; for allotments to regions and for
 * the shelves of warehouses alike.
 */
package org.alwaysopen.inventory.slot;
