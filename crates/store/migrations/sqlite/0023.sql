-- SQLite only: first passwords that were given before count from now on.
UPDATE account SET first_until = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+72 hours') WHERE must_change = 1;
