-- SQLite only: what is frozen stays, and a comment or a trail once written is not changed.

CREATE TRIGGER year_edition_no_update BEFORE UPDATE ON year_edition
BEGIN SELECT RAISE(ABORT, 'year_edition is append-only'); END;
CREATE TRIGGER year_edition_no_delete BEFORE DELETE ON year_edition
BEGIN SELECT RAISE(ABORT, 'year_edition is append-only'); END;
CREATE TRIGGER edition_entry_no_update BEFORE UPDATE ON edition_entry
BEGIN SELECT RAISE(ABORT, 'edition_entry is append-only'); END;
CREATE TRIGGER edition_entry_no_delete BEFORE DELETE ON edition_entry
BEGIN SELECT RAISE(ABORT, 'edition_entry is append-only'); END;
CREATE TRIGGER edition_table_no_update BEFORE UPDATE ON edition_table
BEGIN SELECT RAISE(ABORT, 'edition_table is append-only'); END;
CREATE TRIGGER edition_table_no_delete BEFORE DELETE ON edition_table
BEGIN SELECT RAISE(ABORT, 'edition_table is append-only'); END;
CREATE TRIGGER answer_comment_no_update BEFORE UPDATE ON answer_comment
BEGIN SELECT RAISE(ABORT, 'answer_comment is append-only'); END;
CREATE TRIGGER answer_comment_no_delete BEFORE DELETE ON answer_comment
BEGIN SELECT RAISE(ABORT, 'answer_comment is append-only'); END;
CREATE TRIGGER answer_trail_no_update BEFORE UPDATE ON answer_trail
BEGIN SELECT RAISE(ABORT, 'answer_trail is append-only'); END;
CREATE TRIGGER answer_trail_no_delete BEFORE DELETE ON answer_trail
BEGIN SELECT RAISE(ABORT, 'answer_trail is append-only'); END;
