-- What merchants did, and why. Append-only.
CREATE TABLE payments.audit (
    id          UUID        NOT NULL PRIMARY KEY,
    at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    actor       TEXT        NOT NULL,
    action      TEXT        NOT NULL,
    payment_id  UUID,
    detail      TEXT        NOT NULL
);

CREATE INDEX audit_payment ON payments.audit (payment_id, at);

CREATE INDEX audit_at ON payments.audit (at);
