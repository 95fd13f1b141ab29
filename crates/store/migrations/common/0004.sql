-- Whose grade counts where several stand side by side: evaluators, the first asked at the front.
ALTER TABLE plan ADD COLUMN precedence TEXT NOT NULL DEFAULT 'headquarters secretariat department';
-- Editions frozen before there was a rule were counted by the last who graded, the council included.
ALTER TABLE year_edition ADD COLUMN precedence TEXT NOT NULL DEFAULT 'council headquarters secretariat department';
-- The share printed beside a count, with its places, and of what it is: of all, or of what was evaluated.
ALTER TABLE stated_grade ADD COLUMN share BIGINT;
ALTER TABLE stated_grade ADD COLUMN share_places BIGINT;
ALTER TABLE stated_grade ADD COLUMN share_of TEXT;
