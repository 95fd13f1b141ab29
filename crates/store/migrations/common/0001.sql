-- The register. The same text runs on SQLite and on PostgreSQL.
--
-- body_code comes first in every key and every index, so that a shared installation can be spread
-- by body. Every table of a plan has body_code and plan_key. "ordinal" keeps the order printed.
-- Columns named "at" or "at_…" hold places in the store's own encoding; "source" says of which
-- document. "revision" counts the changes of one row's contents, not of its place or order.
-- BYTEA is no type that SQLite knows, and it stores the bytes as they are.

CREATE TABLE body (
    body_code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE plan (
    body_code TEXT NOT NULL REFERENCES body (body_code),
    plan_key TEXT NOT NULL,
    revision BIGINT NOT NULL,
    imported_at TEXT NOT NULL,
    title TEXT NOT NULL,
    at TEXT,
    source TEXT,
    fy_from BIGINT,
    fy_to BIGINT,
    levels TEXT NOT NULL,
    year_style TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key)
);

CREATE TABLE source (
    body_code TEXT NOT NULL REFERENCES body (body_code),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    read_at TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (body_code, id)
);

CREATE TABLE plan_source (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    source_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    PRIMARY KEY (body_code, plan_key, source_id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key),
    FOREIGN KEY (body_code, source_id) REFERENCES source (body_code, id)
);

CREATE TABLE section (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    source TEXT,
    parent TEXT,
    level TEXT NOT NULL,
    depth BIGINT NOT NULL,
    label TEXT NOT NULL,
    title TEXT NOT NULL,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key),
    FOREIGN KEY (body_code, plan_key, parent) REFERENCES section (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX section_by_parent ON section (body_code, plan_key, parent);

CREATE TABLE section_department (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    section TEXT NOT NULL,
    role TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, section, role, ordinal),
    FOREIGN KEY (body_code, plan_key, section) REFERENCES section (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE section_reference (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    section TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, section, ordinal),
    FOREIGN KEY (body_code, plan_key, section) REFERENCES section (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE item (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    source TEXT,
    section TEXT,
    parent TEXT,
    serial TEXT,
    number TEXT,
    title TEXT NOT NULL,
    content TEXT,
    target TEXT,
    every_year BIGINT NOT NULL,
    schedule TEXT,
    repeated BIGINT NOT NULL,
    at TEXT,
    at_number TEXT,
    at_title TEXT,
    at_content TEXT,
    at_target TEXT,
    at_schedule TEXT,
    at_departments TEXT,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key),
    FOREIGN KEY (body_code, plan_key, section) REFERENCES section (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (body_code, plan_key, parent) REFERENCES item (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX item_by_section ON item (body_code, plan_key, section);
CREATE INDEX item_by_parent ON item (body_code, plan_key, parent);

CREATE TABLE item_department (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    item TEXT NOT NULL,
    role TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, item, role, ordinal),
    FOREIGN KEY (body_code, plan_key, item) REFERENCES item (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE item_reference (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    item TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, item, ordinal),
    FOREIGN KEY (body_code, plan_key, item) REFERENCES item (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE item_extra (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    item TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    header TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, item, ordinal),
    FOREIGN KEY (body_code, plan_key, item) REFERENCES item (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE schedule_step (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    item TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    fiscal_year BIGINT NOT NULL,
    content TEXT NOT NULL,
    goes_on BIGINT NOT NULL,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, item, ordinal),
    FOREIGN KEY (body_code, plan_key, item) REFERENCES item (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE edition (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    fy_from BIGINT,
    fy_to BIGINT,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

CREATE TABLE scale (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    fiscal_year BIGINT,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

CREATE TABLE grade (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    scale BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    label TEXT NOT NULL,
    definition TEXT NOT NULL,
    best_first BIGINT NOT NULL,
    tone TEXT NOT NULL,
    evaluated BIGINT NOT NULL,
    PRIMARY KEY (body_code, plan_key, scale, ordinal),
    FOREIGN KEY (body_code, plan_key, scale) REFERENCES scale (body_code, plan_key, ordinal) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE stated_progress (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    path TEXT NOT NULL,
    label TEXT NOT NULL,
    examples TEXT,
    total BIGINT,
    fiscal_year BIGINT,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

CREATE TABLE stated_grade (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    progress BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    label TEXT NOT NULL,
    how_many BIGINT,
    PRIMARY KEY (body_code, plan_key, progress, ordinal),
    FOREIGN KEY (body_code, plan_key, progress) REFERENCES stated_progress (body_code, plan_key, ordinal) DEFERRABLE INITIALLY DEFERRED
);

-- "slot" is item, fiscal year, evaluator and a number for grades given twice: what a grade is
-- known by, since it has no identity of its own.
CREATE TABLE evaluation (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    slot TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    source TEXT,
    item TEXT NOT NULL,
    fiscal_year BIGINT,
    evaluator TEXT NOT NULL,
    grade TEXT NOT NULL,
    reason TEXT,
    done TEXT,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, slot),
    FOREIGN KEY (body_code, plan_key, item) REFERENCES item (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX evaluation_by_item ON evaluation (body_code, plan_key, item, fiscal_year);

-- The ledger. Triggers of each engine refuse to change or remove its rows.
CREATE TABLE effect (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    vintage TEXT NOT NULL,
    path TEXT NOT NULL,
    fiscal_year BIGINT,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    duration TEXT NOT NULL,
    origin TEXT NOT NULL,
    corrects TEXT,
    reason TEXT,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
CREATE INDEX effect_by_year ON effect (body_code, plan_key, fiscal_year);

CREATE TABLE stated_amount (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    vintage TEXT NOT NULL,
    path TEXT NOT NULL,
    fiscal_year BIGINT,
    label TEXT NOT NULL,
    is_difference BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

CREATE TABLE indicator (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    item TEXT,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    direction TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key),
    FOREIGN KEY (body_code, plan_key, item) REFERENCES item (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX indicator_by_item ON indicator (body_code, plan_key, item);

-- A number is "digits" with "places" of them after the point; both are null for "no value".
CREATE TABLE indicator_value (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    indicator TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    fiscal_year BIGINT,
    kind TEXT NOT NULL,
    digits BIGINT,
    places BIGINT,
    numerator BIGINT,
    denominator BIGINT,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, indicator, ordinal),
    FOREIGN KEY (body_code, plan_key, indicator) REFERENCES indicator (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE edge (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    source TEXT,
    path TEXT NOT NULL,
    old_title TEXT,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    reason TEXT,
    new_title TEXT,
    department TEXT,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

-- "list" is keep, problem or try.
CREATE TABLE review_point (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    list TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    content TEXT NOT NULL,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, list, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

-- The items that a point of Try leads to; "point" is the ordinal of that point.
CREATE TABLE try_item (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    point BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    title TEXT NOT NULL,
    is_new BIGINT NOT NULL,
    departments TEXT NOT NULL,
    merges TEXT NOT NULL,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, point, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

CREATE TABLE opinion (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    item TEXT,
    occasion TEXT NOT NULL,
    content TEXT NOT NULL,
    answer TEXT,
    PRIMARY KEY (body_code, plan_key, id),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key),
    FOREIGN KEY (body_code, plan_key, item) REFERENCES item (body_code, plan_key, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX opinion_by_item ON opinion (body_code, plan_key, item);

-- The frame of the plan: "part" is the list, "grp" the heading within it (0 where a list has no
-- headings), ordinal 0 the heading itself.
CREATE TABLE frame_entry (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    part TEXT NOT NULL,
    grp BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, part, grp, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

CREATE TABLE note (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    term TEXT NOT NULL,
    content TEXT NOT NULL,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

CREATE TABLE statement (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    counted TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    is_money BIGINT NOT NULL,
    approximate BIGINT NOT NULL,
    fy_from BIGINT,
    fy_to BIGINT,
    stated TEXT NOT NULL,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

-- One chain for the whole installation, so its key is the place in the chain and not a body.
CREATE TABLE journal (
    sequence BIGINT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    what TEXT NOT NULL,
    body_code TEXT,
    plan_key TEXT,
    summary TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX journal_by_body ON journal (body_code, sequence);

-- The row that every writer locks before it adds an entry.
CREATE TABLE journal_head (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO journal_head (id, sequence, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
