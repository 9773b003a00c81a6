-- One row for each client's request that must happen once (its Idempotency-Key).
CREATE TABLE platform.idempotency_key (
    scope         TEXT        NOT NULL CHECK (length(scope) BETWEEN 1 AND 100),
    key           TEXT        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    -- The attempt that wrote the row last: finding one's own here proves that one's commit happened.
    attempt       UUID        NOT NULL,
    request_hash  TEXT        NOT NULL,
    state         TEXT        NOT NULL CHECK (state IN ('RUNNING', 'DONE')),
    -- What the running work is about (the order), so that another server can go on from what is recorded.
    subject       UUID,
    leased_until  TIMESTAMPTZ NOT NULL,
    status        INT4,
    content_type  TEXT,
    body          TEXT,
    created_at    TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, key),
    CHECK (state = 'RUNNING' OR status IS NOT NULL)
);

CREATE INDEX idempotency_key_created_at ON platform.idempotency_key (created_at);

-- One row for each transaction that claimed no key: after a lost answer it tells whether the commit took place. Not
-- committed is one that was looked for and not found: its transaction fails on the row if it still comes.
CREATE TABLE platform.witness (
    id            UUID        NOT NULL PRIMARY KEY,
    committed     BOOLEAN     NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX witness_created_at ON platform.witness (created_at);

-- What happened, told to the world after the commit. Relays claim rows that are due; the change feed reads them all.
CREATE TABLE platform.outbox (
    id            UUID        NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    topic         TEXT        NOT NULL CHECK (length(topic) BETWEEN 1 AND 100),
    key           TEXT        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    payload       JSONB       NOT NULL,
    region        TEXT        NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL DEFAULT now(),
    -- NULL: nobody claims it (a change for the caches only), or it is delivered.
    due_at        TIMESTAMPTZ,
    leased_by     TEXT,
    leased_until  TIMESTAMPTZ,
    attempts      INT4        NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    delivered_at  TIMESTAMPTZ,
    -- Why the last attempt failed, for the operator.
    last_error    TEXT
);

CREATE INDEX outbox_created_at ON platform.outbox (created_at, id);

CREATE INDEX outbox_due ON platform.outbox (topic, due_at) WHERE due_at IS NOT NULL;

-- Work that one server at a time may do, anywhere in the world.
CREATE TABLE platform.lease (
    name          TEXT        NOT NULL PRIMARY KEY,
    holder        TEXT        NOT NULL,
    leased_until  TIMESTAMPTZ NOT NULL
);
