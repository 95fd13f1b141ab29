-- PostgreSQL only: first passwords that were given before count from now on.
UPDATE account SET first_until = to_char((now() AT TIME ZONE 'UTC') + INTERVAL '72 hours', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
WHERE must_change = 1;
