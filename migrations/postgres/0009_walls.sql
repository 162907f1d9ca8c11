-- A walled file is known to the accounts named on it only.
ALTER TABLE files ADD COLUMN walled BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE file_members (
    file_id UUID NOT NULL REFERENCES files (id),
    account_id UUID NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (file_id, account_id)
);
CREATE INDEX file_members_account ON file_members (account_id);
