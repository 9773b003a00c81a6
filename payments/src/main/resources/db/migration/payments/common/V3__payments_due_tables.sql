-- What workers have to look at, and when, apart from the rows it is about. On PostgreSQL at SERIALIZABLE an update that
-- changes an indexed column writes to every index of its table, and so collides with everybody who reads the same index
-- page: with these tables the rows themselves change no indexed column.
CREATE TABLE payments.due_attempt (
    id      UUID        NOT NULL PRIMARY KEY,
    due_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX due_attempt_at ON payments.due_attempt (due_at);

CREATE TABLE payments.due_operation (
    id      UUID        NOT NULL PRIMARY KEY,
    due_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX due_operation_at ON payments.due_operation (due_at);

-- Payments whose checkout has to come back until then.
CREATE TABLE payments.due_payment (
    id      UUID        NOT NULL PRIMARY KEY,
    due_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX due_payment_at ON payments.due_payment (due_at);

-- The order, while this is a capture that counts; NULL otherwise.
ALTER TABLE payments.operation ADD COLUMN charges_order UUID;

-- Whose the processors' references are.
CREATE TABLE payments.processor_reference (
    processor   TEXT  NOT NULL,
    reference   TEXT  NOT NULL,
    attempt_id  UUID  NOT NULL,
    payment_id  UUID  NOT NULL,
    PRIMARY KEY (reference, processor)
);
