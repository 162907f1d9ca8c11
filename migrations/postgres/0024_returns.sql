-- The totals of a delivery, each with the sum of the rows it totals, so that a row that is repaired later is added to
-- the totals above which it stands.
CREATE TABLE import_totals (
    batch_id UUID NOT NULL REFERENCES import_batches (id),
    -- the order in which they were met, from 1
    place BIGINT NOT NULL,
    -- the rule of the profile: its totals from 0, then the totals that rows repeat
    rule BIGINT NOT NULL,
    level TEXT NOT NULL,
    -- the day, person, file or text it totals, folded; empty for a whole delivery and a block
    group_key TEXT NOT NULL,
    -- the same as in the file
    shown_key TEXT NOT NULL,
    -- the physical line of the total; of a total that rows repeat, the first one that says so
    line BIGINT NOT NULL,
    -- a total without a value only ends its block
    compared BOOLEAN NOT NULL,
    stated TEXT NOT NULL,
    -- no value: cannot be read
    stated_minutes BIGINT,
    summed_minutes BIGINT NOT NULL,
    PRIMARY KEY (batch_id, place)
);

CREATE INDEX import_totals_group ON import_totals (batch_id, rule, group_key, line);

-- Files of rejected rows that came back corrected.
CREATE TABLE import_repairs (
    id UUID NOT NULL PRIMARY KEY,
    batch_id UUID NOT NULL REFERENCES import_batches (id),
    sha256 TEXT NOT NULL,
    source_name TEXT NOT NULL,
    -- rows that came to something, were repaired before, and are still at fault
    repaired BIGINT NOT NULL,
    same BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    repaired_at TIMESTAMPTZ NOT NULL,
    repaired_by TEXT NOT NULL
);

CREATE INDEX import_repairs_batch ON import_repairs (batch_id, id);

-- Rejected lines that were repaired; the ledger keeps the original bytes and shows where they ended.
CREATE TABLE import_repaired_lines (
    batch_id UUID NOT NULL,
    line BIGINT NOT NULL,
    repair_id UUID NOT NULL REFERENCES import_repairs (id),
    -- hash of what the corrected row says, which finds the same correction again
    fingerprint BYTEA NOT NULL,
    -- the corrected cells, as a JSON array
    corrected TEXT NOT NULL,
    -- why the line was rejected before, as JSON
    faults TEXT NOT NULL,
    PRIMARY KEY (batch_id, line)
);

-- Deliveries that somebody signed off.
CREATE TABLE import_sign_offs (
    batch_id UUID NOT NULL PRIMARY KEY REFERENCES import_batches (id),
    -- why differences and rejected rows are accepted; empty where there were none
    reason TEXT NOT NULL,
    totals_differing BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    signed_at TIMESTAMPTZ NOT NULL,
    signed_by TEXT NOT NULL
);
