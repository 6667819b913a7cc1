-- Groups and keepers of accounts and customers, and next actions that are put off.
CREATE TABLE account_groups (
    account_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, name),
    FOREIGN KEY (account_id) REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_groups_name ON account_groups (name, account_id);
CREATE TABLE account_keepers (
    account_id INTEGER PRIMARY KEY,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    FOREIGN KEY (account_id) REFERENCES accounts (id)
) STRICT;
CREATE INDEX account_keepers_email ON account_keepers (email_key, account_id);
CREATE TABLE customer_groups (
    account_id INTEGER NOT NULL,
    domain_key TEXT NOT NULL,
    name TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, domain_key, name),
    FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_groups_name ON customer_groups (name, account_id, domain_key);
CREATE TABLE customer_keepers (
    account_id INTEGER NOT NULL,
    domain_key TEXT NOT NULL,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, domain_key),
    FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_keepers_email ON customer_keepers (email_key, account_id, domain_key);
CREATE TABLE snoozes (
    account_id INTEGER NOT NULL,
    next_id TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    until_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    snoozed_by TEXT,
    snoozed_at INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, next_id),
    FOREIGN KEY (account_id) REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;
