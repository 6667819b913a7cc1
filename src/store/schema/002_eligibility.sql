-- What was read of each document, a file at a time, so that a part that comes again is known.
CREATE TABLE revenue_parts (
    account_id INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    content    TEXT NOT NULL,
    source     TEXT NOT NULL,
    lines      INTEGER NOT NULL,
    line_marks BLOB NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (account_id, kind, name, content),
    FOREIGN KEY (account_id, kind, name) REFERENCES revenue_documents (account_id, kind, name)
) STRICT, WITHOUT ROWID;
