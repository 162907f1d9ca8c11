-- Days that somebody has said to be complete: a day without time is then known to be empty.
CREATE TABLE day_marks (
    person_id BLOB NOT NULL REFERENCES people (id),
    day TEXT NOT NULL,
    marked_at TEXT NOT NULL,
    PRIMARY KEY (person_id, day)
) STRICT;
CREATE INDEX day_marks_day ON day_marks (day);

-- What somebody records again and again. A file that was closed or a code that was retired stays here until its owner
-- takes it away; the code is therefore no key of the vocabulary.
CREATE TABLE favourites (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    file_id BLOB NOT NULL REFERENCES files (id),
    activity TEXT NOT NULL,
    -- 0: asked each time
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
    -- its place among those of the person
    position INTEGER NOT NULL,
    UNIQUE (person_id, file_id, activity, minutes)
) STRICT;

-- The timer that is running, at most one for each person.
CREATE TABLE timers (
    person_id BLOB NOT NULL PRIMARY KEY REFERENCES people (id),
    started_at TEXT NOT NULL,
    -- the day it was then where the machine stands: the day of the entry
    started_on TEXT NOT NULL,
    -- what is not known yet is empty
    file_id BLOB REFERENCES files (id),
    activity TEXT NOT NULL,
    -- privileged: never in logs, errors, addresses, metrics or aggregate queries
    narrative TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;
