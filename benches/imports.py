"""Imports beside `sqlite3 .import` of the same rows into tables of the same shape.

What csp does: read and check the file, write its rows and the journal in one transaction with full sync; for users also
make a random password each, hash it, write the credentials file and sync it. What sqlite3 does: `.import` of ready CSVs,
one per table, each row with the same columns of the same length, into the same tables and indexes, in one transaction with
the same pragmas. Only the types differ: `.import` writes text alone, so the tables are not STRICT there, digests are 32
characters where csp has 32 bytes, and what is NULL in csp is empty text.
"""
import os
import re
import shutil
import subprocess
from collections import namedtuple

import lab

# A kind of import: its noun, what writes its file, more arguments, and the tables it fills, each with its own rows.
Import = namedtuple("Import", "noun write arguments tables")
USERS = Import(
    "users",
    lambda path, count: lab.write_users(path, count, shuffled=True),
    ["--credentials", "credentials.csv"],
    {"users": "temporary_hash IS NOT NULL", "user_roles": "email_key LIKE 'user%'", "journal": "subject LIKE 'user%'"},
)
CUSTOMERS = Import(
    "customers", lab.write_relationships, [], {"customers": "1", "relationships": "1", "journal": "subject LIKE 'customer%'"},
)
GDAP = Import("gdap", lab.write_gdap, [], {"gdap_relationships": "1", "journal": "action = 'gdap.imported'"})
LOADED = """PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -16384;
BEGIN IMMEDIATE;
"""
LOOSER = [
    (r".*sqlite_sequence.*\n?", ""), (r" BLOB NOT NULL CHECK \(length\([a-z]*\) = 32\)", " TEXT"),
    (r" BLOB NOT NULL", " TEXT"), (r" BLOB CHECK.*,", " TEXT,"), (r",\s*FOREIGN KEY \([^)]*\) REFERENCES [a-z]* \([^)]*\)", ""), (r" REFERENCES accounts \(id\)", ""),
    (r"\) STRICT, WITHOUT ROWID", ") WITHOUT ROWID"), (r"\) STRICT", ")"), (r"CHECK \(state_before = [^)]*\)", ""),
    (r"CHECK \(clock IN \([^)]*\)\)", ""), (r"CHECK \(origin = [^)]*\)", ""),
    (r"CHECK \((consent_pending|decision|absence) [^\n]*\),", ","),
]


def ready(shell, tables):
    """Writes TABLE.csv for each table, out of a store that csp has filled."""
    for name, rows in tables.items():
        columns = shell("csp.db", f"SELECT name || ' ' || type FROM pragma_table_info('{name}') ORDER BY cid;").split("\n")
        as_text = lambda column: f"substr(hex({column}), 1, length({column})) AS {column}"
        picked = [as_text(column.split()[0]) if column.endswith("BLOB") else column.split()[0] for column in columns if column]
        shell("csp.db", f".headers on\n.mode csv\n.output {name}.csv\nSELECT {', '.join(picked)} FROM {name} WHERE {rows};\n")


def measured(csp, folder, what, count, rounds):
    """(seconds, MB) of csp and of sqlite3: medians of rounds in turns."""
    env = lab.store(csp, folder)
    at = lambda name: os.path.join(folder, name)
    what.write(at("file"), count)
    shutil.copy(at("csp.db"), at("seed.db"))
    arguments = [at(word) if word.endswith(".csv") else word for word in what.arguments]
    command = [csp, what.noun, "import", at("file"), *arguments, "--format", "json"]
    lab.silent(command, env)
    shell = lambda db, text: subprocess.run(["sqlite3", at(db)], input=text, text=True, cwd=folder, check=True, stdout=subprocess.PIPE).stdout
    ready(shell, what.tables)
    rows_in = lambda db, name, rows: int(shell(db, f"SELECT count(*) FROM {name} WHERE {rows};"))
    written = {name: rows_in("csp.db", name, rows) for name, rows in what.tables.items()}
    schema = shell("seed.db", "".join(f".schema {name}\n" for name in what.tables))
    for pattern, instead in LOOSER:
        schema = re.sub(pattern, instead, schema)
    shell("empty.db", "PRAGMA journal_mode = WAL;\n" + schema)
    with open(at("load.sql"), "w", encoding="utf-8") as out:
        out.write(LOADED)
        out.writelines(f".import --csv --skip 1 {name}.csv {name}\n" for name in what.tables)
        out.write("COMMIT;\n")
    load = ["sh", "-c", f"cd {folder} && exec sqlite3 plain.db <load.sql"]

    def before(_):
        lab.fresh(at("csp.db"), at("seed.db"))
        lab.fresh(at("plain.db"), at("empty.db"))
        lab.forget(at("credentials.csv"))
        os.sync()

    taken = lab.in_turns({"csp": (command, env), "sqlite3": (load, env)}, rounds, before)
    for name, ours in written.items():
        theirs = rows_in("plain.db", name, "1")
        assert theirs == ours >= count, f"sqlite3 has {theirs} rows in {name}, csp {ours}"
    return taken["csp"], taken["sqlite3"]
