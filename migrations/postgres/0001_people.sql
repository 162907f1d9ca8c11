-- People who record time. Numbers are what legacy files and lists call them; keys are folded for look-up.
CREATE TABLE people (
    id UUID NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    team TEXT NOT NULL,
    -- the first and last day on which the person records time; no last day: still here
    active_from DATE NOT NULL,
    active_to DATE,
    -- working days in a week, for the person-days that are expected
    days_per_week BIGINT NOT NULL CHECK (days_per_week BETWEEN 1 AND 7),
    created_at TIMESTAMPTZ NOT NULL
);
