INSERT INTO inventory.held_until (order_id, deadline)
SELECT order_id, max(deadline) FROM inventory.reservation WHERE state = 'HELD' GROUP BY order_id;
