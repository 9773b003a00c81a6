DROP INDEX IF EXISTS inventory.reservation_due CASCADE;

DROP INDEX IF EXISTS inventory.reservation_held CASCADE;

DROP INDEX IF EXISTS inventory.reservation_sold CASCADE;
