-- Confirmations that the time on a file in a period is right. A new one keeps those before it.
CREATE TABLE sign_offs (
    id BLOB NOT NULL PRIMARY KEY,
    file_id BLOB NOT NULL REFERENCES files (id),
    per TEXT NOT NULL CHECK (per IN ('fiscal-year', 'fiscal-quarter', 'month')),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    -- what was confirmed: how many entries, how many minutes, and a digest of identifier, person, day, activity and minutes
    entries INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    digest TEXT NOT NULL,
    comment TEXT NOT NULL,
    confirmed_at TEXT NOT NULL,
    confirmed_by TEXT NOT NULL,
    -- whether it was lead counsel who confirmed; otherwise the head, where there was none
    as_lead INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_offs_file ON sign_offs (file_id, first_day, last_day);

-- The time on one file in a period.
CREATE INDEX entries_file ON entries (file_id, worked_on);
