-- When a fiscal year closes, where that is another instant than the settings give.
CREATE TABLE period_closings (
    -- the calendar year in which the fiscal year begins
    fiscal_year BIGINT NOT NULL PRIMARY KEY,
    closes_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    changed_by TEXT NOT NULL
);

-- Closed fiscal years that were opened again for some, for a while. Kept for ever: whoever asks why a figure of a closed
-- year changed finds the reason here.
CREATE TABLE reopenings (
    id UUID NOT NULL PRIMARY KEY,
    fiscal_year BIGINT NOT NULL,
    reason TEXT NOT NULL,
    -- for whom: a team, or one person, or both empty: the whole section
    team TEXT NOT NULL,
    person_id UUID REFERENCES people (id),
    -- the first instant at which it no longer holds
    until_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    created_by TEXT NOT NULL,
    -- when somebody ended it before that
    ended_at TIMESTAMPTZ,
    ended_by TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX reopenings_year ON reopenings (fiscal_year, until_at);

-- The first fiscal year with figures, from which on fiscal years are listed.
CREATE INDEX changes_year ON changes (fiscal_year);
