-- The day of the retirement (取りやめ) of an item despite which the office wants the answer; the retirement itself stands
-- in the register alone.
ALTER TABLE answer ADD COLUMN wanted_despite TEXT;

-- What is asked for already keeps being asked for: only what ends from now on leaves a round.
UPDATE answer SET wanted_despite = (
    SELECT i.retired_on FROM item i
    WHERE i.body_code = answer.body_code AND i.plan_key = answer.plan_key AND i.id = answer.item
);

-- Who settled a comment (対応済み) and when; one without a row is open. The comment itself never changes.
CREATE TABLE comment_settlement (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    round TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    comment TEXT NOT NULL,
    settled_at TEXT NOT NULL,
    settled_by TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, round, item, department, comment),
    FOREIGN KEY (body_code, plan_key, round, item, department, comment)
        REFERENCES answer_comment (body_code, plan_key, round, item, department, id) DEFERRABLE INITIALLY DEFERRED
);

-- What the department wrote itself, where the office mended its wording; blank where nobody did, and empty where the
-- department had left it blank.
ALTER TABLE answer_value ADD COLUMN own_content TEXT;
