-- The totals of a delivery, each with the sum of the rows it totals, so that a row that is repaired later is added to
-- the totals above which it stands.
CREATE TABLE import_totals (
    batch_id BLOB NOT NULL REFERENCES import_batches (id),
    -- the order in which they were met, from 1
    place INTEGER NOT NULL,
    -- the rule of the profile: its totals from 0, then the totals that rows repeat
    rule INTEGER NOT NULL,
    level TEXT NOT NULL,
    -- the day, person, file or text it totals, folded; empty for a whole delivery and a block
    group_key TEXT NOT NULL,
    -- the same as in the file
    shown_key TEXT NOT NULL,
    -- the physical line of the total; of a total that rows repeat, the first one that says so
    line INTEGER NOT NULL,
    -- a total without a value only ends its block
    compared INTEGER NOT NULL,
    stated TEXT NOT NULL,
    -- no value: cannot be read
    stated_minutes INTEGER,
    summed_minutes INTEGER NOT NULL,
    PRIMARY KEY (batch_id, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_totals_group ON import_totals (batch_id, rule, group_key, line);

-- Files of rejected rows that came back corrected.
CREATE TABLE import_repairs (
    id BLOB NOT NULL PRIMARY KEY,
    batch_id BLOB NOT NULL REFERENCES import_batches (id),
    sha256 TEXT NOT NULL,
    source_name TEXT NOT NULL,
    -- rows that came to something, were repaired before, and are still at fault
    repaired INTEGER NOT NULL,
    same INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    repaired_at TEXT NOT NULL,
    repaired_by TEXT NOT NULL
) STRICT;

CREATE INDEX import_repairs_batch ON import_repairs (batch_id, id);

-- Rejected lines that were repaired; the ledger keeps the original bytes and shows where they ended.
CREATE TABLE import_repaired_lines (
    batch_id BLOB NOT NULL,
    line INTEGER NOT NULL,
    repair_id BLOB NOT NULL REFERENCES import_repairs (id),
    -- hash of what the corrected row says, which finds the same correction again
    fingerprint BLOB NOT NULL,
    -- the corrected cells, as a JSON array
    corrected TEXT NOT NULL,
    -- why the line was rejected before, as JSON
    faults TEXT NOT NULL,
    PRIMARY KEY (batch_id, line)
) STRICT, WITHOUT ROWID;

-- Deliveries that somebody signed off.
CREATE TABLE import_sign_offs (
    batch_id BLOB NOT NULL PRIMARY KEY REFERENCES import_batches (id),
    -- why differences and rejected rows are accepted; empty where there were none
    reason TEXT NOT NULL,
    totals_differing INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    signed_at TEXT NOT NULL,
    signed_by TEXT NOT NULL
) STRICT;
