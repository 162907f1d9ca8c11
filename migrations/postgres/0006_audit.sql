-- Counters that order what happens: updated in the transaction of each change, so that numbers are in the order of
-- commits and have no gaps.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO counters (name, value) VALUES ('audit', 0), ('changes', 0);

-- One row per changed entry, or one per fiscal year of an imported batch: what the facts snapshot has to read again.
CREATE TABLE changes (
    sequence BIGINT NOT NULL PRIMARY KEY,
    -- the calendar year in which the fiscal year begins
    fiscal_year BIGINT NOT NULL,
    entry_id UUID,
    batch_id UUID
);

-- Who did what, one event per change, each carrying the hash of the one before.
CREATE TABLE audit_events (
    sequence BIGINT NOT NULL PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    -- SHA-256 of the object before and after; empty where there was none
    hash_before TEXT NOT NULL,
    hash_after TEXT NOT NULL,
    reason TEXT NOT NULL,
    request_id TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
