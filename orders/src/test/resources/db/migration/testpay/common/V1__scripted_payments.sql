CREATE TABLE testpay.payment (
    id          UUID    NOT NULL PRIMARY KEY,
    order_id    UUID    NOT NULL,
    state       TEXT    NOT NULL,
    amount      INT8    NOT NULL,
    currency    TEXT    NOT NULL,
    token       TEXT    NOT NULL,
    reason      TEXT,
    given_back  BOOLEAN NOT NULL DEFAULT false
);

-- The processor's own books, outside of all our transactions: what it holds, it holds, whatever happens to us.
CREATE TABLE testpay.held (
    payment_id  UUID NOT NULL PRIMARY KEY
);
