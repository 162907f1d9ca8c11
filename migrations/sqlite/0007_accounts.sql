-- What a person is, and how often what is stored of them was changed.
ALTER TABLE people ADD COLUMN kind TEXT NOT NULL DEFAULT 'lawyer' CHECK (kind IN ('lawyer', 'paralegal', 'other'));
ALTER TABLE people ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- From when on a person works how much: each row holds until the next one of the same person. Without a row the person
-- works full time by the standard of the section, on the days of the week that `people` says.
CREATE TABLE schedules (
    person_id BLOB NOT NULL REFERENCES people (id),
    valid_from TEXT NOT NULL,
    -- absent: the whole period is an absence, and no time is expected
    kind TEXT NOT NULL CHECK (kind IN ('full_time', 'part_time', 'absent')),
    -- the hours standard of a working day
    minutes_per_day INTEGER NOT NULL CHECK (minutes_per_day BETWEEN 0 AND 1440),
    days_per_week INTEGER NOT NULL CHECK (days_per_week BETWEEN 0 AND 7),
    PRIMARY KEY (person_id, valid_from)
) STRICT;

-- Who may sign in. An account may stand for a person who records time.
CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY,
    login TEXT NOT NULL,
    -- folded, for look-up
    login_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    person_id BLOB UNIQUE REFERENCES people (id),
    -- the hash with its parameters, as a PHC string; empty: no local password
    password TEXT NOT NULL,
    password_set_at TEXT,
    -- must be changed at the next sign-in, because somebody else chose it
    password_temporary INTEGER NOT NULL,
    -- issuer and subject at the provider, separated by a space; none: not linked
    subject TEXT UNIQUE,
    disabled INTEGER NOT NULL,
    lang TEXT NOT NULL CHECK (lang IN ('en', 'fr')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- What an account may do. A manager's role is of one team; the team of other roles is empty.
CREATE TABLE account_roles (
    account_id BLOB NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('timekeeper', 'manager', 'head', 'keeper', 'auditor', 'administrator')),
    team TEXT NOT NULL,
    PRIMARY KEY (account_id, role, team)
) STRICT;
