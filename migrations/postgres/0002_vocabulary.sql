-- Each version of the vocabulary as it was applied, whole; labels and rules are read from the document.
CREATE TABLE vocabularies (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL
);

-- The categories and activities that rows may refer to. Codes are never removed.
CREATE TABLE categories (
    code TEXT NOT NULL PRIMARY KEY
);

-- (code, category) is what entries refer to: it makes a miscoded entry impossible.
CREATE TABLE activities (
    code TEXT NOT NULL PRIMARY KEY,
    category TEXT NOT NULL REFERENCES categories (code),
    UNIQUE (code, category)
);
