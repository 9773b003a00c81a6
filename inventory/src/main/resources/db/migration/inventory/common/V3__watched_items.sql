-- Few SKUs are watched; the watch walks through them, not through all.
CREATE INDEX item_watched ON inventory.item (sku) WHERE low_stock_threshold IS NOT NULL;
