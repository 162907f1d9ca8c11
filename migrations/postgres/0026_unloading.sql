-- A delivery can be taken out again: whether one of its entries was drawn for a sample must not need a look at all samples.
CREATE INDEX coding_items_entry ON coding_items (entry_id);

-- Between which identifiers the entries of a delivery lie, so that those of a small one are found without a look at all
-- entries; no value: not known, or rows were repaired since.
ALTER TABLE import_batches ADD COLUMN first_entry UUID;
ALTER TABLE import_batches ADD COLUMN last_entry UUID;
