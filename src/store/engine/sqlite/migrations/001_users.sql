-- Checks are written with OR: for IN with more than two words SQLite builds a table in memory at every insert, which
-- costs a bulk import a tenth of its time.
CREATE TABLE users (
    account_id      INTEGER NOT NULL REFERENCES accounts (id),
    email_key       TEXT NOT NULL,
    email           TEXT NOT NULL,
    first_name      TEXT,
    last_name       TEXT,
    display_name    TEXT NOT NULL,
    roles           TEXT NOT NULL,
    state           TEXT NOT NULL
        CHECK (state = 'password-pending' OR state = 'active' OR state = 'blocked' OR state = 'removed'),
    state_before    TEXT
        CHECK (state_before = 'password-pending' OR state_before = 'active' OR state_before = 'blocked-password-pending' OR state_before = 'blocked-active'),
    expires_at      INTEGER,
    removed_at      INTEGER,
    created_at      INTEGER NOT NULL,
    last_sign_in_at INTEGER,
    wrong_tries     INTEGER NOT NULL,
    closed_until    INTEGER,
    temporary_hash  BLOB CHECK (length(temporary_hash) = 32),
    own_hash        TEXT,
    digest          BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, email_key)
) STRICT, WITHOUT ROWID;

-- The rare states are found without reading everybody; whose password expires when is answered from here alone.
CREATE INDEX users_by_state ON users (account_id, state, email_key, expires_at) WHERE state <> 'active';

-- Who has which role: the column users.roles the other way round, kept in step by the one module that writes it.
CREATE TABLE user_roles (
    account_id INTEGER NOT NULL,
    role       TEXT NOT NULL,
    email_key  TEXT NOT NULL,
    PRIMARY KEY (account_id, role, email_key)
) STRICT, WITHOUT ROWID;
