-- The register of delegated admin relationships.
CREATE TABLE gdap_relationships (
    account_id INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    name_key TEXT,
    customer_domain TEXT,
    customer_tenant TEXT,
    customer_name TEXT,
    state TEXT NOT NULL CHECK (state = 'draft' OR state = 'created' OR state = 'approval-pending' OR state = 'approved' OR state = 'activating' OR state = 'active' OR state = 'expiring' OR state = 'expired' OR state = 'termination-requested' OR state = 'terminating' OR state = 'terminated' OR state = 'withdrawn'),
    state_since INTEGER NOT NULL,
    microsoft_status TEXT,
    origin TEXT NOT NULL CHECK (origin = 'own' OR origin = 'provider-made' OR origin = 'microsoft-led' OR origin = 'default' OR origin = 'imported'),
    provider_tenant TEXT,
    consent_pending INTEGER CHECK (consent_pending IN (0, 1)),
    decision TEXT CHECK (decision = 'approve' OR decision = 'reject'),
    decided_by TEXT,
    decided_at INTEGER,
    decision_reason TEXT,
    duration TEXT,
    auto_extend TEXT,
    roles TEXT,
    created_at INTEGER,
    modified_at INTEGER,
    roles_as_of INTEGER,
    activated_at INTEGER,
    ends_at INTEGER,
    last_seen_at INTEGER,
    absence TEXT CHECK (absence = 'erased' OR absence = 'not-listed'),
    absent_since INTEGER,
    note TEXT,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id) REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX gdap_relationships_name ON gdap_relationships (account_id, name_key);
CREATE INDEX gdap_relationships_tenant ON gdap_relationships (account_id, customer_tenant);
CREATE INDEX gdap_relationships_state ON gdap_relationships (account_id, state, ends_at);
CREATE TABLE gdap_assignments (
    account_id INTEGER NOT NULL,
    relationship TEXT NOT NULL,
    id TEXT NOT NULL,
    group_id TEXT,
    group_name TEXT,
    roles TEXT,
    state TEXT NOT NULL CHECK (state = 'pending' OR state = 'active' OR state = 'error' OR state = 'deleting' OR state = 'deleted'),
    state_since INTEGER NOT NULL,
    modified_at INTEGER,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, relationship, id),
    FOREIGN KEY (account_id, relationship) REFERENCES gdap_relationships (account_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX gdap_assignments_group ON gdap_assignments (account_id, group_id);
CREATE INDEX gdap_assignments_failed ON gdap_assignments (account_id, relationship) WHERE state = 'error';
CREATE TABLE gdap_conflicts (
    account_id INTEGER NOT NULL,
    relationship TEXT NOT NULL,
    subject TEXT NOT NULL,
    shown TEXT NOT NULL,
    recorded TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, relationship, subject, shown),
    FOREIGN KEY (account_id, relationship) REFERENCES gdap_relationships (account_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE gdap_templates (
    account_id INTEGER NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    group_ids TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, name_key),
    FOREIGN KEY (account_id) REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;
