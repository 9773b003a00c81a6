-- The cart that a person finds again wherever they sign in. The cart itself is the orders' matter, and may be gone.
CREATE TABLE identity.account_cart (
    account_id UUID NOT NULL PRIMARY KEY REFERENCES identity.account (id) ON DELETE CASCADE,
    cart_id    UUID NOT NULL
);

-- The sign-ins of the last hours, for a person to look at: when, where, with what.
CREATE TABLE identity.sign_in (
    account_id   UUID        NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    sign_in_id   TEXT        NOT NULL CHECK (length(sign_in_id) BETWEEN 1 AND 100),
    region       TEXT        NOT NULL,
    -- As the browser names itself.
    browser      TEXT        NOT NULL CHECK (length(browser) <= 200),
    signed_in_at TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, sign_in_id)
);

CREATE INDEX sign_in_expires_at ON identity.sign_in (expires_at);

-- Forms that wait until their sender has signed in. What is in them is encrypted with a key that is not in the database.
CREATE TABLE identity.kept_form (
    id         UUID        NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    sealed     TEXT        NOT NULL CHECK (length(sealed) <= 100000),
    -- Who saw it first; nobody else sees it.
    account_id UUID        REFERENCES identity.account (id) ON DELETE CASCADE,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX kept_form_expires_at ON identity.kept_form (expires_at);
