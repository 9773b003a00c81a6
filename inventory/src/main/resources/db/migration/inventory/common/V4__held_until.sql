-- Until when an order's units are set aside. Apart from the reservations, and never touched by a sale: on PostgreSQL at
-- SERIALIZABLE an update of a column that some index mentions, even in its WHERE, writes to all indexes of its table, and so
-- collides with everybody who found a row by the same index page. The expiry worker takes the rows away when they are late.
CREATE TABLE inventory.held_until (
    order_id  UUID         NOT NULL PRIMARY KEY,
    deadline  TIMESTAMPTZ  NOT NULL
);

CREATE INDEX held_until_deadline ON inventory.held_until (deadline);

CREATE INDEX reservation_sku ON inventory.reservation (sku);
