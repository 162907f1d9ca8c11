-- Open sessions, by the SHA-256 of what the browser carries.
CREATE TABLE sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    -- the last request, to the minute: idle sessions end
    seen_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_account ON sessions (account_id);

-- Tokens for programs, by the SHA-256 of what is shown once.
CREATE TABLE tokens (
    id BLOB NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    -- the rights it gives, separated by spaces; never more than the roles of the account give
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    -- to the hour
    used_at TEXT,
    revoked_at TEXT
) STRICT;
CREATE INDEX tokens_account ON tokens (account_id);

-- Browsers that signed in before: failures of strangers do not lock them out. By the SHA-256 of what they carry.
CREATE TABLE devices (
    hash TEXT NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX devices_account ON devices (account_id);

-- Failed sign-ins of the last minutes, by the SHA-256 of an account, a browser or an address.
CREATE TABLE sign_in_failures (
    subject TEXT NOT NULL,
    at TEXT NOT NULL,
    id BLOB NOT NULL,
    PRIMARY KEY (subject, at, id)
) STRICT;

-- Sign-ins through the provider that have begun, by the SHA-256 of their state; each is used once.
CREATE TABLE provider_sign_ins (
    state TEXT NOT NULL PRIMARY KEY,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    -- the SHA-256 of what the browser that began it carries
    browser TEXT NOT NULL,
    -- the page to go back to
    back TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
