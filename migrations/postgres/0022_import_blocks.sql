-- The original bytes of a delivery stand in blocks, packed, with where each record ended: a row of the ledger of its own
-- has only what needs more words than that.
CREATE TABLE import_blocks (
    batch_id UUID NOT NULL REFERENCES import_batches (id),
    -- physical line on which its first record begins, from 1
    first_line BIGINT NOT NULL,
    -- physical lines its records span
    lines BIGINT NOT NULL,
    -- for each record: where it ended, its bytes, its physical lines, which of several equal rows it is
    places BYTEA NOT NULL,
    -- the original bytes with their line ends, one after the other, deflated; of a line over the limit only the beginning
    packed BYTEA NOT NULL,
    PRIMARY KEY (batch_id, first_line)
);
-- They are packed already.
ALTER TABLE import_blocks ALTER COLUMN packed SET STORAGE EXTERNAL;

-- A delivery that is stored in parts and not whole yet: no figure counts it, and the same bytes go on where it ended.
ALTER TABLE import_batches ADD COLUMN unfinished BOOLEAN NOT NULL DEFAULT FALSE;
-- what is known of its lines so far, as JSON; empty for a whole one
ALTER TABLE import_batches ADD COLUMN so_far TEXT NOT NULL DEFAULT '';

-- What finds the row again in another delivery. Without an identifier of the source: the day of the work, then a hash of all
-- the row says, so that rows of one time stand side by side. With one: a hash of the identifier, then one of the rest.
ALTER TABLE entries ADD COLUMN source_key BYTEA;
-- the version that the last delivery wrote; another one means that a person has changed it since
ALTER TABLE entries ADD COLUMN source_version BIGINT;

UPDATE entries SET
    source_version = 1,
    source_key = (
        SELECT decode(lpad(to_hex(COALESCE(
                (SELECT v.worked_on FROM entry_versions v WHERE v.entry_id = entries.id AND v.version = 1),
                entries.worked_on) - DATE '0001-01-01' + 1), 6, '0') || substr(encode(l.fingerprint, 'hex'), 1, 26), 'hex')
        FROM import_lines l WHERE l.batch_id = entries.batch_id AND l.line = entries.line
    )
    WHERE batch_id IS NOT NULL;
CREATE INDEX entries_source ON entries (source_key) WHERE source_key IS NOT NULL;

-- The ledger where it has more to say: what is held, rejected, changed, the same or a duplicate. Deliveries of before have
-- all their rows here.
ALTER TABLE import_lines DROP CONSTRAINT import_lines_outcome_check;
ALTER TABLE import_lines ADD CONSTRAINT import_lines_outcome_check CHECK (outcome IN
    ('new', 'same', 'changed', 'duplicate', 'held', 'rejected', 'total', 'header', 'preamble', 'blank'));
