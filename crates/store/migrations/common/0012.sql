-- Changes in mid-plan (計画変更): proposed, then decided, with the fields that they change.
CREATE TABLE amendment (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    name TEXT NOT NULL,
    section TEXT,
    reason TEXT NOT NULL,
    holds_from TEXT NOT NULL,
    proposed_on TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_on TEXT,
    decided_by TEXT,
    decided_note TEXT,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
CREATE TABLE amended_field (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    amendment TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    field TEXT NOT NULL,
    old_text TEXT NOT NULL,
    new_text TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, amendment, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
-- The items that an item went into, where it was merged or split, as a list.
ALTER TABLE item ADD COLUMN retired_into TEXT;
-- The last of the fiscal years that a figure of an outlook is stated for together.
ALTER TABLE outlook ADD COLUMN until_year BIGINT;
