-- A browser that has signed in with an account before, known by the SHA-256 of a token that only it has: its own tries
-- count against it, and no stranger's do.
CREATE TABLE known_browser (
    body_code TEXT NOT NULL,
    account TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    locked_until TEXT,
    PRIMARY KEY (body_code, account, token_hash),
    FOREIGN KEY (body_code, account) REFERENCES account (body_code, id) DEFERRABLE INITIALLY DEFERRED
);

-- Sign-ins that were refused without being worth an entry in the journal each: how many in an hour, by why.
CREATE TABLE refused_tries (
    body_code TEXT NOT NULL,
    hour TEXT NOT NULL,
    reason TEXT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (body_code, hour, reason)
);

-- Written to by who asks whether the database takes what is written.
CREATE TABLE pulse (
    id BIGINT NOT NULL PRIMARY KEY,
    beats BIGINT NOT NULL
);
