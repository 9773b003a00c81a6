-- {"note", "promotions", "giftCards"}: promotions and balances as they were shown last. NULL: there are none.
ALTER TABLE orders.cart ADD COLUMN adjustments JSONB;

-- [{"id", "code", "name", "amount"}]: what was taken off, and why.
ALTER TABLE orders.shop_order ADD COLUMN promotions JSONB;

-- [{"id", "lastFour", "amount"}]: what stored value pays of the total; the payment is for the rest.
ALTER TABLE orders.shop_order ADD COLUMN gift_cards JSONB;

-- The shopper's own words.
ALTER TABLE orders.shop_order ADD COLUMN note TEXT;
