-- Free notes on a provider: programmes, support level, terms.
CREATE TABLE provider_notes (
    provider TEXT PRIMARY KEY REFERENCES providers (slug),
    notes    TEXT NOT NULL,
    digest   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
-- A relationship with us that another system knows of, while the account is not active yet.
CREATE TABLE awaited_relationships (
    account_id   INTEGER NOT NULL,
    domain_key   TEXT NOT NULL,
    admin_rights INTEGER NOT NULL,
    digest       BLOB NOT NULL,
    PRIMARY KEY (account_id, domain_key),
    FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)
) STRICT, WITHOUT ROWID;
