-- Until when a first password (最初のパスワード) can be used, RFC 3339; blank where a person chose their own.
ALTER TABLE account ADD COLUMN first_until TEXT;
