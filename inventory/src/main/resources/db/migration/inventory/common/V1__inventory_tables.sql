-- Where goods lie. Coordinates choose the nearest one to an address; degrees, WGS 84.
CREATE TABLE inventory.warehouse (
    code       TEXT    NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 32),
    name       TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    country    TEXT    NOT NULL CHECK (length(country) = 2),
    region     TEXT    NOT NULL,
    latitude   FLOAT8  NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    longitude  FLOAT8  NOT NULL CHECK (longitude BETWEEN -180 AND 180)
);

-- How a SKU is sold when none is left, and when the merchant is told that little is left.
CREATE TABLE inventory.item (
    sku                  TEXT        NOT NULL PRIMARY KEY CHECK (length(sku) BETWEEN 1 AND 64),
    -- How many units may be promised that are not there; 0: none.
    backorder_limit      INT8        NOT NULL DEFAULT 0 CHECK (backorder_limit >= 0),
    -- How many are: held or sold, and not yet received.
    backordered          INT8        NOT NULL DEFAULT 0 CHECK (backordered >= 0),
    backorder_kind       TEXT        NOT NULL DEFAULT 'BACKORDER' CHECK (backorder_kind IN ('BACKORDER', 'PREORDER')),
    ships_in_days        INT4        CHECK (ships_in_days BETWEEN 1 AND 730),
    ships_on             DATE,
    low_stock_threshold  INT8        CHECK (low_stock_threshold >= 0),
    -- When it was told; NULL again when the stock is above the threshold.
    low_stock_since      TIMESTAMPTZ,
    -- One server at a time moves this SKU's units about, and not again before this ends.
    rebalancer           TEXT,
    rebalancer_until     TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- What may be sold: the units of a SKU, split over regions, and within a region over slots, so that buyers do not meet.
CREATE TABLE inventory.allotment (
    sku        TEXT  NOT NULL CHECK (length(sku) BETWEEN 1 AND 64),
    region     TEXT  NOT NULL,
    slot       INT4  NOT NULL CHECK (slot >= 0),
    -- How many slots the SKU has in this region, the same in all its rows: a server learns it from the row that it updates.
    slots      INT4  NOT NULL DEFAULT 1 CHECK (slots >= 1),
    available  INT8  NOT NULL CHECK (available >= 0),
    PRIMARY KEY (sku, region, slot)
);

-- What lies on the shelves. Slots for the same reason: a flash sale ships as fast as it sells.
CREATE TABLE inventory.stock_level (
    sku        TEXT  NOT NULL CHECK (length(sku) BETWEEN 1 AND 64),
    warehouse  TEXT  NOT NULL,
    slot       INT4  NOT NULL CHECK (slot >= 0),
    slots      INT4  NOT NULL DEFAULT 1 CHECK (slots >= 1),
    on_hand    INT8  NOT NULL CHECK (on_hand >= 0),
    PRIMARY KEY (sku, warehouse, slot)
);

-- Units that are set aside for an order; one row for each allotment that they came from. Rows are never deleted.
CREATE TABLE inventory.reservation (
    order_id     UUID        NOT NULL,
    id           UUID        NOT NULL DEFAULT gen_random_uuid(),
    sku          TEXT        NOT NULL,
    -- The allotment they came from; for units that are promised and not there, the buyer's region and slot 0.
    region       TEXT        NOT NULL,
    slot         INT4        NOT NULL,
    units        INT8        NOT NULL CHECK (units > 0),
    -- Promised, and not there: no allotment and no warehouse holds them.
    backordered  BOOLEAN     NOT NULL DEFAULT false,
    state        TEXT        NOT NULL DEFAULT 'HELD' CHECK (state IN ('HELD', 'CONFIRMED', 'RELEASED')),
    deadline     TIMESTAMPTZ NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    ended_at     TIMESTAMPTZ,
    returned     INT8        NOT NULL DEFAULT 0 CHECK (returned >= 0 AND returned <= units),
    PRIMARY KEY (order_id, id),
    CHECK (state = 'HELD' OR ended_at IS NOT NULL)
);

CREATE INDEX reservation_due ON inventory.reservation (deadline) WHERE state = 'HELD';

CREATE INDEX reservation_held ON inventory.reservation (sku) WHERE state = 'HELD';

CREATE INDEX reservation_owed ON inventory.reservation (sku, created_at) WHERE backordered;

-- The journal: what happened to units, and who did it, why. Append-only. The levels are the sums of these columns.
CREATE TABLE inventory.movement (
    id           UUID        NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    at           TIMESTAMPTZ NOT NULL DEFAULT now(),
    sku          TEXT        NOT NULL,
    kind         TEXT        NOT NULL CHECK (kind IN ('RECEIPT', 'RESERVATION', 'RELEASE', 'SALE', 'SHIPMENT', 'RETURN',
                                                      'TRANSFER', 'WRITE_OFF', 'CORRECTION', 'BACKORDER_FILLED')),
    warehouse    TEXT,
    order_id     UUID,
    -- Changes, signed. on_hand: in the warehouse; available: over all regions; backordered: promised and not there.
    on_hand      INT8        NOT NULL DEFAULT 0,
    available    INT8        NOT NULL DEFAULT 0,
    reserved     INT8        NOT NULL DEFAULT 0,
    sold         INT8        NOT NULL DEFAULT 0,
    backordered  INT8        NOT NULL DEFAULT 0,
    actor        TEXT        NOT NULL CHECK (length(actor) BETWEEN 1 AND 200),
    reason       TEXT        NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    CHECK (on_hand = 0 OR warehouse IS NOT NULL)
);

CREATE INDEX movement_sku ON inventory.movement (sku, at);

CREATE INDEX movement_at ON inventory.movement (at);

CREATE INDEX movement_order ON inventory.movement (order_id) WHERE order_id IS NOT NULL;

-- A SKU that is sold as one and is made of others. It has no stock of its own.
CREATE TABLE inventory.bundle (
    bundle     TEXT  NOT NULL,
    component  TEXT  NOT NULL CHECK (component <> bundle),
    quantity   INT4  NOT NULL CHECK (quantity BETWEEN 1 AND 200),
    PRIMARY KEY (bundle, component)
);

-- Bulk work that happened: a file by its hash, a part of the sample stock by its name. So that it happens once.
CREATE TABLE inventory.import (
    reference  TEXT        NOT NULL PRIMARY KEY CHECK (length(reference) BETWEEN 1 AND 200),
    at         TIMESTAMPTZ NOT NULL DEFAULT now(),
    actor      TEXT        NOT NULL,
    lines      INT4        NOT NULL,
    result     TEXT
);
