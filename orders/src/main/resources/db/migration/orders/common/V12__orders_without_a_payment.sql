-- Paid wholly with stored value, or nothing to pay: no processor is asked.
ALTER TABLE orders.shop_order ALTER COLUMN payment_id DROP NOT NULL;
