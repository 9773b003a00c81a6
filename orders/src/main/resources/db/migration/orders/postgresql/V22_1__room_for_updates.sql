-- PostgreSQL only. A cart is changed six times on its way to the till, an order at least three times after it; an update that
-- finds room in its page touches no index, and a touched index page is a conflict with everybody who found a row by it.
ALTER TABLE orders.cart SET (fillfactor = 25);

ALTER TABLE orders.shop_order SET (fillfactor = 30);
