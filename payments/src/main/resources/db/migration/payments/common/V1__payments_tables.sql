-- The money wanted for one order. Its row is the lock under which everything about it is decided.
CREATE TABLE payments.payment (
    id                      UUID        NOT NULL PRIMARY KEY,
    order_id                UUID        NOT NULL,
    region                  TEXT        NOT NULL,
    currency                TEXT        NOT NULL CHECK (length(currency) = 3),
    amount_minor            INT8        NOT NULL CHECK (amount_minor > 0),
    -- Parts of the amount, for the ledger; the rest is goods.
    tax_minor               INT8        NOT NULL CHECK (tax_minor >= 0),
    shipping_minor          INT8        NOT NULL CHECK (shipping_minor >= 0),
    -- The processors' token for the shopper's means of payment: never a card number.
    token                   TEXT        NOT NULL CHECK (length(token) BETWEEN 1 AND 400),
    state                   TEXT        NOT NULL CHECK (state IN ('CREATED', 'AUTHORISED', 'PARTLY_CAPTURED', 'CAPTURED',
                                            'PARTLY_REFUNDED', 'REFUNDED', 'VOIDED', 'DECLINED', 'FAILED', 'UNKNOWN')),
    -- How many transitions there were: numbers the journal.
    version                 INT4        NOT NULL DEFAULT 0,
    -- The one attempt whose hold is captured.
    chosen_attempt          UUID,
    captured_minor          INT8        NOT NULL DEFAULT 0 CHECK (captured_minor BETWEEN 0 AND amount_minor),
    -- Refunds that were asked for, done or not: this is what the limit holds for.
    refund_requested_minor  INT8        NOT NULL DEFAULT 0 CHECK (refund_requested_minor >= 0),
    refunded_minor          INT8        NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    charged_back_minor      INT8        NOT NULL DEFAULT 0 CHECK (charged_back_minor >= 0),
    decline_reason          TEXT,
    -- Set once the sale fell through: whatever is held or taken goes back.
    give_back_reason        TEXT,
    -- When somebody has to look whether the checkout was abandoned with money on hold; NULL: no need.
    abandoned_at            TIMESTAMPTZ,
    created_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    CHECK (tax_minor + shipping_minor <= amount_minor),
    CHECK (refund_requested_minor <= captured_minor),
    CHECK (refunded_minor <= refund_requested_minor)
);

CREATE INDEX payment_order ON payments.payment (order_id);

CREATE INDEX payment_newest ON payments.payment (created_at DESC, id DESC);

CREATE INDEX payment_abandoned ON payments.payment (abandoned_at) WHERE abandoned_at IS NOT NULL;

-- Every transition that ever was. Append-only.
CREATE TABLE payments.transition (
    payment_id  UUID        NOT NULL REFERENCES payments.payment (id),
    version     INT4        NOT NULL,
    from_state  TEXT,
    to_state    TEXT        NOT NULL,
    reason      TEXT        NOT NULL,
    -- A region's worker, a checkout, or a merchant.
    actor       TEXT        NOT NULL,
    at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (payment_id, version)
);

-- One try to have one processor hold the money. Its id is the processor's idempotency key and our reference there.
CREATE TABLE payments.attempt (
    id                   UUID        NOT NULL PRIMARY KEY,
    payment_id           UUID        NOT NULL REFERENCES payments.payment (id),
    ordinal              INT4        NOT NULL CHECK (ordinal >= 1),
    processor            TEXT        NOT NULL,
    region               TEXT        NOT NULL,
    state                TEXT        NOT NULL CHECK (state IN ('SENT', 'UNKNOWN', 'HELD', 'CAPTURED', 'DECLINED', 'NOT_HELD',
                                         'VOIDED')),
    -- False: whatever it holds is to be voided.
    wanted               BOOL        NOT NULL DEFAULT true,
    processor_reference  TEXT,
    reason               TEXT,
    -- When the recovery worker has to look at it; NULL: nothing is left to do.
    due_at               TIMESTAMPTZ,
    tries                INT4        NOT NULL DEFAULT 0,
    alerted_at           TIMESTAMPTZ,
    created_at           TIMESTAMPTZ NOT NULL DEFAULT now(),
    -- Two servers that fail over at once: the second one finds the first one's attempt.
    UNIQUE (payment_id, ordinal)
);

CREATE INDEX attempt_due ON payments.attempt (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX attempt_reference ON payments.attempt (processor, processor_reference) WHERE processor_reference IS NOT NULL;

-- Money to be moved: a capture or a refund. Its id is the processor's idempotency key.
CREATE TABLE payments.operation (
    id                   UUID        NOT NULL PRIMARY KEY,
    payment_id           UUID        NOT NULL REFERENCES payments.payment (id),
    attempt_id           UUID        NOT NULL REFERENCES payments.attempt (id),
    order_id             UUID        NOT NULL,
    kind                 TEXT        NOT NULL CHECK (kind IN ('CAPTURE', 'REFUND')),
    -- WAITING: somebody has to do it by hand (a bank transfer).
    state                TEXT        NOT NULL CHECK (state IN ('WAITING', 'DUE', 'SENT', 'DONE', 'REFUSED', 'CANCELLED')),
    currency             TEXT        NOT NULL,
    amount_minor         INT8        NOT NULL CHECK (amount_minor > 0),
    -- The key of whoever asked: the same key is the same operation.
    request_key          TEXT        NOT NULL CHECK (length(request_key) BETWEEN 1 AND 255),
    reason               TEXT        NOT NULL,
    requested_by         TEXT        NOT NULL,
    processor_reference  TEXT,
    last_error           TEXT,
    due_at               TIMESTAMPTZ,
    tries                INT4        NOT NULL DEFAULT 0,
    first_sent_at        TIMESTAMPTZ,
    alerted_at           TIMESTAMPTZ,
    created_at           TIMESTAMPTZ NOT NULL DEFAULT now(),
    done_at              TIMESTAMPTZ,
    UNIQUE (payment_id, request_key)
);

-- An order is charged once, whatever else goes wrong.
CREATE UNIQUE INDEX operation_one_capture_per_order ON payments.operation (order_id)
    WHERE kind = 'CAPTURE' AND state IN ('WAITING', 'DUE', 'SENT', 'DONE');

CREATE INDEX operation_due ON payments.operation (due_at) WHERE due_at IS NOT NULL;

-- The books: one posting for each thing that happened to money. Append-only.
CREATE TABLE payments.posting (
    id          UUID        NOT NULL PRIMARY KEY,
    kind        TEXT        NOT NULL,
    -- What it tells of (an attempt, an operation, an event): the same thing is booked once.
    source      TEXT        NOT NULL,
    payment_id  UUID        NOT NULL REFERENCES payments.payment (id),
    order_id    UUID        NOT NULL,
    processor   TEXT        NOT NULL,
    at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (kind, source)
);

CREATE INDEX posting_payment ON payments.posting (payment_id);

CREATE INDEX posting_day ON payments.posting (processor, at);

-- The lines of a posting: debits above zero, credits below; they sum to zero.
CREATE TABLE payments.entry (
    posting_id    UUID    NOT NULL REFERENCES payments.posting (id),
    line          INT4    NOT NULL,
    account       TEXT    NOT NULL,
    currency      TEXT    NOT NULL,
    amount_minor  INT8    NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (posting_id, line)
);

-- What processors told us, stored before it is acknowledged.
CREATE TABLE payments.webhook_event (
    processor    TEXT        NOT NULL,
    event_id     TEXT        NOT NULL CHECK (length(event_id) BETWEEN 1 AND 255),
    kind         TEXT        NOT NULL,
    body         TEXT        NOT NULL,
    state        TEXT        NOT NULL CHECK (state IN ('RECEIVED', 'APPLIED', 'IGNORED', 'PARKED')),
    received_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    due_at       TIMESTAMPTZ,
    tries        INT4        NOT NULL DEFAULT 0,
    last_error   TEXT,
    PRIMARY KEY (processor, event_id)
);

CREATE INDEX webhook_event_due ON payments.webhook_event (due_at) WHERE due_at IS NOT NULL;

-- Which processors may be used where; what is not listed may.
CREATE TABLE payments.processor_switch (
    processor   TEXT        NOT NULL,
    region      TEXT        NOT NULL,
    enabled     BOOL        NOT NULL,
    reason      TEXT        NOT NULL,
    changed_by  TEXT        NOT NULL,
    changed_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (processor, region)
);
