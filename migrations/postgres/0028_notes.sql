-- Knowledge notes kept with files: fact sheets, lessons learned, debriefs. Title and text are content: never in logs, errors,
-- addresses, metrics or aggregate queries.
CREATE TABLE notes (
    id UUID NOT NULL PRIMARY KEY,
    file_id UUID NOT NULL REFERENCES files (id),
    kind TEXT NOT NULL CHECK (kind IN ('fact_sheet', 'lessons_learned', 'debrief', 'note')),
    title TEXT NOT NULL,
    -- plain, with its line ends
    text TEXT NOT NULL,
    -- the language it is written in
    language TEXT NOT NULL CHECK (language IN ('en', 'fr')),
    -- title and text folded, which a search reads
    search_key TEXT NOT NULL,
    -- withdrawn notes are kept, and can be put back
    withdrawn BOOLEAN NOT NULL,
    -- why it was withdrawn; empty while it stands
    reason TEXT NOT NULL,
    -- the account that wrote it, which may correct it; none for the console
    author_id UUID REFERENCES accounts (id),
    written_at TIMESTAMPTZ NOT NULL,
    written_by TEXT NOT NULL,
    -- when and by whom it became as it is
    changed_at TIMESTAMPTZ NOT NULL,
    changed_by TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX notes_file ON notes (file_id, id);

-- Versions before the present one, kept for ever.
CREATE TABLE note_versions (
    note_id UUID NOT NULL REFERENCES notes (id),
    version BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('fact_sheet', 'lessons_learned', 'debrief', 'note')),
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('en', 'fr')),
    withdrawn BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (note_id, version)
);
