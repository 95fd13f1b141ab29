-- Councils (会議体) with their members, the meetings they hold with papers, and consultations of the public (意見募集).
CREATE TABLE council (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
CREATE TABLE council_member (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    council TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    part TEXT NOT NULL,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    serves_from TEXT,
    serves_to TEXT,
    PRIMARY KEY (body_code, plan_key, council, ordinal),
    FOREIGN KEY (body_code, plan_key, council) REFERENCES council (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE meeting (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    council TEXT NOT NULL,
    title TEXT NOT NULL,
    held_on TEXT,
    place TEXT NOT NULL,
    agenda TEXT NOT NULL,
    minutes TEXT,
    closed BIGINT NOT NULL,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key, council) REFERENCES council (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE meeting_paper (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    meeting TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    title TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, meeting, ordinal),
    FOREIGN KEY (body_code, plan_key, meeting) REFERENCES meeting (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE consultation (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    opens_on TEXT,
    closes_on TEXT,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

-- An opinion with the chain behind it. Nothing has written opinions before.
DROP TABLE opinion;
CREATE TABLE opinion (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    meeting TEXT,
    consultation TEXT,
    occasion TEXT NOT NULL,
    speaker TEXT NOT NULL,
    content TEXT NOT NULL,
    voices BIGINT,
    items TEXT NOT NULL,
    asked TEXT NOT NULL,
    answer TEXT,
    answered_on TEXT,
    handling TEXT,
    changed TEXT NOT NULL,
    amount BIGINT,
    amount_year BIGINT,
    follow_up TEXT,
    followed TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key),
    FOREIGN KEY (body_code, plan_key, meeting) REFERENCES meeting (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (body_code, plan_key, consultation)
        REFERENCES consultation (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);

-- What staff propose (職員提案), what works well and is shared (好事例), the yearly review of programmes (既存事業の点検).
CREATE TABLE suggestion (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    department TEXT NOT NULL,
    received_on TEXT,
    stage TEXT NOT NULL,
    judged TEXT NOT NULL,
    outcome TEXT NOT NULL,
    items TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
CREATE TABLE practice (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    title TEXT NOT NULL,
    department TEXT NOT NULL,
    fiscal_year BIGINT,
    content TEXT NOT NULL,
    outcome TEXT NOT NULL,
    hints TEXT NOT NULL,
    items TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
CREATE TABLE appraisal (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    programme TEXT NOT NULL,
    fiscal_year BIGINT,
    department TEXT NOT NULL,
    measured TEXT NOT NULL,
    own TEXT NOT NULL,
    outside TEXT,
    verdict TEXT,
    reason TEXT NOT NULL,
    amount BIGINT,
    items TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

-- What somebody of the public sends in (意見募集). Who they are stands apart, so that it can be removed by itself.
CREATE TABLE submission (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    consultation TEXT NOT NULL,
    id TEXT NOT NULL,
    received_at TEXT NOT NULL,
    content TEXT NOT NULL,
    about TEXT NOT NULL,
    opinion TEXT,
    set_aside TEXT,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
CREATE INDEX submission_of_consultation ON submission (body_code, plan_key, consultation, id);
CREATE TABLE submission_person (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    submission TEXT NOT NULL,
    name TEXT NOT NULL,
    residence TEXT NOT NULL,
    contact TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, submission),
    FOREIGN KEY (body_code, plan_key, submission) REFERENCES submission (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);

-- From how many percent on a figure has left its plan, so that a reason is asked for (計画との差の理由).
ALTER TABLE round ADD COLUMN tolerance BIGINT NOT NULL DEFAULT 20;
