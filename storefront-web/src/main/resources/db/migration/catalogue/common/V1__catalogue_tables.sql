-- The shelves of the shop, in the order in which they are shown.
CREATE TABLE catalogue.category (
    slug          TEXT        NOT NULL PRIMARY KEY CHECK (length(slug) BETWEEN 1 AND 60),
    name          TEXT        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    description   TEXT        NOT NULL CHECK (length(description) BETWEEN 1 AND 1000),
    position      INT4        NOT NULL
);

-- What is offered. The slug is the product's address and its key: links and orders hold it, so it never changes.
CREATE TABLE catalogue.product (
    slug          TEXT        NOT NULL PRIMARY KEY CHECK (length(slug) BETWEEN 1 AND 100),
    category      TEXT        NOT NULL REFERENCES catalogue.category (slug),
    name          TEXT        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    description   TEXT        NOT NULL CHECK (length(description) BETWEEN 1 AND 4000),
    -- Which drawing stands for it; the picture is drawn from this, the slug and the variant's colour.
    motif         TEXT        NOT NULL CHECK (length(motif) BETWEEN 1 AND 40),
    -- Its place in a list: low comes first. Places need not be unique, the slug decides between equals.
    place         INT4        NOT NULL,
    -- Name, and name with description, folded (lower case, without accents) by the same Java code that folds queries.
    name_folded   TEXT        NOT NULL,
    text_folded   TEXT        NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- The two orders in which products are walked: one shelf, and the whole shop.
CREATE INDEX product_shelf ON catalogue.product (category, place, slug);

CREATE INDEX product_shop ON catalogue.product (place, slug);

-- What can be put into a cart: a product in one choice of its options.
CREATE TABLE catalogue.variant (
    sku           TEXT        NOT NULL PRIMARY KEY CHECK (length(sku) BETWEEN 1 AND 64),
    product       TEXT        NOT NULL REFERENCES catalogue.product (slug),
    position      INT4        NOT NULL,
    -- Pairs such as [["colour", "Oat"], ["size", "350 ml"]]: an object would lose their order.
    options       JSONB       NOT NULL,
    weight_grams  INT4        NOT NULL CHECK (weight_grams BETWEEN 1 AND 1000000),
    -- The colour it is drawn in, as #rrggbb.
    swatch        TEXT        NOT NULL CHECK (length(swatch) = 7)
);

CREATE INDEX variant_product ON catalogue.variant (product, position);

-- One price per currency: no conversion at the till, the merchant sets each.
CREATE TABLE catalogue.price (
    sku           TEXT        NOT NULL REFERENCES catalogue.variant (sku),
    currency      TEXT        NOT NULL CHECK (length(currency) = 3),
    minor_units   INT8        NOT NULL CHECK (minor_units BETWEEN 1 AND 100000000),
    changed_at    TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (sku, currency)
);
