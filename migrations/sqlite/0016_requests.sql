-- The register of demand: everything that was asked of the section, whatever became of it. An empty text means: not given.
CREATE TABLE requests (
    id BLOB NOT NULL PRIMARY KEY,
    -- R-2026-0001: given here, never changed and never given again
    number TEXT NOT NULL UNIQUE,
    -- the calendar year in which the fiscal year of the number begins, and the place of the request among those of that year
    fiscal_year INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    received_on TEXT NOT NULL,
    requester TEXT NOT NULL,
    -- folded, for look-up
    requester_key TEXT NOT NULL,
    -- ISO 3166-1 alpha-2
    country TEXT NOT NULL,
    -- empty until triage
    kind TEXT NOT NULL CHECK (kind IN ('', 'technical_assistance', 'strategic_advice', 'information', 'other')),
    wanted TEXT NOT NULL,
    deadline TEXT,
    -- to whom triage gave it
    team TEXT NOT NULL,
    person_id BLOB REFERENCES people (id),
    state TEXT NOT NULL CHECK (state IN ('received', 'triaged', 'accepted', 'declined', 'referred', 'completed')),
    -- of the decision
    reason TEXT NOT NULL,
    referred_to TEXT NOT NULL,
    -- the file it became; several requests may become one file
    file_id BLOB REFERENCES files (id),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (fiscal_year, ordinal)
) STRICT;
CREATE INDEX requests_received ON requests (received_on);
CREATE INDEX requests_file ON requests (file_id);

-- Every state a request was in, from when on: kept for ever, because they are what demand is measured by.
CREATE TABLE request_states (
    request_id BLOB NOT NULL REFERENCES requests (id),
    -- from 1
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'triaged', 'accepted', 'declined', 'referred', 'completed')),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (request_id, sequence)
) STRICT;
