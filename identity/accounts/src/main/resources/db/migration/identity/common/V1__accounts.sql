-- Everyone whom the shop knows by name. Guests have no account.
CREATE TABLE identity.account (
    id                   UUID        NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    -- HMAC-SHA256 of the mail in lower case, with a key that is not in the database: an index that leaks names nobody.
    mail_hash            TEXT        NOT NULL,
    mail                 TEXT        NOT NULL CHECK (length(mail) BETWEEN 3 AND 254),
    first_name           TEXT        NOT NULL DEFAULT '' CHECK (length(first_name) <= 100),
    last_name            TEXT        NOT NULL DEFAULT '' CHECK (length(last_name) <= 100),
    locale               TEXT        NOT NULL DEFAULT 'en' CHECK (length(locale) BETWEEN 2 AND 16),
    -- Comma-separated, sorted: shopper, merchant, operator.
    roles                TEXT        NOT NULL DEFAULT 'shopper' CHECK (length(roles) <= 200),
    -- Where this person's rows live.
    home_region          TEXT        NOT NULL,
    enabled              BOOL        NOT NULL DEFAULT TRUE,
    mail_verified        BOOL        NOT NULL DEFAULT FALSE,
    -- What the person must do at the next sign-in, as Keycloak names it (CONFIGURE_TOTP); comma-separated.
    required_actions     TEXT        NOT NULL DEFAULT '' CHECK (length(required_actions) <= 500),
    -- A sign-in from before this moment is over, in every region.
    sessions_valid_after TIMESTAMPTZ NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    -- Wrong passwords in a row, from all regions together.
    failed_attempts      INT4        NOT NULL DEFAULT 0 CHECK (failed_attempts >= 0),
    locked_until         TIMESTAMPTZ,
    created_at           TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_seen_at         TIMESTAMPTZ,
    CONSTRAINT account_mail_is_unique UNIQUE (mail_hash)
);

-- Passwords (argon2) and second factors, in the form that Keycloak's own hashing gives them.
CREATE TABLE identity.credential (
    account_id      UUID        NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    id              UUID        NOT NULL DEFAULT gen_random_uuid(),
    type            TEXT        NOT NULL CHECK (type IN ('password', 'otp')),
    label           TEXT        NOT NULL DEFAULT '' CHECK (length(label) <= 100),
    secret_data     TEXT        NOT NULL,
    credential_data TEXT        NOT NULL,
    -- The last time step of a second factor (RFC 6238) that was used: no code is good twice, in no region.
    last_step       INT8        NOT NULL DEFAULT 0,
    created_at      TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, id)
);

-- Where a person wants things sent.
CREATE TABLE identity.address (
    account_id  UUID        NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    id          UUID        NOT NULL DEFAULT gen_random_uuid(),
    name        TEXT        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    line1       TEXT        NOT NULL CHECK (length(line1) BETWEEN 1 AND 200),
    line2       TEXT        NOT NULL DEFAULT '' CHECK (length(line2) <= 200),
    city        TEXT        NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    region      TEXT        NOT NULL DEFAULT '' CHECK (length(region) <= 100),
    postal_code TEXT        NOT NULL CHECK (length(postal_code) BETWEEN 1 AND 20),
    country     TEXT        NOT NULL CHECK (length(country) = 2),
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, id)
);
