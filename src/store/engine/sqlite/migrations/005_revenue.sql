-- The version of a document that was read from JSON: its form and the data that the manifest of its export names.
CREATE TABLE revenue_versions (
    account_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'licence-based' OR kind = 'usage-based' OR kind = 'new-commerce' OR kind = 'insights'),
    name TEXT NOT NULL,
    form TEXT NOT NULL CHECK (form = 'table' OR form = 'json-full' OR form = 'json-basic'),
    e_tag TEXT,
    created_at INTEGER,
    invoice_version TEXT,
    billing_month TEXT CHECK (billing_month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, kind, name),
    FOREIGN KEY (account_id, kind, name) REFERENCES revenue_documents (account_id, kind, name)
) STRICT, WITHOUT ROWID;
