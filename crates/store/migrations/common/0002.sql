-- The year: people, departments, rounds, answers, editions. The same text runs on both engines.
--
-- Points in time are RFC 3339 texts, days are "YYYY-MM-DD". A column "revision" counts the changes of its row.

-- An account belongs to one body; "login" is unique there. "password" is a PHC string, never a password.
CREATE TABLE account (
    body_code TEXT NOT NULL REFERENCES body (body_code),
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    mail TEXT,
    password TEXT NOT NULL,
    must_change BIGINT NOT NULL,
    enabled BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    locked_until TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (body_code, id),
    UNIQUE (body_code, login)
);
-- One row for each body that has departments: its revision counts every change of departments and charges.
CREATE TABLE directory (
    body_code TEXT NOT NULL REFERENCES body (body_code),
    revision BIGINT NOT NULL,
    PRIMARY KEY (body_code)
);
-- Departments (課・室); "parent" is the division (部・局). Validity is by fiscal year, both ends included.
CREATE TABLE department (
    body_code TEXT NOT NULL REFERENCES body (body_code),
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    aliases TEXT NOT NULL,
    parent TEXT,
    fy_from BIGINT,
    fy_until BIGINT,
    PRIMARY KEY (body_code, id),
    FOREIGN KEY (body_code, parent) REFERENCES department (body_code, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX department_by_parent ON department (body_code, parent);
CREATE TABLE department_successor (
    body_code TEXT NOT NULL,
    department TEXT NOT NULL,
    successor TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    PRIMARY KEY (body_code, department, successor),
    FOREIGN KEY (body_code, department) REFERENCES department (body_code, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (body_code, successor) REFERENCES department (body_code, id) DEFERRABLE INITIALLY DEFERRED
);
-- Which department a name printed at an item means where the directory cannot tell: after a split, for an
-- unknown name. "label" is empty for the lead of an item that names none; it holds from "fiscal_year" on.
CREATE TABLE item_charge (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    item TEXT NOT NULL,
    label TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    department TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, item, label, fiscal_year),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key),
    FOREIGN KEY (body_code, department) REFERENCES department (body_code, id) DEFERRABLE INITIALLY DEFERRED
);
-- "department" is empty for a role held for the whole body: a key cannot hold a null.
CREATE TABLE account_grant (
    body_code TEXT NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    department TEXT NOT NULL,
    deputy BIGINT NOT NULL,
    PRIMARY KEY (body_code, account, role, department),
    FOREIGN KEY (body_code, account) REFERENCES account (body_code, id)
);
CREATE INDEX account_grant_by_department ON account_grant (body_code, department, role);
-- A session is known by the SHA-256 of its token; the token itself is only in the browser.
CREATE TABLE session (
    body_code TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    account TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    PRIMARY KEY (body_code, token_hash),
    FOREIGN KEY (body_code, account) REFERENCES account (body_code, id)
);
CREATE INDEX session_by_account ON session (body_code, account);
-- A survey round of a plan. "round" is its key in addresses: 2019, 2019-h1, 2019-q3.
CREATE TABLE round (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    round TEXT NOT NULL,
    revision BIGINT NOT NULL,
    title TEXT NOT NULL,
    questions TEXT NOT NULL,
    needs_approval BIGINT NOT NULL,
    due_department TEXT NOT NULL,
    due_head TEXT NOT NULL,
    due_office TEXT NOT NULL,
    state TEXT NOT NULL,
    state_reason TEXT,
    opened_at TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, round),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
-- One answer for each item and department. "coordinates" marks the first of several leads, whose grade counts.
CREATE TABLE answer (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    round TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    role TEXT NOT NULL,
    coordinates BIGINT NOT NULL,
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    changed_at TEXT,
    changed_by TEXT,
    late_until TEXT,
    late_by TEXT,
    late_reason TEXT,
    PRIMARY KEY (body_code, plan_key, round, item, department),
    FOREIGN KEY (body_code, plan_key, round) REFERENCES round (body_code, plan_key, round),
    FOREIGN KEY (body_code, department) REFERENCES department (body_code, id)
);
CREATE INDEX answer_by_department ON answer (body_code, department, state);
-- What was answered, one row for each field that is not blank. "content" is canonical: whole yen, plain decimals.
CREATE TABLE answer_value (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    round TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    field TEXT NOT NULL,
    content TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, round, item, department, field),
    FOREIGN KEY (body_code, plan_key, round, item, department)
        REFERENCES answer (body_code, plan_key, round, item, department) DEFERRABLE INITIALLY DEFERRED
);
-- Which journal entries speak of which field of which answer; "field" is empty for its state.
CREATE TABLE answer_trail (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    round TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    field TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (body_code, plan_key, round, item, department, field, sequence)
);
-- "field" is null for a comment on the answer as a whole.
CREATE TABLE answer_comment (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    round TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    id TEXT NOT NULL,
    field TEXT,
    content TEXT NOT NULL,
    written_at TEXT NOT NULL,
    written_by TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, round, item, department, id),
    FOREIGN KEY (body_code, plan_key, round, item, department)
        REFERENCES answer (body_code, plan_key, round, item, department) DEFERRABLE INITIALLY DEFERRED
);
-- Grades by office, headquarters and council; the department's own grade is a value of its answer.
CREATE TABLE answer_grade (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    round TEXT NOT NULL,
    item TEXT NOT NULL,
    evaluator TEXT NOT NULL,
    revision BIGINT NOT NULL,
    grade TEXT NOT NULL,
    reason TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, round, item, evaluator),
    FOREIGN KEY (body_code, plan_key, round) REFERENCES round (body_code, plan_key, round)
);
-- A mail to be sent to one person, once; "state" is waiting, sent, failed or needless (the answer came in).
CREATE TABLE reminder (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    round TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    account TEXT NOT NULL,
    mail TEXT NOT NULL,
    subject TEXT NOT NULL,
    content TEXT NOT NULL,
    departments TEXT NOT NULL,
    state TEXT NOT NULL,
    queued_at TEXT NOT NULL,
    queued_by TEXT NOT NULL,
    tried_at TEXT,
    why TEXT,
    PRIMARY KEY (body_code, plan_key, round, id),
    FOREIGN KEY (body_code, plan_key, round) REFERENCES round (body_code, plan_key, round)
);
CREATE INDEX reminder_by_state ON reminder (body_code, state, queued_at);
-- The year's figures as frozen (確定版). Triggers of each engine refuse to change or remove rows of these three.
-- "corrects" is the number of the edition that this one corrects.
CREATE TABLE year_edition (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    number BIGINT NOT NULL,
    round TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    title TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    corrects BIGINT,
    reason TEXT,
    changes TEXT NOT NULL,
    scale TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, number),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
-- One item as it stood: path, title, departments, answers and grades, as JSON in a versioned shape.
CREATE TABLE edition_entry (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    number BIGINT NOT NULL,
    item TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, number, item),
    FOREIGN KEY (body_code, plan_key, number) REFERENCES year_edition (body_code, plan_key, number)
);
CREATE INDEX edition_entry_by_item ON edition_entry (body_code, plan_key, item);
-- One published table as it was rendered, so that a later release cannot show it otherwise.
CREATE TABLE edition_table (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, number, name),
    FOREIGN KEY (body_code, plan_key, number) REFERENCES year_edition (body_code, plan_key, number)
);
