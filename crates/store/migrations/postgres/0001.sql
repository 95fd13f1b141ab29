-- PostgreSQL only: the ledger and the journal are append-only; bigrams are searched as a tsvector.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER effect_append_only BEFORE UPDATE OR DELETE ON effect
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER effect_no_truncate BEFORE TRUNCATE ON effect
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A GIN index cannot begin with the body's code; the code is one of the words in "grams" instead.
CREATE TABLE item_search (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    folded TEXT NOT NULL,
    grams tsvector NOT NULL,
    PRIMARY KEY (body_code, plan_key, id)
);
CREATE INDEX item_search_grams ON item_search USING gin (grams);
