CREATE TABLE journal (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    account TEXT,
    actor   TEXT,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason  TEXT,
    changes TEXT NOT NULL,
    clock   TEXT NOT NULL CHECK (clock IN ('system', 'given')),
    state   BLOB NOT NULL CHECK (length(state) = 32),
    hash    BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
