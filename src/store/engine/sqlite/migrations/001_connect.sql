CREATE TABLE providers (
    slug          TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    name_key      TEXT NOT NULL,
    mpn_id        TEXT NOT NULL UNIQUE,
    country       TEXT NOT NULL,
    tenant_id     TEXT UNIQUE,
    domain_key    TEXT UNIQUE,
    tenant_domain TEXT,
    email         TEXT,
    services      TEXT NOT NULL,
    digest        BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX providers_name ON providers (name_key);

CREATE TABLE partnerships (
    account_id    INTEGER NOT NULL REFERENCES accounts (id),
    provider      TEXT NOT NULL REFERENCES providers (slug),
    number        INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('invited', 'active', 'ended', 'declined', 'expired')),
    link          TEXT NOT NULL,
    invited_at    INTEGER NOT NULL,
    expires_at    INTEGER,
    authorized_at INTEGER,
    ended_at      INTEGER,
    admin_access  INTEGER NOT NULL CHECK (admin_access IN (0, 1)),
    reason        TEXT,
    digest        BLOB NOT NULL,
    PRIMARY KEY (account_id, provider, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX partnerships_of_provider ON partnerships (provider, account_id, number);

CREATE TABLE customers (
    account_id      INTEGER NOT NULL REFERENCES accounts (id),
    domain_key      TEXT NOT NULL,
    domain          TEXT NOT NULL,
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL,
    country         TEXT NOT NULL,
    email           TEXT,
    tenant_id       TEXT,
    registration_id TEXT,
    origin          TEXT CHECK (origin IN ('marketing', 'referral', 'provider', 'existing')),
    csp_tenant      INTEGER NOT NULL CHECK (csp_tenant IN (0, 1)),
    created_at      INTEGER NOT NULL,
    digest          BLOB NOT NULL,
    PRIMARY KEY (account_id, domain_key)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX customers_tenant ON customers (account_id, tenant_id) WHERE tenant_id IS NOT NULL;
CREATE INDEX customers_name ON customers (account_id, name_key);
CREATE INDEX customers_everywhere ON customers (domain_key, account_id);

CREATE TABLE relationships (
    account_id   INTEGER NOT NULL,
    domain_key   TEXT NOT NULL,
    party        TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('active', 'removed')),
    admin_rights INTEGER NOT NULL CHECK (admin_rights IN (0, 1)),
    since        INTEGER NOT NULL,
    via          TEXT NOT NULL CHECK (via IN ('direct', 'joint', 'extension', 'existing')),
    won_as       TEXT NOT NULL CHECK (won_as IN ('direct-bill', 'indirect-reseller')),
    digest       BLOB NOT NULL,
    PRIMARY KEY (account_id, domain_key, party),
    FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX relationships_of_party ON relationships (account_id, party, domain_key) WHERE state = 'active';

CREATE TABLE requests (
    account_id   INTEGER NOT NULL,
    domain_key   TEXT NOT NULL,
    number       INTEGER NOT NULL,
    provider     TEXT REFERENCES providers (slug),
    token        TEXT NOT NULL UNIQUE,
    link         TEXT NOT NULL,
    admin_rights INTEGER NOT NULL CHECK (admin_rights IN (0, 1)),
    state        TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'accepted', 'declined', 'expired', 'cancelled')),
    created_at   INTEGER NOT NULL,
    sent_at      INTEGER,
    expires_at   INTEGER,
    closed_at    INTEGER,
    reason       TEXT,
    digest       BLOB NOT NULL,
    PRIMARY KEY (account_id, domain_key, number),
    FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX requests_open ON requests (account_id, expires_at, domain_key) WHERE state IN ('draft', 'sent');

CREATE TABLE agreements (
    account_id  INTEGER NOT NULL,
    domain_key  TEXT NOT NULL,
    attested_by TEXT,
    accepted_on TEXT NOT NULL,
    first_name  TEXT NOT NULL,
    last_name   TEXT NOT NULL,
    email       TEXT NOT NULL,
    phone       TEXT,
    recorded_at INTEGER NOT NULL,
    digest      BLOB NOT NULL,
    PRIMARY KEY (account_id, domain_key),
    FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)
) STRICT, WITHOUT ROWID;
