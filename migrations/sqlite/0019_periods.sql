-- When a fiscal year closes, where that is another instant than the settings give.
CREATE TABLE period_closings (
    -- the calendar year in which the fiscal year begins
    fiscal_year INTEGER NOT NULL PRIMARY KEY,
    closes_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

-- Closed fiscal years that were opened again for some, for a while. Kept for ever: whoever asks why a figure of a closed
-- year changed finds the reason here.
CREATE TABLE reopenings (
    id BLOB NOT NULL PRIMARY KEY,
    fiscal_year INTEGER NOT NULL,
    reason TEXT NOT NULL,
    -- for whom: a team, or one person, or both empty: the whole section
    team TEXT NOT NULL,
    person_id BLOB REFERENCES people (id),
    -- the first instant at which it no longer holds
    until_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    -- when somebody ended it before that
    ended_at TEXT,
    ended_by TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX reopenings_year ON reopenings (fiscal_year, until_at);

-- The first fiscal year with figures, from which on fiscal years are listed.
CREATE INDEX changes_year ON changes (fiscal_year);
