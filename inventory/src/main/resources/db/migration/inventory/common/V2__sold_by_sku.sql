-- The books are compared SKU by SKU; without it each page of them would read all reservations there ever were.
CREATE INDEX reservation_sold ON inventory.reservation (sku) WHERE state = 'CONFIRMED';
