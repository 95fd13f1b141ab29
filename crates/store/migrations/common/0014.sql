-- Several departments for one name (全庁、所管課), in order; a row without a department says that nobody is asked.
CREATE TABLE item_charges (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    item TEXT NOT NULL,
    label TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    department TEXT,
    PRIMARY KEY (body_code, plan_key, item, label, fiscal_year, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key),
    FOREIGN KEY (body_code, department) REFERENCES department (body_code, id) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO item_charges (body_code, plan_key, item, label, fiscal_year, ordinal, department)
    SELECT body_code, plan_key, item, label, fiscal_year, 0, department FROM item_charge;
DROP TABLE item_charge;
ALTER TABLE item_charges RENAME TO item_charge;

-- The sections and items that headings of the frame (環境の変化、視点、方向性) lead to.
CREATE TABLE frame_link (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    part TEXT NOT NULL,
    grp BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    element TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, part, grp, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
