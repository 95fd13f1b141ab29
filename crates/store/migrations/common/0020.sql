-- The questions of the office's own in a round, and which of their answers a release shows.
ALTER TABLE round ADD COLUMN own_questions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE plan_release ADD COLUMN own_fields TEXT NOT NULL DEFAULT '[]';
-- The office's own layout (様式) of an answer on an item: a workbook with placeholders, one a plan.
CREATE TABLE answer_layout (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    put_at TEXT NOT NULL,
    put_by TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (body_code, plan_key),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

-- What the office notes beside a point of the review, and which indicators show it.
ALTER TABLE review_point ADD COLUMN notes TEXT;
ALTER TABLE review_point ADD COLUMN evidence TEXT;
