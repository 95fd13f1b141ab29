-- What an amount is stated for, by identity, beside the ledger that nobody changes.

-- "kind" says whether "element" is a section or an item. An amount without a row is known by its printed titles.
CREATE TABLE effect_owner (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    effect TEXT NOT NULL,
    kind TEXT NOT NULL,
    element TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, effect),
    FOREIGN KEY (body_code, plan_key, effect) REFERENCES effect (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX effect_owner_by_element ON effect_owner (body_code, plan_key, element);

-- 1 for an entry that takes another one back and states nothing itself.
ALTER TABLE effect ADD COLUMN withdraws BIGINT NOT NULL DEFAULT 0;
