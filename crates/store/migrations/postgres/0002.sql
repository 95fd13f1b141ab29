-- PostgreSQL only: what is frozen stays, and a comment or a trail once written is not changed.

CREATE TRIGGER year_edition_append_only BEFORE UPDATE OR DELETE ON year_edition
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER year_edition_no_truncate BEFORE TRUNCATE ON year_edition
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_entry_append_only BEFORE UPDATE OR DELETE ON edition_entry
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_entry_no_truncate BEFORE TRUNCATE ON edition_entry
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_table_append_only BEFORE UPDATE OR DELETE ON edition_table
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_table_no_truncate BEFORE TRUNCATE ON edition_table
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER answer_comment_append_only BEFORE UPDATE OR DELETE ON answer_comment
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER answer_comment_no_truncate BEFORE TRUNCATE ON answer_comment
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER answer_trail_append_only BEFORE UPDATE OR DELETE ON answer_trail
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER answer_trail_no_truncate BEFORE TRUNCATE ON answer_trail
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
