CREATE TABLE users (
    account_id      INTEGER NOT NULL REFERENCES accounts (id),
    email_key       TEXT NOT NULL,
    email           TEXT NOT NULL,
    first_name      TEXT,
    last_name       TEXT,
    display_name    TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('password-pending', 'active', 'blocked', 'removed')),
    state_before    TEXT,
    expires_at      INTEGER,
    removed_at      INTEGER,
    created_at      INTEGER NOT NULL,
    last_sign_in_at INTEGER,
    wrong_tries     INTEGER NOT NULL,
    closed_until    INTEGER,
    digest          BLOB NOT NULL,
    PRIMARY KEY (account_id, email_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_roles (
    account_id INTEGER NOT NULL,
    email_key  TEXT NOT NULL,
    role       TEXT NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (account_id, email_key, role),
    FOREIGN KEY (account_id, email_key) REFERENCES users (account_id, email_key)
) STRICT, WITHOUT ROWID;
