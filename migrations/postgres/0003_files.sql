-- Files (matters). A file has one category for life; an empty text means: not given.
CREATE TABLE files (
    id UUID NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    category TEXT NOT NULL REFERENCES categories (code),
    project TEXT NOT NULL,
    -- ISO 3166-1 alpha-2
    country TEXT NOT NULL,
    unfunded BOOLEAN NOT NULL,
    requester TEXT NOT NULL,
    file_type TEXT NOT NULL,
    team TEXT NOT NULL,
    opened_on DATE NOT NULL,
    closed_on DATE,
    -- takes imported entries only: the file on which held entries wait for their code
    import_only BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    -- what entries refer to; with it the category of a file with entries cannot change
    UNIQUE (id, category),
    CHECK (closed_on IS NULL OR closed_on >= opened_on)
);
