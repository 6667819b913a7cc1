CREATE TABLE enrollments (
    account_id      INTEGER NOT NULL REFERENCES accounts (id),
    number          INTEGER NOT NULL,
    model           TEXT NOT NULL CHECK (model IN ('indirect-reseller', 'direct-bill')),
    origin          TEXT NOT NULL CHECK (origin IN ('application', 'transition')),
    state           TEXT NOT NULL CHECK (state IN (
                        'draft', 'email-verification', 'under-review', 'action-required', 'credit-check',
                        'support-plan', 'agreement', 'active', 'restricted', 'withdrawn')),
    reason          TEXT,
    created_at      INTEGER NOT NULL,
    submitted_at    INTEGER,
    mpa_signed_on   TEXT,
    active_since    INTEGER,
    withdrawn_at    INTEGER,
    support_plan    TEXT CHECK (support_plan IN ('asfp', 'psfp')),
    support_plan_on TEXT,
    digest          BLOB NOT NULL,
    PRIMARY KEY (account_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE checks (
    account_id INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('email-ownership', 'employment', 'business', 'due-diligence', 'credit')),
    state      TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected')),
    since      INTEGER NOT NULL,
    opened_on  TEXT NOT NULL,
    attempts   INTEGER NOT NULL,
    reason     TEXT,
    digest     BLOB NOT NULL,
    PRIMARY KEY (account_id, number, kind),
    FOREIGN KEY (account_id, number) REFERENCES enrollments (account_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    account_id INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    type       TEXT NOT NULL CHECK (type IN (
                   'business-registration', 'tax-registration', 'domain-ownership', 'address-proof', 'identity', 'other')),
    name       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    added_at   INTEGER NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (account_id, number, kind, position),
    FOREIGN KEY (account_id, number, kind) REFERENCES checks (account_id, number, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE confirmations (
    account_id  INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    hash        BLOB NOT NULL CHECK (length(hash) = 32),
    issued_at   INTEGER NOT NULL,
    wrong_tries INTEGER NOT NULL,
    digest      BLOB NOT NULL,
    PRIMARY KEY (account_id, number),
    FOREIGN KEY (account_id, number) REFERENCES enrollments (account_id, number)
) STRICT, WITHOUT ROWID;
