-- Where a merchant's programs want to be told what happened.
CREATE TABLE merchant.webhook_endpoint (
    id               UUID         NOT NULL PRIMARY KEY,
    url              TEXT         NOT NULL UNIQUE CHECK (length(url) BETWEEN 1 AND 2000),
    description      TEXT         NOT NULL CHECK (length(description) <= 500),
    -- ["order.paid", ...], or ["*"]
    events           JSONB        NOT NULL,
    -- Signs what is sent; until previous_until the one before signs it too, so that a receiver can change over.
    secret           TEXT         NOT NULL,
    previous_secret  TEXT,
    previous_until   TIMESTAMPTZ,
    state            TEXT         NOT NULL DEFAULT 'ENABLED' CHECK (state IN ('ENABLED', 'DISABLED')),
    disabled_reason  TEXT,
    -- Since when nothing gets there; NULL: the last delivery did.
    failing_since    TIMESTAMPTZ,
    created_at       TIMESTAMPTZ  NOT NULL DEFAULT now()
);

-- What happened, as it is sent, byte for byte. The id is the outbox message's: told twice by a relay, it is one message.
CREATE TABLE merchant.webhook_message (
    id          UUID         NOT NULL PRIMARY KEY,
    type        TEXT         NOT NULL,
    body        TEXT         NOT NULL,
    created_at  TIMESTAMPTZ  NOT NULL DEFAULT now()
);

CREATE INDEX webhook_message_created_at ON merchant.webhook_message (created_at);

-- One message for one endpoint.
CREATE TABLE merchant.webhook_delivery (
    id           UUID         NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    endpoint_id  UUID         NOT NULL,
    message_id   UUID         NOT NULL,
    type         TEXT         NOT NULL,
    state        TEXT         NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'DELIVERED', 'FAILED')),
    -- Attempts in all: numbers the log. Tries: since it was told to begin; by them the pauses grow.
    attempts     INT4         NOT NULL DEFAULT 0,
    tries        INT4         NOT NULL DEFAULT 0,
    -- When somebody has to try; NULL: nobody has to.
    due_at       TIMESTAMPTZ  DEFAULT now(),
    created_at   TIMESTAMPTZ  NOT NULL DEFAULT now(),
    UNIQUE (endpoint_id, message_id)
);

CREATE INDEX webhook_delivery_due ON merchant.webhook_delivery (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX webhook_delivery_newest ON merchant.webhook_delivery (endpoint_id, created_at DESC, id DESC);

CREATE INDEX webhook_delivery_created_at ON merchant.webhook_delivery (created_at);

-- What came of each attempt.
CREATE TABLE merchant.webhook_attempt (
    delivery_id  UUID         NOT NULL,
    number       INT4         NOT NULL,
    at           TIMESTAMPTZ  NOT NULL DEFAULT now(),
    took_ms      INT4         NOT NULL,
    -- NULL: there was no answer, and error says why.
    status       INT4,
    error        TEXT,
    -- The beginning of the answer.
    response     TEXT,
    PRIMARY KEY (delivery_id, number)
);

-- Keys for a merchant's programs. The key itself is not kept.
CREATE TABLE merchant.api_key (
    id            UUID         NOT NULL PRIMARY KEY,
    name          TEXT         NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- SHA-256 of the key, hexadecimal. The key is 256 random bits: there is nothing to guess, and no need for a slow hash.
    key_hash      TEXT         NOT NULL UNIQUE,
    -- The key's last characters, so that people can tell keys apart.
    ending        TEXT         NOT NULL,
    -- ["orders:read", ...]
    scopes        JSONB        NOT NULL,
    created_by    TEXT         NOT NULL,
    created_at    TIMESTAMPTZ  NOT NULL DEFAULT now(),
    last_used_at  TIMESTAMPTZ,
    revoked_at    TIMESTAMPTZ
);
