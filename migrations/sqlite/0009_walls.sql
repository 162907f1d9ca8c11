-- A walled file is known to the accounts named on it only.
ALTER TABLE files ADD COLUMN walled INTEGER NOT NULL DEFAULT 0;

CREATE TABLE file_members (
    file_id BLOB NOT NULL REFERENCES files (id),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (file_id, account_id)
) STRICT;
CREATE INDEX file_members_account ON file_members (account_id);
