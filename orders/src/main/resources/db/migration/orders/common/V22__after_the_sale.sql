-- Parcels that left. Append-only.
CREATE TABLE orders.shipment (
    id               UUID        NOT NULL PRIMARY KEY,
    order_id         UUID        NOT NULL,
    carrier          TEXT        NOT NULL CHECK (length(carrier) BETWEEN 1 AND 100),
    tracking_number  TEXT        NOT NULL CHECK (length(tracking_number) BETWEEN 1 AND 100),
    -- [{"position", "quantity"}]
    lines            JSONB       NOT NULL,
    at               TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX shipment_order ON orders.shipment (order_id, at);

-- Goods that somebody wants to send back, or that came back.
CREATE TABLE orders.order_return (
    id            UUID        NOT NULL PRIMARY KEY,
    order_id      UUID        NOT NULL,
    state         TEXT        NOT NULL CHECK (state IN ('REQUESTED', 'RECEIVED', 'REFUSED')),
    -- [{"position", "quantity"}]: what is announced
    lines         JSONB       NOT NULL,
    -- [{"position", "restocked", "writtenOff"}]: what came; NULL as long as nothing did
    received      JSONB,
    reason        TEXT        NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    requested_by  TEXT        NOT NULL,
    requested_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    ended_at      TIMESTAMPTZ,
    CHECK ((state = 'REQUESTED') = (ended_at IS NULL))
);

CREATE INDEX order_return_order ON orders.order_return (order_id, requested_at);

-- Money that goes back, from the decision to the processor's word. Its id makes the key at the payments module, so that it is
-- asked for once, whoever asks.
CREATE TABLE orders.order_refund (
    id            UUID        NOT NULL PRIMARY KEY,
    order_id      UUID        NOT NULL,
    -- NULL: it goes back to the gift cards, in the transaction that decides it.
    payment_id    UUID,
    amount        INT8        NOT NULL CHECK (amount > 0),
    currency      TEXT        NOT NULL CHECK (length(currency) = 3),
    kind          TEXT        NOT NULL CHECK (kind IN ('CANCEL', 'EDIT', 'RETURN', 'GOODWILL')),
    reason        TEXT        NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    requested_by  TEXT        NOT NULL,
    -- WANTED: decided here. ASKED: the payments module has it. RELEASED: nothing had been charged yet, the hold is given back.
    state         TEXT        NOT NULL CHECK (state IN ('WANTED', 'ASKED', 'DONE', 'RELEASED', 'FAILED')),
    operation_id  UUID,
    last_error    TEXT,
    created_at    TIMESTAMPTZ NOT NULL DEFAULT now(),
    ended_at      TIMESTAMPTZ,
    -- When a worker looks at it; NULL: it is at its end.
    due_at        TIMESTAMPTZ,
    CHECK ((state IN ('WANTED', 'ASKED')) = (ended_at IS NULL))
);

CREATE INDEX order_refund_order ON orders.order_refund (order_id, created_at);

CREATE INDEX order_refund_due ON orders.order_refund (due_at) WHERE due_at IS NOT NULL;

-- A change of an order that costs more than was paid: what is to be changed, and the payment of the difference. While it is
-- PENDING, the order is not touched otherwise.
CREATE TABLE orders.order_charge (
    id            UUID        NOT NULL PRIMARY KEY,
    order_id      UUID        NOT NULL,
    payment_id    UUID        NOT NULL,
    amount        INT8        NOT NULL CHECK (amount > 0),
    currency      TEXT        NOT NULL CHECK (length(currency) = 3),
    -- What is done once it is paid.
    change        JSONB       NOT NULL,
    requested_by  TEXT        NOT NULL,
    state         TEXT        NOT NULL CHECK (state IN ('PENDING', 'PAID', 'FAILED')),
    reason        TEXT,
    created_at    TIMESTAMPTZ NOT NULL DEFAULT now(),
    due_at        TIMESTAMPTZ,
    CHECK ((state = 'PENDING') = (due_at IS NOT NULL))
);

-- One at a time for each order: two merchants at once, the index is the judge.
CREATE UNIQUE INDEX order_charge_pending ON orders.order_charge (order_id) WHERE state = 'PENDING';

CREATE INDEX order_charge_order ON orders.order_charge (order_id, created_at);

CREATE INDEX order_charge_due ON orders.order_charge (due_at) WHERE due_at IS NOT NULL;
