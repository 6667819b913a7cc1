-- What was read of each document, a part at a time. `content` is the number of its lines and a sum over their marks,
-- whatever their order.
CREATE TABLE revenue_parts (
    account_id INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    content    TEXT NOT NULL,
    source     TEXT NOT NULL,
    lines      INTEGER NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (account_id, kind, name, content),
    FOREIGN KEY (account_id, kind, name) REFERENCES revenue_documents (account_id, kind, name)
) STRICT, WITHOUT ROWID;

-- The marks of a part's lines, eight bytes each, sorted, in chunks: a line that comes again in a later file is known.
CREATE TABLE revenue_lines (
    account_id INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    content    TEXT NOT NULL,
    chunk      INTEGER NOT NULL,
    marks      BLOB NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (account_id, kind, name, content, chunk),
    FOREIGN KEY (account_id, kind, name, content) REFERENCES revenue_parts (account_id, kind, name, content)
) STRICT;
