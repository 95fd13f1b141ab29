-- PostgreSQL only: what was released stays as it was, and so does what is said of its end.
CREATE TRIGGER plan_release_append_only BEFORE UPDATE OR DELETE ON plan_release
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER plan_release_no_truncate BEFORE TRUNCATE ON plan_release
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER release_withdrawal_append_only BEFORE UPDATE OR DELETE ON release_withdrawal
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER release_withdrawal_no_truncate BEFORE TRUNCATE ON release_withdrawal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
