-- What a document adds beside its values (注記): ※ notes, legends, remarks. "element" is the section or item that a
-- note speaks of; null where it speaks of the plan.
CREATE TABLE annotation (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    element TEXT,
    content TEXT NOT NULL,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
