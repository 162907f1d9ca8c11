-- One row per delivery that was committed. The same bytes are never taken twice.
CREATE TABLE import_batches (
    id BLOB NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    source_name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    profile_name TEXT NOT NULL,
    profile_version INTEGER NOT NULL,
    -- the profile as it was, so that every line can be explained later
    profile_document TEXT NOT NULL,
    vocabulary_version INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    -- the counts of the ledger and the comparison of totals, as JSON
    ledger TEXT NOT NULL,
    imported_at TEXT NOT NULL
) STRICT;

-- The ledger: one row per record of the file; the physical lines of all rows add up to the lines of the file,
-- and their original bytes, in order, are the file.
CREATE TABLE import_lines (
    batch_id BLOB NOT NULL REFERENCES import_batches (id),
    -- physical line on which the record begins, from 1
    line INTEGER NOT NULL,
    -- physical lines the record spans
    lines INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('new', 'same', 'duplicate', 'held', 'rejected', 'total', 'header', 'blank')),
    -- the entry that was made of the row
    entry_id BLOB,
    -- hash of what makes the row the row it is; finds overlapping deliveries
    fingerprint BLOB,
    -- which of several equal rows this is, from 1; 0 where there is no fingerprint
    ordinal INTEGER NOT NULL,
    -- the activity label as it stood in the file
    label TEXT NOT NULL,
    -- the faults of a rejected row, as JSON
    faults TEXT NOT NULL,
    -- the original bytes with their line end; of a line over the limit only the beginning
    raw BLOB NOT NULL,
    PRIMARY KEY (batch_id, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_lines_fingerprint ON import_lines (fingerprint) WHERE fingerprint IS NOT NULL;
