-- Sign-ins that a person ended one by one ("sign out here"): a copy of their cookie is worth nothing from then on.
CREATE TABLE identity.ended_sign_in (
    sign_in_id TEXT        NOT NULL PRIMARY KEY CHECK (length(sign_in_id) BETWEEN 1 AND 100),
    account_id UUID        NOT NULL,
    -- After this moment the sign-in would be over anyhow, and the row may go.
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX ended_sign_in_expires_at ON identity.ended_sign_in (expires_at);
