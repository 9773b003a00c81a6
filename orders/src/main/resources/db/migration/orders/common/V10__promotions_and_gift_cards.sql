-- What a merchant gives off. Read at every till, written seldom: what is counted stands in tables of its own.
CREATE TABLE orders.promotion (
    id                     UUID        NOT NULL PRIMARY KEY,
    -- In capitals; NULL: automatic, whoever fills the conditions gets it.
    code                   TEXT        UNIQUE CHECK (length(code) BETWEEN 3 AND 40),
    name                   TEXT        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- {"kind", "percentPpm", "amounts", "buy", "get", "minimum", "skus", "products", "categories"}; amounts by currency, in
    -- minor units.
    terms                  JSONB       NOT NULL,
    -- Whether it goes together with others that do; otherwise it stands alone.
    stackable              BOOLEAN     NOT NULL,
    starts_at              TIMESTAMPTZ NOT NULL,
    ends_at                TIMESTAMPTZ CHECK (ends_at > starts_at),
    -- NULL: as often as wanted.
    uses_max               INT8        CHECK (uses_max > 0),
    uses_per_customer_max  INT4        CHECK (uses_per_customer_max > 0),
    created_at             TIMESTAMPTZ NOT NULL DEFAULT now(),
    disabled_at            TIMESTAMPTZ
);

CREATE INDEX promotion_created_at ON orders.promotion (created_at DESC, id);

CREATE INDEX promotion_automatic ON orders.promotion (starts_at) WHERE code IS NULL AND disabled_at IS NULL;

-- The uses that are left of a promotion with a limit, in several rows: two checkouts that change one row collide.
CREATE TABLE orders.promotion_slot (
    promotion_id  UUID NOT NULL,
    slot          INT4 NOT NULL,
    available     INT8 NOT NULL CHECK (available >= 0),
    PRIMARY KEY (promotion_id, slot)
)
WITH (fillfactor = 60);

-- How often a customer used a promotion that has a limit for each. The customer is 'account:ID' or 'email:SHA-256'.
CREATE TABLE orders.promotion_customer (
    promotion_id  UUID NOT NULL,
    customer      TEXT NOT NULL,
    used          INT4 NOT NULL CHECK (used >= 0),
    PRIMARY KEY (promotion_id, customer)
);

-- Which order used what: one row for each, gone again when the order came to nothing.
CREATE TABLE orders.promotion_use (
    order_id      UUID        NOT NULL,
    promotion_id  UUID        NOT NULL,
    -- Where the use was taken from; NULL: the promotion has no limit.
    slot          INT4,
    -- Whose count went up, with commas between them; '': none.
    customers     TEXT        NOT NULL,
    currency      TEXT        NOT NULL,
    amount        INT8        NOT NULL CHECK (amount > 0),
    used_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (order_id, promotion_id)
);

CREATE INDEX promotion_use_of_promotion ON orders.promotion_use (promotion_id);

-- Stored value. The code was shown once, and only its hash is kept; the balance is the sum of the journal.
CREATE TABLE orders.gift_card (
    id           UUID        NOT NULL PRIMARY KEY,
    code_hash    TEXT        NOT NULL UNIQUE CHECK (length(code_hash) = 64),
    last_four    TEXT        NOT NULL CHECK (length(last_four) = 4),
    kind         TEXT        NOT NULL CHECK (kind IN ('GIFT_CARD', 'STORE_CREDIT')),
    -- Store credit is its owner's only: 'email:SHA-256'.
    owner        TEXT        CHECK ((kind = 'STORE_CREDIT') = (owner IS NOT NULL)),
    currency     TEXT        NOT NULL CHECK (length(currency) = 3),
    balance      INT8        NOT NULL CHECK (balance >= 0),
    expires_at   TIMESTAMPTZ,
    note         TEXT        NOT NULL CHECK (length(note) <= 500),
    created_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    disabled_at  TIMESTAMPTZ
)
WITH (fillfactor = 60);

CREATE INDEX gift_card_created_at ON orders.gift_card (created_at DESC, id);

-- The journal of stored value: rows are added, never changed. What is told twice is booked once.
CREATE TABLE orders.gift_card_entry (
    id            UUID        NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
    gift_card_id  UUID        NOT NULL,
    kind          TEXT        NOT NULL CHECK (kind IN ('ISSUED', 'SPENT', 'GIVEN_BACK', 'REFUNDED')),
    -- What it was booked for: the card itself, the order, the refund.
    source        UUID        NOT NULL,
    order_id      UUID,
    -- What it adds to the balance: negative for what was spent.
    amount        INT8        NOT NULL CHECK ((amount < 0) = (kind = 'SPENT') AND amount <> 0),
    region        TEXT        NOT NULL,
    actor         TEXT        NOT NULL,
    at            TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (gift_card_id, kind, source)
);

CREATE INDEX gift_card_entry_of_order ON orders.gift_card_entry (order_id);
