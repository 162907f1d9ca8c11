-- Random samples of entries that are coded a second time by somebody who does not see the first code.
CREATE TABLE coding_samples (
    id BLOB NOT NULL PRIMARY KEY,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    -- the teams it was drawn from, as a JSON array of texts; empty: every team
    teams TEXT NOT NULL,
    sampling TEXT NOT NULL CHECK (sampling IN ('simple', 'by_category')),
    -- how many entries were drawn, and from how many
    size INTEGER NOT NULL,
    population INTEGER NOT NULL,
    -- what chance came from: the same seed draws the same entries from the same population
    seed INTEGER NOT NULL,
    -- the version of the vocabulary in force at the draw
    vocabulary_version INTEGER NOT NULL,
    drawn_at TEXT NOT NULL,
    drawn_by TEXT NOT NULL,
    -- no value: answers are still taken
    closed_at TEXT,
    closed_by TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;

-- The entries of a sample with their first code, and what the second coder answered. Answers have no narrative.
CREATE TABLE coding_items (
    sample_id BLOB NOT NULL REFERENCES coding_samples (id),
    -- from 1, in an order that chance made
    place INTEGER NOT NULL,
    entry_id BLOB NOT NULL REFERENCES entries (id),
    -- the version of the entry that was drawn, with category, activity and team as they stood in it
    entry_version INTEGER NOT NULL,
    category TEXT NOT NULL,
    activity TEXT NOT NULL,
    team TEXT NOT NULL,
    -- the second code; no value: not answered, or nobody could tell
    second_category TEXT,
    second_activity TEXT,
    cannot_tell INTEGER NOT NULL,
    -- who answered: login, and account where there is one; empty and no value: nobody yet
    coder TEXT NOT NULL,
    coder_id BLOB REFERENCES accounts (id),
    answered_at TEXT,
    -- counts answers, from 1
    version INTEGER NOT NULL,
    PRIMARY KEY (sample_id, place),
    UNIQUE (sample_id, entry_id),
    FOREIGN KEY (activity, category) REFERENCES activities (code, category),
    FOREIGN KEY (second_activity, second_category) REFERENCES activities (code, category),
    CHECK (cannot_tell = FALSE OR second_activity IS NULL)
) STRICT;
