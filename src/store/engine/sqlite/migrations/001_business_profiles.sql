CREATE TABLE business_profiles (
    account_id  INTEGER PRIMARY KEY REFERENCES accounts (id),
    description TEXT NOT NULL,
    services    TEXT NOT NULL,
    industries  TEXT NOT NULL,
    set_at      INTEGER NOT NULL,
    set_by      TEXT NOT NULL,
    digest      BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;
