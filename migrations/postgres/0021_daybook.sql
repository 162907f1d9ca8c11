-- Days that somebody has said to be complete: a day without time is then known to be empty.
CREATE TABLE day_marks (
    person_id UUID NOT NULL REFERENCES people (id),
    day DATE NOT NULL,
    marked_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (person_id, day)
);
CREATE INDEX day_marks_day ON day_marks (day);

-- What somebody records again and again. A file that was closed or a code that was retired stays here until its owner
-- takes it away; the code is therefore no key of the vocabulary.
CREATE TABLE favourites (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    file_id UUID NOT NULL REFERENCES files (id),
    activity TEXT NOT NULL,
    -- 0: asked each time
    minutes BIGINT NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
    -- its place among those of the person
    position BIGINT NOT NULL,
    UNIQUE (person_id, file_id, activity, minutes)
);

-- The timer that is running, at most one for each person.
CREATE TABLE timers (
    person_id UUID NOT NULL PRIMARY KEY REFERENCES people (id),
    started_at TIMESTAMPTZ NOT NULL,
    -- the day it was then where the machine stands: the day of the entry
    started_on DATE NOT NULL,
    -- what is not known yet is empty
    file_id UUID REFERENCES files (id),
    activity TEXT NOT NULL,
    -- privileged: never in logs, errors, addresses, metrics or aggregate queries
    narrative TEXT NOT NULL,
    version BIGINT NOT NULL
);
