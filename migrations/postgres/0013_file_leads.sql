-- Who is lead counsel of a file, from which day on; each row holds until the next one of the same file.
CREATE TABLE file_leads (
    file_id UUID NOT NULL REFERENCES files (id),
    valid_from DATE NOT NULL,
    person_id UUID NOT NULL REFERENCES people (id),
    PRIMARY KEY (file_id, valid_from)
);
CREATE INDEX file_leads_person ON file_leads (person_id);
