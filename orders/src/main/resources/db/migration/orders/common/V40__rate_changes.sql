-- Who changed what is charged by destination: one row for each time a table of rates was set. Append-only.
CREATE TABLE orders.rate_change (
    id          UUID        NOT NULL PRIMARY KEY,
    -- 'tax', 'places', or 'shipping ' and the zone.
    rate_table  TEXT        NOT NULL CHECK (length(rate_table) BETWEEN 1 AND 60),
    -- Counts up for each table: two merchants at once, this row is the judge.
    version     INT8        NOT NULL CHECK (version > 0),
    at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    actor       TEXT        NOT NULL,
    was         JSONB       NOT NULL,
    became      JSONB       NOT NULL,
    UNIQUE (rate_table, version)
);

CREATE INDEX rate_change_at ON orders.rate_change (at DESC, id DESC);
