-- What the register says of a file beside what time needs. Empty texts mean: not given.
ALTER TABLE files ADD COLUMN risk TEXT NOT NULL DEFAULT '' CHECK (risk IN ('', 'low', 'medium', 'high'));
ALTER TABLE files ADD COLUMN complexity TEXT NOT NULL DEFAULT '' CHECK (complexity IN ('', 'low', 'medium', 'high'));
-- the number of the funding agreement
ALTER TABLE files ADD COLUMN agreement TEXT NOT NULL DEFAULT '';
-- the numbers it has in other systems, one on a line: the system, a blank, the number
ALTER TABLE files ADD COLUMN numbers TEXT NOT NULL DEFAULT '';
-- what a search reads: number, title, project, agreement, requester and numbers of other systems, folded; empty in rows
-- that are older than the column, until `casetime migrate` has read them again
ALTER TABLE files ADD COLUMN search_key TEXT NOT NULL DEFAULT '';

-- The numbers of other systems once more, to find a file by. One number can be that of several files.
CREATE TABLE file_numbers (
    file_id UUID NOT NULL REFERENCES files (id),
    system TEXT NOT NULL CHECK (system IN ('icase', 'billing', 'other')),
    -- folded
    number_key TEXT NOT NULL,
    PRIMARY KEY (file_id, system, number_key)
);
CREATE INDEX file_numbers_key ON file_numbers (number_key);

-- Files that have to do with each other: each pair once, the smaller identifier first.
CREATE TABLE file_relations (
    file_id UUID NOT NULL REFERENCES files (id),
    other_id UUID NOT NULL REFERENCES files (id),
    kind TEXT NOT NULL CHECK (kind IN ('related')),
    PRIMARY KEY (file_id, other_id),
    CHECK (file_id < other_id)
);
CREATE INDEX file_relations_other ON file_relations (other_id);

-- Every closing of a file and whether it was opened again. The last one that was not is in force.
CREATE TABLE file_closings (
    file_id UUID NOT NULL REFERENCES files (id),
    -- counts the closings of a file, from 1
    ordinal BIGINT NOT NULL,
    closed_on DATE NOT NULL,
    reason TEXT NOT NULL,
    -- who closed it and when; empty and none where the last day was only written down
    closed_by TEXT NOT NULL,
    closed_at TIMESTAMPTZ,
    -- the file that goes on with the work
    successor_id UUID REFERENCES files (id),
    reopened_by TEXT NOT NULL,
    reopened_at TIMESTAMPTZ,
    reopen_reason TEXT NOT NULL,
    PRIMARY KEY (file_id, ordinal)
);
CREATE INDEX file_closings_successor ON file_closings (successor_id);

-- The last number that was given by the pattern of the settings, by what stands around its counter.
CREATE TABLE file_counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
