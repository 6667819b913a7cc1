-- The journal that the store had so far is kept as it is; nothing is added to it any more.
ALTER TABLE journal RENAME TO first_journal;
ALTER TABLE first_journal RENAME COLUMN seq TO place;
ALTER TABLE first_journal RENAME COLUMN hash TO link;

-- Each account gets a chain, and the store one for what belongs to no account.
CREATE TABLE former_owners (
    account_id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    FOREIGN KEY (account_id) REFERENCES accounts (id)
) STRICT;
CREATE TABLE rehearsed_passwords (
    account_id INTEGER NOT NULL,
    email_key TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, email_key),
    FOREIGN KEY (account_id, email_key) REFERENCES users (account_id, email_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
    chain INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    account TEXT,
    actor TEXT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT,
    changes TEXT NOT NULL,
    form INTEGER NOT NULL,
    clock TEXT NOT NULL,
    database_role TEXT,
    rows BLOB NOT NULL,
    seal BLOB NOT NULL CHECK (length(seal) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (chain, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_turns ON journal (turn, chain, seq);
CREATE TABLE chains (
    chain INTEGER PRIMARY KEY,
    begun INTEGER,
    head_seq INTEGER NOT NULL,
    head_hash BLOB NOT NULL CHECK (length(head_hash) = 32),
    head_turn INTEGER NOT NULL,
    head_moment INTEGER NOT NULL
) STRICT;
CREATE INDEX chains_turns ON chains (head_turn);
CREATE TABLE states (
    chain INTEGER PRIMARY KEY,
    state BLOB NOT NULL CHECK (length(state) = 2048),
    base BLOB CHECK (length(base) = 2048)
) STRICT;
