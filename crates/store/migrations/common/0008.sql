-- What the public sees (公開): a release holds the plan as it stood, in the store's own shape ("content"), with what a
-- list of plans says of it, so that no list has to open it. "opens_on" is a day in Japan. What was there before this
-- version stays public: the program makes the first release of each such plan.
CREATE TABLE plan_release (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    number BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    opens_on TEXT NOT NULL,
    editions TEXT NOT NULL,
    documents TEXT NOT NULL,
    withheld TEXT NOT NULL,
    note TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    title TEXT NOT NULL,
    fy_from BIGINT,
    fy_to BIGINT,
    items BIGINT NOT NULL,
    sections BIGINT NOT NULL,
    progress BIGINT NOT NULL,
    evaluations BIGINT NOT NULL,
    effects BIGINT NOT NULL,
    crosswalk BIGINT NOT NULL,
    indicators BIGINT NOT NULL,
    edition_count BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, number),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);

-- A release that was taken back, or whose place the next one took before its day.
CREATE TABLE release_withdrawal (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    number BIGINT NOT NULL,
    at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (body_code, plan_key, number),
    FOREIGN KEY (body_code, plan_key, number) REFERENCES plan_release (body_code, plan_key, number)
);

-- The items of the releases that stand, as far as a search over all plans names them. Their texts are in
-- "item_search" under "searched_as", which no plan can have as its key.
CREATE TABLE release_item (
    body_code TEXT NOT NULL,
    searched_as TEXT NOT NULL,
    id TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    number BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    label TEXT,
    title TEXT NOT NULL,
    PRIMARY KEY (body_code, searched_as, id),
    FOREIGN KEY (body_code, plan_key, number) REFERENCES plan_release (body_code, plan_key, number)
);
