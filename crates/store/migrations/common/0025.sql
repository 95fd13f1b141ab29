-- Since when an attachment is marked for the public, where it was marked after it was added: it waits for the next release.
ALTER TABLE attachment ADD COLUMN marked_at TEXT;
