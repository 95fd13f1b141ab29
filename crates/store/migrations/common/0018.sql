-- Attachments (添付ファイル) of answers, meetings and items. Round and department are empty where it is no answer. Of one
-- that was removed the record stays; what the file holds stands apart, so that it can go by itself and no list reads it.
CREATE TABLE attachment (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    element TEXT NOT NULL,
    round TEXT NOT NULL,
    department TEXT NOT NULL,
    title TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    address TEXT,
    is_public BIGINT NOT NULL,
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL,
    removed_at TEXT,
    removed_by TEXT,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
CREATE INDEX attachment_of_owner ON attachment (body_code, plan_key, owner, element, round);
CREATE TABLE attachment_content (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    attachment TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (body_code, plan_key, attachment),
    FOREIGN KEY (body_code, plan_key, attachment)
        REFERENCES attachment (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);
