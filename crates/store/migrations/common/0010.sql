-- The fiscal outlook (財政計画) as it was rolled, occasion by occasion: revenue, expenditure, gap, and what of the effects
-- it holds already.
CREATE TABLE outlook (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT,
    vintage TEXT NOT NULL,
    line TEXT NOT NULL,
    fiscal_year BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    at TEXT,
    PRIMARY KEY (body_code, plan_key, ordinal),
    FOREIGN KEY (body_code, plan_key) REFERENCES plan (body_code, plan_key)
);
