-- Attestations of today, the acceptances before the present one, and an index to find the person who accepted.
CREATE TABLE attestations (
    account_id INTEGER NOT NULL,
    domain_key TEXT NOT NULL,
    company_name TEXT,
    attestation_id TEXT,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, domain_key),
    FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE earlier_agreements (
    account_id INTEGER NOT NULL,
    domain_key TEXT NOT NULL,
    number INTEGER NOT NULL,
    attested_by TEXT,
    accepted_on TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT,
    company_name TEXT,
    attestation_id TEXT,
    recorded_at INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, domain_key, number),
    FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX earlier_agreements_person ON earlier_agreements (account_id, lower(email)) WHERE attested_by IS NOT NULL;
CREATE INDEX agreements_person ON agreements (account_id, lower(email)) WHERE attested_by IS NOT NULL;
