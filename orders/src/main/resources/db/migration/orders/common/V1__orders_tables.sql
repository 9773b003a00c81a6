-- A cart is one row: two that write it at once are put in order by its version, and no line is lost.
CREATE TABLE orders.cart (
    id          UUID   NOT NULL PRIMARY KEY,
    version     INT8   NOT NULL DEFAULT 1 CHECK (version > 0),
    currency    TEXT   NOT NULL CHECK (length(currency) = 3),
    region      TEXT   NOT NULL,
    -- [{"id", "sku", "name", "quantity", "price", "weightGrams"}]; price in minor units, as it was shown last
    lines       JSONB  NOT NULL,
    email       TEXT   CHECK (length(email) <= 254),
    address     JSONB,
    -- What was shown last: the shipping option with its price, the tax terms of the destination.
    shipping    JSONB,
    tax         JSONB,
    -- The order that took the cart; NULL: open. A declined payment opens it again.
    order_id    UUID,
    -- A day, not a time: most changes leave it as it is, and its index alone.
    expires_on  DATE   NOT NULL
)
-- Room for the next version of a row beside it, so that its indexes need not be touched (CockroachDB ignores it).
WITH (fillfactor = 60);

CREATE INDEX cart_expires_on ON orders.cart (expires_on);

-- Where tax is owed. region '' is the whole country; the more precise row counts.
CREATE TABLE orders.tax_rate (
    country      TEXT    NOT NULL CHECK (length(country) = 2),
    region       TEXT    NOT NULL DEFAULT '',
    name         TEXT    NOT NULL,
    -- Parts per million: 8.875 % is 88750.
    rate_ppm     INT8    NOT NULL CHECK (rate_ppm BETWEEN 0 AND 1000000),
    -- Whether prices shown there hold the tax already.
    included     BOOLEAN NOT NULL,
    on_shipping  BOOLEAN NOT NULL,
    PRIMARY KEY (country, region)
);

-- Which zone a place is in. region '' is the whole country; places without a row are in the zone 'world'.
CREATE TABLE orders.shipping_zone (
    country  TEXT NOT NULL CHECK (length(country) = 2),
    region   TEXT NOT NULL DEFAULT '',
    zone     TEXT NOT NULL,
    PRIMARY KEY (country, region)
);

-- What a method costs in a zone, for parcels of weight_from <= grams < weight_below whose goods cost total_from or more;
-- of several rows that fit, the one with the highest total_from counts.
CREATE TABLE orders.shipping_rate (
    zone          TEXT NOT NULL,
    currency      TEXT NOT NULL CHECK (length(currency) = 3),
    method        TEXT NOT NULL,
    weight_from   INT8 NOT NULL CHECK (weight_from >= 0),
    total_from    INT8 NOT NULL CHECK (total_from >= 0),
    weight_below  INT8 NOT NULL CHECK (weight_below > weight_from),
    name          TEXT NOT NULL,
    estimate      TEXT NOT NULL,
    price         INT8 NOT NULL CHECK (price >= 0),
    PRIMARY KEY (zone, currency, method, weight_from, total_from)
);

-- An order: what was agreed. Amounts are minor units of its currency, and add up, or the row is refused.
CREATE TABLE orders.shop_order (
    id               UUID        NOT NULL PRIMARY KEY,
    number           TEXT        NOT NULL UNIQUE,
    version          INT8        NOT NULL DEFAULT 1,
    state            TEXT        NOT NULL CHECK (state IN ('PLACED', 'PAID', 'PACKED', 'PARTLY_SHIPPED', 'SHIPPED',
                                                           'DELIVERED', 'CANCELLED', 'RETURNED')),
    region           TEXT        NOT NULL,
    cart_id          UUID        NOT NULL,
    payment_id       UUID        NOT NULL,
    currency         TEXT        NOT NULL CHECK (length(currency) = 3),
    subtotal         INT8        NOT NULL CHECK (subtotal >= 0),
    discount         INT8        NOT NULL CHECK (discount >= 0),
    shipping         INT8        NOT NULL CHECK (shipping >= 0),
    tax              INT8        NOT NULL CHECK (tax >= 0),
    total            INT8        NOT NULL CHECK (total >= 0),
    tax_included     BOOLEAN     NOT NULL,
    email            TEXT        NOT NULL,
    address          JSONB       NOT NULL,
    shipping_option  JSONB       NOT NULL,
    placed_at        TIMESTAMPTZ NOT NULL DEFAULT now(),
    -- How the checkout ended, so that the same request gets the same answer from any server.
    outcome          TEXT        CHECK (outcome IN ('PAID', 'DECLINED', 'OUT_OF_STOCK', 'UNAVAILABLE')),
    outcome_detail   JSONB,
    -- [{"at", "region", "actor", "what", "detail"}]
    timeline         JSONB       NOT NULL,
    CHECK (total = subtotal - discount + shipping + CASE WHEN tax_included THEN 0 ELSE tax END),
    CHECK ((state = 'PLACED') = (outcome IS NULL))
)
WITH (fillfactor = 60);

CREATE INDEX shop_order_placed_at ON orders.shop_order (placed_at DESC, id);

CREATE INDEX shop_order_email ON orders.shop_order (email, placed_at DESC);

-- Checkouts between their two commits; a table of its own, so that it stays small, and so that the end of a checkout changes
-- no index of the orders.
CREATE TABLE orders.checkout_under_way (
    order_id      UUID        NOT NULL PRIMARY KEY,
    -- When somebody else may take the checkout for abandoned, and finish it.
    settle_after  TIMESTAMPTZ NOT NULL
);

CREATE INDEX checkout_under_way_settle_after ON orders.checkout_under_way (settle_after);

-- Written in the statement that writes its order. No foreign key: at SERIALIZABLE its look-up would make checkouts that have
-- nothing in common collide on the pages of the orders' index.
CREATE TABLE orders.order_line (
    order_id  UUID NOT NULL,
    position  INT4 NOT NULL,
    sku       TEXT NOT NULL,
    name      TEXT NOT NULL,
    quantity  INT4 NOT NULL CHECK (quantity > 0),
    price     INT8 NOT NULL CHECK (price >= 0),
    discount  INT8 NOT NULL CHECK (discount >= 0 AND discount <= price * quantity),
    tax       INT8 NOT NULL CHECK (tax >= 0),
    shipped   INT4 NOT NULL DEFAULT 0 CHECK (shipped BETWEEN 0 AND quantity),
    returned  INT4 NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND shipped),
    PRIMARY KEY (order_id, position)
);

CREATE INDEX order_line_sku ON orders.order_line (sku);
