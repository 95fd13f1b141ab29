-- What became of items names them by identity, and from which day on.
ALTER TABLE edge ADD COLUMN old_item TEXT;
ALTER TABLE edge ADD COLUMN new_item TEXT;
ALTER TABLE edge ADD COLUMN decided_on TEXT;

-- The plan of the body that an edition is.
ALTER TABLE edition ADD COLUMN plan TEXT;
