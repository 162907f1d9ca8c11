-- Which version of the vocabulary was in force when this version of an entry was recorded. Until now there was one.
ALTER TABLE entries ADD COLUMN vocabulary_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE entry_versions ADD COLUMN vocabulary_version INTEGER NOT NULL DEFAULT 1;
