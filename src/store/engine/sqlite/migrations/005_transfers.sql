-- The register of transfers of subscriptions between partners.
CREATE TABLE transfers (
    account_id INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'new-commerce' OR kind = 'legacy'),
    direction TEXT NOT NULL CHECK (direction = 'in' OR direction = 'out'),
    customer_domain TEXT,
    customer_tenant TEXT,
    customer_name TEXT,
    customer_email TEXT,
    partner_name TEXT,
    partner_tenant TEXT,
    state TEXT NOT NULL CHECK (state = 'planned' OR state = 'pending' OR state = 'completed' OR state = 'cancelled' OR state = 'rejected' OR state = 'expired'),
    state_since INTEGER NOT NULL,
    microsoft_status TEXT,
    partner_on_record TEXT,
    planned_at INTEGER,
    created_at INTEGER,
    modified_at INTEGER,
    completed_at INTEGER,
    expires_at INTEGER,
    last_seen_at INTEGER,
    note TEXT,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id) REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX transfers_state ON transfers (account_id, state, completed_at);
CREATE INDEX transfers_tenant ON transfers (account_id, customer_tenant);
CREATE TABLE transfer_items (
    account_id INTEGER NOT NULL,
    transfer TEXT NOT NULL,
    subscription TEXT NOT NULL,
    product_type TEXT,
    quantity INTEGER,
    billing_cycle TEXT,
    status TEXT,
    error TEXT,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, transfer, subscription),
    FOREIGN KEY (account_id, transfer) REFERENCES transfers (account_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE transfer_conflicts (
    account_id INTEGER NOT NULL,
    transfer TEXT NOT NULL,
    shown TEXT NOT NULL,
    recorded TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, transfer, shown),
    FOREIGN KEY (account_id, transfer) REFERENCES transfers (account_id, id)
) STRICT, WITHOUT ROWID;
