INSERT INTO payments.due_attempt (id, due_at) SELECT id, due_at FROM payments.attempt WHERE due_at IS NOT NULL;

INSERT INTO payments.due_operation (id, due_at) SELECT id, due_at FROM payments.operation WHERE due_at IS NOT NULL;

INSERT INTO payments.due_payment (id, due_at) SELECT id, abandoned_at FROM payments.payment WHERE abandoned_at IS NOT NULL;

UPDATE payments.operation SET charges_order = order_id
 WHERE kind = 'CAPTURE' AND state IN ('WAITING', 'DUE', 'SENT', 'DONE');

INSERT INTO payments.processor_reference (processor, reference, attempt_id, payment_id)
SELECT processor, processor_reference, id, payment_id FROM payments.attempt WHERE processor_reference IS NOT NULL;
