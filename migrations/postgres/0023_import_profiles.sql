-- Profiles of exports that somebody saved. A row is never changed: a change is the next version, so that what a delivery
-- was read by can always be told.
CREATE TABLE import_profiles (
    name TEXT NOT NULL,
    -- follows on the version before it, or on that of the profile of this name that comes with the program
    version BIGINT NOT NULL CHECK (version > 0),
    -- the profile as it was written, TOML
    document TEXT NOT NULL,
    -- of the document
    sha256 TEXT NOT NULL,
    -- fingerprints of the headers it was made for, between blanks
    fingerprints TEXT NOT NULL,
    saved_at TIMESTAMPTZ NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (name, version)
);

-- Versions after which a profile was taken out of use: it is not chosen any more, until a later version is saved.
CREATE TABLE import_profile_retirements (
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    retired_at TIMESTAMPTZ NOT NULL,
    retired_by TEXT NOT NULL,
    PRIMARY KEY (name, version),
    FOREIGN KEY (name, version) REFERENCES import_profiles (name, version)
);
