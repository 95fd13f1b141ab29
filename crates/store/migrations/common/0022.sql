-- Under which terms a release may be used (利用条件), as gyokaku_core::licence writes it. What was released before was under
-- the standard of the state.
ALTER TABLE plan_release ADD COLUMN licence TEXT NOT NULL DEFAULT 'PDL-1.0';
