-- SQLite only: what was released stays as it was, and so does what is said of its end.
CREATE TRIGGER plan_release_no_update BEFORE UPDATE ON plan_release
BEGIN SELECT RAISE(ABORT, 'plan_release is append-only'); END;
CREATE TRIGGER plan_release_no_delete BEFORE DELETE ON plan_release
BEGIN SELECT RAISE(ABORT, 'plan_release is append-only'); END;
CREATE TRIGGER release_withdrawal_no_update BEFORE UPDATE ON release_withdrawal
BEGIN SELECT RAISE(ABORT, 'release_withdrawal is append-only'); END;
CREATE TRIGGER release_withdrawal_no_delete BEFORE DELETE ON release_withdrawal
BEGIN SELECT RAISE(ABORT, 'release_withdrawal is append-only'); END;
