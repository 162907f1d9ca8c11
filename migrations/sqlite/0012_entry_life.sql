-- Where an entry stands between its recording and the close, and what was true of the person and the file when it was
-- recorded: a reorganization changes no past figure.
ALTER TABLE entries ADD COLUMN status TEXT NOT NULL DEFAULT 'draft'
    CHECK (status IN ('draft', 'submitted', 'returned', 'approved'));
-- the team of the person, and the section that team belonged to; empty: not known
ALTER TABLE entries ADD COLUMN team TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN unit TEXT NOT NULL DEFAULT '';
-- who had asked for the file
ALTER TABLE entries ADD COLUMN client TEXT NOT NULL DEFAULT '';
-- the language it was recorded in; empty: not known
ALTER TABLE entries ADD COLUMN language TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'en', 'fr'));
-- days from the work to its first recording; kept for ever, whatever is corrected later; unknown for imports that do not say
ALTER TABLE entries ADD COLUMN lag_days INTEGER;
-- codes of what was noted when this version was recorded, separated by spaces: noted, never refused
ALTER TABLE entries ADD COLUMN warnings TEXT NOT NULL DEFAULT '';

ALTER TABLE entry_versions ADD COLUMN status TEXT NOT NULL DEFAULT 'draft';
ALTER TABLE entry_versions ADD COLUMN warnings TEXT NOT NULL DEFAULT '';

-- What was delivered needs nobody to submit it; nobody has approved it either.
UPDATE entries SET status = 'submitted' WHERE batch_id IS NOT NULL;
UPDATE entry_versions SET status = 'submitted' WHERE entry_id IN (SELECT id FROM entries WHERE batch_id IS NOT NULL);
UPDATE entries SET
    team = (SELECT p.team FROM people p WHERE p.id = entries.person_id),
    client = (SELECT f.requester FROM files f WHERE f.id = COALESCE(entries.held_file_id, entries.file_id)),
    lag_days = CAST(julianday(entered_on) - julianday(worked_on) AS INTEGER);
