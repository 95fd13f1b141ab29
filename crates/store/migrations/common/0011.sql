-- How far a finding is dealt with (対応), by whom and with which note. "finding" is the digest of what it is known by, so
-- that the state survives when the document comes in again.
CREATE TABLE finding_state (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    finding TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, finding),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
