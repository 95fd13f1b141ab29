-- What checking a document found, and by which rules; made anew where a release has others.
CREATE TABLE check_report (
    body_code TEXT NOT NULL,
    source_id TEXT NOT NULL,
    rules TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (body_code, source_id),
    FOREIGN KEY (body_code, source_id) REFERENCES source (body_code, id) DEFERRABLE INITIALLY DEFERRED
);
