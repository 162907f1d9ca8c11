-- Confirmations that were taken back, by whoever could confirm the period anew. What was confirmed stays in sign_offs.
CREATE TABLE sign_off_withdrawals (
    sign_off_id BLOB NOT NULL PRIMARY KEY REFERENCES sign_offs (id),
    withdrawn_at TEXT NOT NULL,
    withdrawn_by TEXT NOT NULL
) STRICT;
