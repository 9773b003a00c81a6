-- An order is charged once, whatever else goes wrong.
CREATE UNIQUE INDEX operation_charges_order ON payments.operation (charges_order);

DROP INDEX IF EXISTS payments.operation_one_capture_per_order CASCADE;

DROP INDEX IF EXISTS payments.attempt_due CASCADE;

DROP INDEX IF EXISTS payments.operation_due CASCADE;

DROP INDEX IF EXISTS payments.payment_abandoned CASCADE;

DROP INDEX IF EXISTS payments.attempt_reference CASCADE;

-- A foreign key reads the other table's index in the writing transaction, which collides in the same way; the rows are
-- written together, in one place each. (Two names: PostgreSQL's, and the one of older CockroachDB.)

ALTER TABLE payments.transition DROP CONSTRAINT IF EXISTS transition_payment_id_fkey;

ALTER TABLE payments.transition DROP CONSTRAINT IF EXISTS fk_payment_id_ref_payment;

ALTER TABLE payments.attempt DROP CONSTRAINT IF EXISTS attempt_payment_id_fkey;

ALTER TABLE payments.attempt DROP CONSTRAINT IF EXISTS fk_payment_id_ref_payment;

ALTER TABLE payments.operation DROP CONSTRAINT IF EXISTS operation_payment_id_fkey;

ALTER TABLE payments.operation DROP CONSTRAINT IF EXISTS fk_payment_id_ref_payment;

ALTER TABLE payments.operation DROP CONSTRAINT IF EXISTS operation_attempt_id_fkey;

ALTER TABLE payments.operation DROP CONSTRAINT IF EXISTS fk_attempt_id_ref_attempt;

ALTER TABLE payments.posting DROP CONSTRAINT IF EXISTS posting_payment_id_fkey;

ALTER TABLE payments.posting DROP CONSTRAINT IF EXISTS fk_payment_id_ref_payment;

ALTER TABLE payments.entry DROP CONSTRAINT IF EXISTS entry_posting_id_fkey;

ALTER TABLE payments.entry DROP CONSTRAINT IF EXISTS fk_posting_id_ref_posting;
