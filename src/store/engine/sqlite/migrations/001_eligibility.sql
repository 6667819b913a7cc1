CREATE TABLE evidence (
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    key         TEXT NOT NULL,
    value       TEXT NOT NULL,
    note        TEXT,
    recorded_at INTEGER NOT NULL,
    recorded_by TEXT,
    digest      BLOB NOT NULL,
    PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;

-- Totals that somebody states. Amounts are exact decimals as text: figures of invoices have more decimals than their
-- currency has minor units.
CREATE TABLE revenue_stated (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    month      TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    category   TEXT NOT NULL CHECK (category IN ('cloud', 'perpetual-software', 'third-party')),
    currency   TEXT NOT NULL CHECK (length(currency) = 3),
    amount     TEXT NOT NULL,
    source     TEXT NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (account_id, month, category, currency)
) STRICT, WITHOUT ROWID;

-- What is counted and replaced together: an invoice, a billing period, a month of an export.
CREATE TABLE revenue_documents (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind       TEXT NOT NULL CHECK (kind IN ('licence-based', 'usage-based', 'new-commerce', 'insights')),
    name       TEXT NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (account_id, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE revenue_sums (
    account_id INTEGER NOT NULL,
    month      TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    category   TEXT NOT NULL CHECK (category IN ('cloud', 'perpetual-software', 'third-party')),
    currency   TEXT NOT NULL CHECK (length(currency) = 3),
    amount     TEXT NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (account_id, month, kind, name, category, currency),
    FOREIGN KEY (account_id, kind, name) REFERENCES revenue_documents (account_id, kind, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX revenue_sums_document ON revenue_sums (account_id, kind, name);

-- Rates that invoices state: units of the currency for one US dollar.
CREATE TABLE revenue_rates (
    account_id  INTEGER NOT NULL,
    month       TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    currency    TEXT NOT NULL CHECK (length(currency) = 3),
    for_one_usd TEXT NOT NULL,
    rated_on    TEXT,
    digest      BLOB NOT NULL,
    PRIMARY KEY (account_id, month, kind, name, currency),
    FOREIGN KEY (account_id, kind, name) REFERENCES revenue_documents (account_id, kind, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX revenue_rates_document ON revenue_rates (account_id, kind, name);

-- Rates that somebody gave: US dollars for one unit; of a month, or in general (an empty month).
CREATE TABLE exchange_rates (
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    currency    TEXT NOT NULL CHECK (length(currency) = 3),
    month       TEXT NOT NULL CHECK (month = '' OR month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    usd_for_one TEXT NOT NULL,
    source      TEXT NOT NULL,
    digest      BLOB NOT NULL,
    PRIMARY KEY (account_id, currency, month)
) STRICT, WITHOUT ROWID;
