-- The questions of the office's own in a round, and which of their answers a release shows.
ALTER TABLE round ADD COLUMN own_questions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE plan_release ADD COLUMN own_fields TEXT NOT NULL DEFAULT '[]';
