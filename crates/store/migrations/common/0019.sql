-- Approval in levels (承認の段階): who approves, the lowest first, and their last days, as two lists of one length.
ALTER TABLE round ADD COLUMN approvers TEXT NOT NULL DEFAULT '[]';
ALTER TABLE round ADD COLUMN due_approvals TEXT NOT NULL DEFAULT '[]';
UPDATE round SET approvers = '["所属長"]', due_approvals = '["' || due_head || '"]' WHERE needs_approval = 1;
ALTER TABLE round DROP COLUMN needs_approval;
ALTER TABLE round DROP COLUMN due_head;

-- The approvals that stand of an answer, by level from 1 on; they go when the answer goes back to its department.
-- "stands_for" says in whose place it was given (代決).
CREATE TABLE answer_approval (
    body_code TEXT NOT NULL,
    plan_key TEXT NOT NULL,
    round TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    level BIGINT NOT NULL,
    approved_at TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    stands_for TEXT,
    PRIMARY KEY (body_code, plan_key, round, item, department, level),
    FOREIGN KEY (body_code, plan_key, round, item, department)
        REFERENCES answer (body_code, plan_key, round, item, department) DEFERRABLE INITIALLY DEFERRED
);

-- Who stands in for a head who is away (代理), from the first day to the last, both included.
CREATE TABLE deputation (
    body_code TEXT NOT NULL,
    id TEXT NOT NULL,
    head TEXT NOT NULL,
    deputy TEXT NOT NULL,
    held_from TEXT NOT NULL,
    held_until TEXT NOT NULL,
    named_by TEXT NOT NULL,
    PRIMARY KEY (body_code, id),
    FOREIGN KEY (body_code, head) REFERENCES account (body_code, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (body_code, deputy) REFERENCES account (body_code, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX deputation_of_deputy ON deputation (body_code, deputy, held_until);

-- What a mail of the queue is for, and who does without notices (お知らせ) by mail.
ALTER TABLE reminder ADD COLUMN kind TEXT NOT NULL DEFAULT 'reminder';
CREATE TABLE notice_refusal (
    body_code TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (body_code, account),
    FOREIGN KEY (body_code, account) REFERENCES account (body_code, id) DEFERRABLE INITIALLY DEFERRED
);
