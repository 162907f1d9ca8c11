-- The register of demand: everything that was asked of the section, whatever became of it. An empty text means: not given.
CREATE TABLE requests (
    id UUID NOT NULL PRIMARY KEY,
    -- R-2026-0001: given here, never changed and never given again
    number TEXT NOT NULL UNIQUE,
    -- the calendar year in which the fiscal year of the number begins, and the place of the request among those of that year
    fiscal_year BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    received_on DATE NOT NULL,
    requester TEXT NOT NULL,
    -- folded, for look-up
    requester_key TEXT NOT NULL,
    -- ISO 3166-1 alpha-2
    country TEXT NOT NULL,
    -- empty until triage
    kind TEXT NOT NULL CHECK (kind IN ('', 'technical_assistance', 'strategic_advice', 'information', 'other')),
    wanted TEXT NOT NULL,
    deadline DATE,
    -- to whom triage gave it
    team TEXT NOT NULL,
    person_id UUID REFERENCES people (id),
    state TEXT NOT NULL CHECK (state IN ('received', 'triaged', 'accepted', 'declined', 'referred', 'completed')),
    -- of the decision
    reason TEXT NOT NULL,
    referred_to TEXT NOT NULL,
    -- the file it became; several requests may become one file
    file_id UUID REFERENCES files (id),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (fiscal_year, ordinal)
);
CREATE INDEX requests_received ON requests (received_on);
CREATE INDEX requests_file ON requests (file_id);

-- Every state a request was in, from when on: kept for ever, because they are what demand is measured by.
CREATE TABLE request_states (
    request_id UUID NOT NULL REFERENCES requests (id),
    -- from 1
    sequence BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'triaged', 'accepted', 'declined', 'referred', 'completed')),
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (request_id, sequence)
);
