-- Time entries, the current version of each. The two composite keys share the category: an activity of another
-- category than the file's cannot be stored, by whatever statement.
CREATE TABLE entries (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    file_id UUID NOT NULL,
    activity TEXT NOT NULL,
    category TEXT NOT NULL,
    worked_on DATE NOT NULL,
    minutes BIGINT NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    -- privileged: never in logs, errors, addresses, metrics or aggregate queries
    narrative TEXT NOT NULL,
    -- the day the time was entered; unknown for imports that do not say
    entered_on DATE,
    recorded_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    -- where an imported entry comes from
    batch_id UUID REFERENCES import_batches (id),
    line BIGINT,
    -- the file an imported entry names while it is held without a code
    held_file_id UUID REFERENCES files (id),
    FOREIGN KEY (file_id, category) REFERENCES files (id, category),
    FOREIGN KEY (activity, category) REFERENCES activities (code, category)
);

CREATE INDEX entries_day ON entries (person_id, worked_on);

-- Every earlier version of a corrected or withdrawn entry, with the reason it was replaced.
CREATE TABLE entry_versions (
    entry_id UUID NOT NULL REFERENCES entries (id),
    version BIGINT NOT NULL,
    person_id UUID NOT NULL,
    file_id UUID NOT NULL,
    activity TEXT NOT NULL,
    category TEXT NOT NULL,
    worked_on DATE NOT NULL,
    minutes BIGINT NOT NULL,
    narrative TEXT NOT NULL,
    entered_on DATE,
    recorded_at TIMESTAMPTZ NOT NULL,
    replaced_at TIMESTAMPTZ NOT NULL,
    replaced_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (entry_id, version)
);
