-- What Microsoft says about customers, about the account as a reseller, and the day that evidence is about.
CREATE TABLE customer_verifications (
    account_id INTEGER NOT NULL,
    domain_key TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'allowed' OR status = 'under-review' OR status = 'not-allowed' OR status = 'unknown' OR status = 'not-ready' OR status = 'none'),
    seen_on TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, domain_key),
    FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_verifications_blocking ON customer_verifications (account_id, domain_key) WHERE status IN ('under-review', 'not-allowed', 'unknown');
CREATE TABLE reseller_validations (
    account_id INTEGER NOT NULL,
    provider TEXT NOT NULL,
    is_valid INTEGER NOT NULL CHECK (is_valid IN (0, 1)),
    code TEXT,
    description TEXT,
    seen_on TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, provider),
    FOREIGN KEY (account_id) REFERENCES accounts (id),
    FOREIGN KEY (provider) REFERENCES providers (slug)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence_days (
    account_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    seen_on TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, key),
    FOREIGN KEY (account_id, key) REFERENCES evidence (account_id, key)
) STRICT, WITHOUT ROWID;
