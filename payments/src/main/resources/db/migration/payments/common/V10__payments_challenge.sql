-- 3-D Secure: where the shopper's bank wants to see the shopper, until when we wait, and what the shopper brought back.
ALTER TABLE payments.attempt
    ADD COLUMN challenge_url    TEXT CHECK (length(challenge_url) <= 4000),
    ADD COLUMN challenge_ends   TIMESTAMPTZ,
    ADD COLUMN challenge_answer TEXT CHECK (length(challenge_answer) <= 4000);
