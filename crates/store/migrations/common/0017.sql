-- The first and the last day on which a role is held, both included; neither where it is held always.
ALTER TABLE account_grant ADD COLUMN held_from TEXT;
ALTER TABLE account_grant ADD COLUMN held_until TEXT;
