-- Rows of a plan have no revision of their own any more: nobody read it but the search, which now compares the rows.
-- The plan as a whole keeps its revision.
ALTER TABLE section DROP COLUMN revision;
ALTER TABLE item DROP COLUMN revision;
ALTER TABLE evaluation DROP COLUMN revision;
ALTER TABLE indicator DROP COLUMN revision;
ALTER TABLE edge DROP COLUMN revision;
ALTER TABLE opinion DROP COLUMN revision;
