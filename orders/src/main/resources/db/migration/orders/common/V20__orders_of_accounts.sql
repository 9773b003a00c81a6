-- Whose order it is: an account of the identity module; NULL for a guest's.
ALTER TABLE orders.shop_order ADD COLUMN account_id UUID;
