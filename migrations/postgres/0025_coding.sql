-- Random samples of entries that are coded a second time by somebody who does not see the first code.
CREATE TABLE coding_samples (
    id UUID NOT NULL PRIMARY KEY,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    -- the teams it was drawn from, as a JSON array of texts; empty: every team
    teams TEXT NOT NULL,
    sampling TEXT NOT NULL CHECK (sampling IN ('simple', 'by_category')),
    -- how many entries were drawn, and from how many
    size BIGINT NOT NULL,
    population BIGINT NOT NULL,
    -- what chance came from: the same seed draws the same entries from the same population
    seed BIGINT NOT NULL,
    -- the version of the vocabulary in force at the draw
    vocabulary_version BIGINT NOT NULL,
    drawn_at TIMESTAMPTZ NOT NULL,
    drawn_by TEXT NOT NULL,
    -- no value: answers are still taken
    closed_at TIMESTAMPTZ,
    closed_by TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- The entries of a sample with their first code, and what the second coder answered. Answers have no narrative.
CREATE TABLE coding_items (
    sample_id UUID NOT NULL REFERENCES coding_samples (id),
    -- from 1, in an order that chance made
    place BIGINT NOT NULL,
    entry_id UUID NOT NULL REFERENCES entries (id),
    -- the version of the entry that was drawn, with category, activity and team as they stood in it
    entry_version BIGINT NOT NULL,
    category TEXT NOT NULL,
    activity TEXT NOT NULL,
    team TEXT NOT NULL,
    -- the second code; no value: not answered, or nobody could tell
    second_category TEXT,
    second_activity TEXT,
    cannot_tell BOOLEAN NOT NULL,
    -- who answered: login, and account where there is one; empty and no value: nobody yet
    coder TEXT NOT NULL,
    coder_id UUID REFERENCES accounts (id),
    answered_at TIMESTAMPTZ,
    -- counts answers, from 1
    version BIGINT NOT NULL,
    PRIMARY KEY (sample_id, place),
    UNIQUE (sample_id, entry_id),
    FOREIGN KEY (activity, category) REFERENCES activities (code, category),
    FOREIGN KEY (second_activity, second_category) REFERENCES activities (code, category),
    CHECK (cannot_tell = FALSE OR second_activity IS NULL)
);
