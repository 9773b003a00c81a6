-- An account's orders, the newest first. Written when an order is placed; no later change of an order touches it.
CREATE INDEX shop_order_account ON orders.shop_order (account_id, placed_at DESC, id DESC)
    WHERE account_id IS NOT NULL;
