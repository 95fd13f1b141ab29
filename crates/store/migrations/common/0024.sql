-- The second factor of an account (二要素認証, RFC 6238): the secret in base32, one that is being set up and not confirmed yet,
-- and the step of the last code that was taken, so that none is taken twice.
CREATE TABLE second_factor (
    body_code TEXT NOT NULL,
    account TEXT NOT NULL,
    secret TEXT,
    begun TEXT,
    confirmed_at TEXT,
    last_step BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (body_code, account),
    FOREIGN KEY (body_code, account) REFERENCES account (body_code, id) DEFERRABLE INITIALLY DEFERRED
);

-- Codes for whoever has lost the device (回復コード), as SHA-256 of 118 random bits; gone when used.
CREATE TABLE recovery_code (
    body_code TEXT NOT NULL,
    account TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (body_code, account, code_hash),
    FOREIGN KEY (body_code, account) REFERENCES account (body_code, id) DEFERRABLE INITIALLY DEFERRED
);

-- Sign-ins whose password was right and whose code is still to come, known as sessions are.
CREATE TABLE pending_sign_in (
    body_code TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    account TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    PRIMARY KEY (body_code, token_hash),
    FOREIGN KEY (body_code, account) REFERENCES account (body_code, id) DEFERRABLE INITIALLY DEFERRED
);

-- Whether a body demands a second factor of those who administer it or run its office.
ALTER TABLE body ADD COLUMN demands_factor BIGINT NOT NULL DEFAULT 0;

-- Seals of the journal: an HMAC with a key outside of the database over the number and the hash of an entry. The chain
-- carries it over everything before.
CREATE TABLE journal_seal (
    sequence BIGINT NOT NULL PRIMARY KEY,
    mac TEXT NOT NULL
);

-- How often an account was locked since somebody signed in with it: a further lock lasts longer.
ALTER TABLE account ADD COLUMN locks BIGINT NOT NULL DEFAULT 0;
