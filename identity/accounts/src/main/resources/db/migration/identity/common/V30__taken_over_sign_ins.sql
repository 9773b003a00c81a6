-- Sign-ins that a region took over from one that was lost: under which name they began. However many regions are lost one after
-- the other, what ends a sign-in ends it under its first name, which all that came of it have.
CREATE TABLE identity.taken_over (
    account_id        UUID        NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
    sign_in_id        TEXT        NOT NULL CHECK (length(sign_in_id) BETWEEN 1 AND 100),
    first_sign_in_id  TEXT        NOT NULL CHECK (length(first_sign_in_id) BETWEEN 1 AND 100),
    expires_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, sign_in_id)
);

CREATE INDEX taken_over_expires_at ON identity.taken_over (expires_at);
