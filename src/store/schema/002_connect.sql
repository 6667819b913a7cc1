-- Free notes on a provider: programmes, support level, terms.
CREATE TABLE provider_notes (
    provider TEXT PRIMARY KEY REFERENCES providers (slug),
    notes    TEXT NOT NULL,
    digest   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
