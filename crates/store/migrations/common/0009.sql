-- An item may end before the plan does (取りやめ): the first day on which it is not worked on, and why.
ALTER TABLE item ADD COLUMN retired_on TEXT;
ALTER TABLE item ADD COLUMN retired_reason TEXT;

-- Which entries of the journal tell of a field of the register: of an item or a section, or of the plan where "element"
-- is empty; of the part as a whole where "field" is empty.
CREATE TABLE register_trail (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    element TEXT NOT NULL,
    field TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (body_code, plan_key, element, field, sequence)
);
