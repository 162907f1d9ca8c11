-- Addresses under which calendar programs read the recorded days of an account, by the SHA-256 of the token in the address.
CREATE TABLE feeds (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    -- what its owner calls it
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ
);
CREATE INDEX feeds_account ON feeds (account_id);
