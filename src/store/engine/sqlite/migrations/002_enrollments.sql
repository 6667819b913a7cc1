-- The Partner Agreement of an account whose agreement on record is the older reseller agreement: recorded beside it.
CREATE TABLE partner_agreements (
    account_id INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    signed_on  TEXT NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (account_id, number),
    FOREIGN KEY (account_id, number) REFERENCES enrollments (account_id, number)
) STRICT, WITHOUT ROWID;
