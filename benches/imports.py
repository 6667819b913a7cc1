"""Import of users beside `sqlite3 .import` of the same rows into tables of the same shape.

What csp does: read and check the CSV, make a random password a user, hash it, write users, roles and journal in one
transaction with full sync, write the credentials file and sync it. What sqlite3 does: `.import` of three ready CSVs,
users, roles and journal, each row with the same columns of the same length, into the same tables and indexes, in one
transaction with the same pragmas. Only the types differ: `.import` writes text alone, so the tables are not STRICT there,
digests are 32 characters where csp has 32 bytes, and what is NULL in csp is empty text.
"""
import os
import re
import shutil
import subprocess

import lab

READY = """.headers on
.mode csv
.output users.csv
SELECT account_id, email_key, email, first_name, last_name, display_name, roles, state, state_before, expires_at,
  removed_at, created_at, last_sign_in_at, wrong_tries, closed_until, substr(hex(temporary_hash), 1, 32) AS temporary_hash,
  own_hash, substr(hex(digest), 1, 32) AS digest FROM users WHERE temporary_hash IS NOT NULL;
.output roles.csv
SELECT account_id, role, email_key FROM user_roles WHERE email_key LIKE 'user%';
.output journal.csv
SELECT chain, seq, at, turn, account, actor, action, subject, reason, changes, form, clock, database_role,
  substr(hex(rows), 1, length(rows)) AS rows, substr(hex(seal), 1, 32) AS seal,
  substr(hex(hash), 1, 32) AS hash FROM journal WHERE subject LIKE 'user%';
"""
LOADED = """PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -16384;
BEGIN IMMEDIATE;
.import --csv --skip 1 users.csv users
.import --csv --skip 1 roles.csv user_roles
.import --csv --skip 1 journal.csv journal
COMMIT;
"""
LOOSER = [
    (r".*sqlite_sequence.*\n?", ""), (r" BLOB NOT NULL CHECK \(length\([a-z]*\) = 32\)", " TEXT"),
    (r" BLOB NOT NULL", " TEXT"), (r" BLOB CHECK.*,", " TEXT,"), (r",\s*FOREIGN KEY \([^)]*\) REFERENCES [a-z]* \([^)]*\)", ""), (r" REFERENCES accounts \(id\)", ""),
    (r"\) STRICT, WITHOUT ROWID", ") WITHOUT ROWID"), (r"\) STRICT", ")"), (r"CHECK \(state_before = [^)]*\)", ""),
    (r"CHECK \(clock IN \([^)]*\)\)", ""),
]


def measured(csp, folder, users, rounds):
    """(seconds, MB) of csp and of sqlite3: medians of rounds in turns."""
    env = lab.store(csp, folder)
    at = lambda name: os.path.join(folder, name)
    lab.write_users(at("staff.csv"), users, shuffled=True)
    shutil.copy(at("csp.db"), at("seed.db"))
    command = [csp, "users", "import", at("staff.csv"), "--credentials", at("credentials.csv"), "--format", "json"]
    lab.silent(command, env)
    shell = lambda db, text: subprocess.run(["sqlite3", at(db)], input=text, text=True, cwd=folder, check=True, stdout=subprocess.PIPE).stdout
    shell("csp.db", READY)
    schema = shell("seed.db", ".schema users\n.schema user_roles\n.schema journal\n")
    for pattern, instead in LOOSER:
        schema = re.sub(pattern, instead, schema)
    shell("empty.db", "PRAGMA journal_mode = WAL;\n" + schema)
    with open(at("load.sql"), "w", encoding="utf-8") as out:
        out.write(LOADED)
    load = ["sh", "-c", f"cd {folder} && exec sqlite3 plain.db <load.sql"]

    def before(_):
        lab.fresh(at("csp.db"), at("seed.db"))
        lab.fresh(at("plain.db"), at("empty.db"))
        lab.forget(at("credentials.csv"))
        os.sync()

    taken = lab.in_turns({"csp": (command, env), "sqlite3": (load, env)}, rounds, before)
    count = int(shell("plain.db", "SELECT count(*) FROM users;"))
    assert count == users, f"sqlite3 has {count} users"
    return taken["csp"], taken["sqlite3"]
