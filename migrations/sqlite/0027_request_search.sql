-- What a search in the register of requests reads, folded: number, who asked, what is wanted, team, to whom it was referred. Empty in
-- requests that are older than the search, until `migrate` has made them searchable.
ALTER TABLE requests ADD COLUMN search_key TEXT NOT NULL DEFAULT '';
