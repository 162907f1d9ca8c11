-- Requests that changed something, by the key their sender gave them: a repeat gets the same answer and changes nothing.
-- Kept for two days.
CREATE TABLE repeats (
    account_id BLOB NOT NULL,
    key TEXT NOT NULL,
    -- SHA-256 of method, address and body
    request TEXT NOT NULL,
    -- the outcome, as JSON
    outcome TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (account_id, key)
) STRICT;
CREATE INDEX repeats_created ON repeats (created_at);
