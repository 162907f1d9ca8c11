-- The original bytes of a delivery stand in blocks, packed, with where each record ended: a row of the ledger of its own
-- has only what needs more words than that.
CREATE TABLE import_blocks (
    batch_id BLOB NOT NULL REFERENCES import_batches (id),
    -- physical line on which its first record begins, from 1
    first_line INTEGER NOT NULL,
    -- physical lines its records span
    lines INTEGER NOT NULL,
    -- for each record: where it ended, its bytes, its physical lines, which of several equal rows it is
    places BLOB NOT NULL,
    -- the original bytes with their line ends, one after the other, deflated; of a line over the limit only the beginning
    packed BLOB NOT NULL,
    PRIMARY KEY (batch_id, first_line)
) STRICT;

-- A delivery that is stored in parts and not whole yet: no figure counts it, and the same bytes go on where it ended.
ALTER TABLE import_batches ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0;
-- what is known of its lines so far, as JSON; empty for a whole one
ALTER TABLE import_batches ADD COLUMN so_far TEXT NOT NULL DEFAULT '';

-- What finds the row again in another delivery. Without an identifier of the source: the day of the work, then a hash of all
-- the row says, so that rows of one time stand side by side. With one: a hash of the identifier, then one of the rest.
ALTER TABLE entries ADD COLUMN source_key BLOB;
-- the version that the last delivery wrote; another one means that a person has changed it since
ALTER TABLE entries ADD COLUMN source_version INTEGER;

UPDATE entries SET
    source_version = 1,
    source_key = (
        SELECT unhex(printf('%06X', CAST(julianday(COALESCE(
                (SELECT v.worked_on FROM entry_versions v WHERE v.entry_id = entries.id AND v.version = 1),
                entries.worked_on)) - 1721424.5 AS INTEGER)) || substr(hex(l.fingerprint), 1, 26))
        FROM import_lines l WHERE l.batch_id = entries.batch_id AND l.line = entries.line
    )
    WHERE batch_id IS NOT NULL;
CREATE INDEX entries_source ON entries (source_key) WHERE source_key IS NOT NULL;

-- The ledger where it has more to say: what is held, rejected, changed, the same or a duplicate. Deliveries of before have
-- all their rows here.
CREATE TABLE import_lines_new (
    batch_id BLOB NOT NULL REFERENCES import_batches (id),
    -- physical line on which the record begins, from 1
    line INTEGER NOT NULL,
    -- physical lines the record spans
    lines INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN
        ('new', 'same', 'changed', 'duplicate', 'held', 'rejected', 'total', 'header', 'preamble', 'blank')),
    -- the entry that was made of the row, or that it would change
    entry_id BLOB,
    -- what the row is found again by, where no entry of this delivery has it
    fingerprint BLOB,
    -- which of several equal rows this is, from 1; 0 where there is no fingerprint
    ordinal INTEGER NOT NULL,
    -- the activity label as it stood in the file
    label TEXT NOT NULL,
    -- the faults of a rejected row, or what a changed row changes, as JSON
    faults TEXT NOT NULL,
    -- the original bytes of a rejected row with their line end, also where they stand in a block
    raw BLOB NOT NULL,
    PRIMARY KEY (batch_id, line)
) STRICT, WITHOUT ROWID;
INSERT INTO import_lines_new SELECT * FROM import_lines;
DROP TABLE import_lines;
ALTER TABLE import_lines_new RENAME TO import_lines;
CREATE INDEX import_lines_fingerprint ON import_lines (fingerprint) WHERE fingerprint IS NOT NULL;
