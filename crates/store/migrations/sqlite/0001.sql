-- SQLite only: the ledger and the journal are append-only; bigrams are searched with FTS5.

CREATE TRIGGER effect_no_update BEFORE UPDATE ON effect
BEGIN SELECT RAISE(ABORT, 'the ledger of effects is append-only'); END;
CREATE TRIGGER effect_no_delete BEFORE DELETE ON effect
BEGIN SELECT RAISE(ABORT, 'the ledger of effects is append-only'); END;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- "number" ties a row to its bigrams; it has to be an INTEGER PRIMARY KEY to survive a VACUUM.
CREATE TABLE item_search (
    number INTEGER PRIMARY KEY,
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    folded TEXT NOT NULL,
    UNIQUE (body_code, plan_key, id)
);
CREATE VIRTUAL TABLE item_grams USING fts5 (grams, content='', contentless_delete=1, detail=none, tokenize='ascii');
