-- What its owner calls a favourite; empty: file and activity say what it is.
ALTER TABLE favourites ADD COLUMN name TEXT NOT NULL DEFAULT '';
