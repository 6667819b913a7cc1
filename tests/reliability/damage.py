#!/usr/bin/env python3
"""Damage: bits flipped, files cut, other databases, later versions, rows and journal tampered with.

    tests/reliability/damage.py [--long | FLIPS]

What `store check` and `audit verify` must find, and what they cannot find without an anchor, is said case by case.
"""

import hashlib
import random
import sqlite3
import struct
import sys
from pathlib import Path

import lab


def dump(path):
    """Every value of every table and every definition; None where the file cannot be read."""
    try:
        connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
        connection.text_factory = bytes
        try:
            tables = connection.execute("SELECT name, sql, type, tbl_name FROM sqlite_schema").fetchall()
            content = [tables, connection.execute("PRAGMA user_version").fetchall(), connection.execute("PRAGMA application_id").fetchall()]
            for name, _, kind, _ in tables:
                if kind == b"table":
                    content.append(sorted(connection.execute(f"SELECT * FROM {name.decode()} NOT INDEXED").fetchall(), key=repr))
            return content
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError):
        return None


def sqlites_own_checks(path):
    try:
        connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
        try:
            return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)] and not connection.execute("PRAGMA foreign_key_check").fetchall()
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def refuses(world, tally, where, must_find):
    """Runs the check, a reading and a writing command on damage; returns whether the check found it."""
    bytes_before = world.store.read_bytes()
    done = world.run("store", "check")
    wrong = []
    if done.returncode not in (0, 1, 3) or "panicked" in done.stderr:
        wrong.append(f"store check: exit {done.returncode}: {done.stderr[:300]}")
    if done.returncode == 1 and '"message"' not in done.stderr:
        wrong.append("exit 1 without a message")
    found = done.returncode in (1, 3)
    if must_find and not found:
        wrong.append("not found")
    if world.store.read_bytes() != bytes_before:
        wrong.append("the check changed the file")
    tally.add(where, wrong)
    return found


def flips(base, tally, count):
    whole, chance = base.store.read_bytes(), random.Random(7)
    original = dump(base.store)
    changed = found = seen_by_sqlite = 0
    with base.copy() as world:
        for number in range(count):
            damaged = bytearray(whole)
            at, bit = chance.randrange(len(whole)), chance.randrange(8)
            damaged[at] ^= 1 << bit
            world.store.write_bytes(damaged)
            content_differs = dump(world.store) != original
            changed += content_differs
            found += refuses(world, tally, f"bit {bit} of byte {at}", content_differs) and content_differs
            seen_by_sqlite += content_differs and not sqlites_own_checks(world.store)
            if number % 25 == 0:
                world.store.write_bytes(damaged)
                for args in (["users", "list"], ["audit", "log"], ["enroll", "edit", "--city", "Lyon"]):
                    done = world.run(*args)
                    tally.add(f"{args} with bit {bit} of byte {at} flipped",
                              [f"exit {done.returncode}: {done.stderr[:200]}"] if done.returncode not in (0, 1, 2, 4, 5, 6) or "panicked" in done.stderr else [])
    print(f"  {count} bits flipped, {changed} changed content, {found} of these found; SQLite's own checks see {seen_by_sqlite}")
    tally.control("SQLite's own checks alone", seen_by_sqlite < changed)


def strangers(base, tally):
    whole = base.store.read_bytes()
    files = {f"cut to {size}": whole[:size] for size in (1, 15, 16, 99, 100, 512, 4095, 4096, 4097, len(whole) // 2, len(whole) - 4096, len(whole) - 1)}
    files |= {"text": b"Dear diary\n" * 500, "zeros": bytes(8192), "noise": random.Random(1).randbytes(20000)}
    for what, content in files.items():
        with lab.World() as world:
            world.store.parent.mkdir()
            world.store.write_bytes(content)
            wrong = []
            # Of a file that lacks its end some commands read only what is there.
            lacks_its_end = what.startswith("cut") and len(content) > len(whole) - 8192
            for args in ([["store", "check"]] if lacks_its_end else []) or (["store", "check"], ["users", "list"], ["enroll", "--from", lab.ROOT / "examples/contoso-france.toml"], ["audit", "verify"]):
                done = world.run(*args)
                if done.returncode not in (1, 3) or "panicked" in done.stderr:
                    wrong.append(f"{args[0]}: exit {done.returncode}: {done.stderr[:200]}")
            if world.store.read_bytes() != content:
                wrong.append("overwritten")
            tally.add(what, wrong)
    for what, script in {"another program's": "CREATE TABLE t (a)", "a later version": None, "version 0": None, "a negative version": None}.items():
        with base.copy() as world:
            connection = sqlite3.connect(world.store)
            if script:
                connection.close()
                world.store.unlink()
                connection = sqlite3.connect(world.store)
                connection.execute(script)
            else:
                connection.execute(f"PRAGMA user_version = {({'a later version': 99, 'version 0': 0, 'a negative version': -1})[what]}")
            connection.commit()
            connection.close()
            content, wrong = world.store.read_bytes(), []
            for args in (["store", "check"], ["users", "list"], ["enroll", "edit", "--city", "Lyon"], ["store", "backup", "b.db"]):
                done = world.run(*args)
                if done.returncode != 1:
                    wrong.append(f"{args}: exit {done.returncode}")
            if world.store.read_bytes() != content:
                wrong.append("overwritten")
            tally.add(what, wrong)


def field(value):
    if value is None:
        return b"n"
    if isinstance(value, int):
        return b"i" + struct.pack("<q", value)
    kind, value = (b"t", value.encode()) if isinstance(value, str) else (b"b", value)
    return kind + struct.pack("<Q", len(value)) + value


def digest(table, values):
    return hashlib.sha256(struct.pack("<I", len(table)) + table.encode() + b"".join(map(field, values))).digest()


COLUMNS = "seq, at, account, actor, action, subject, reason, changes, clock, state"


def recompute(connection):
    before = bytes(32)
    for row in connection.execute(f"SELECT {COLUMNS} FROM journal ORDER BY seq").fetchall():
        before = hashlib.sha256(before + digest("journal", row)).digest()
        connection.execute("UPDATE journal SET hash = ? WHERE seq = ?", (before, row[0]))


def tampering(base, tally):
    anchor = base.ok("audit", "anchor")
    anchor = f"{anchor['seq']}:{anchor['hash']}"
    last = base.sql("SELECT max(seq) FROM journal")[0][0]
    run = lambda *statements: lambda db: [db.execute(statement) for statement in statements]

    def swapped(db):
        one, two = db.execute("SELECT seq, subject, changes FROM journal WHERE seq IN (3, 5) ORDER BY seq").fetchall()
        db.execute("UPDATE journal SET subject = ?, changes = ? WHERE seq = 3", two[1:])
        db.execute("UPDATE journal SET subject = ?, changes = ? WHERE seq = 5", one[1:])

    def then_recomputed(change):
        def both(db):
            change(db)
            recompute(db)
        return both

    renumber = ("DELETE FROM journal WHERE seq = 4", *(f"UPDATE journal SET seq = {n - 1} WHERE seq = {n}" for n in range(5, last + 1)),
                f"UPDATE sqlite_sequence SET seq = {last - 1}")
    insert = f"INSERT INTO journal ({COLUMNS}, hash) SELECT {last + 1}, at, account, actor, action, subject, reason, changes, clock, state, hash FROM journal WHERE seq = {last}"
    cut = (f"DELETE FROM journal WHERE seq = {last}", f"UPDATE sqlite_sequence SET seq = {last - 1}")
    # (what, change, found without an anchor, found with one)
    cases = [(f"{column} of an entry changed", run(f"UPDATE journal SET {column} = {value} WHERE seq = 4"), True, True) for column, value in
             [("at", "at + 1"), ("account", "'fabrikam'"), ("actor", "'x@y.z'"), ("action", "'a.b'"), ("subject", "subject || '.'"),
              ("reason", "'other'"), ("changes", "changes || ' '"), ("clock", "'system'"), ("state", "zeroblob(32)"), ("hash", "zeroblob(32)")]]
    cases += [
        ("an entry removed", run("DELETE FROM journal WHERE seq = 4"), True, True),
        ("the last entry removed", run(f"DELETE FROM journal WHERE seq = {last}"), True, True),
        ("the last entry removed, the counter set back", run(*cut), False, True),
        ("an entry removed and the rest renumbered", run(*renumber), True, True),
        ("an entry added", run(insert), True, True),
        ("an entry added with its number taken", run(insert.replace(f"SELECT {last + 1}", "SELECT -1")), True, True),
        ("two entries reordered", run("UPDATE journal SET seq = -1 WHERE seq = 3", "UPDATE journal SET seq = 3 WHERE seq = 4", "UPDATE journal SET seq = 4 WHERE seq = -1"), True, True),
        ("the content of two entries swapped", swapped, True, True),
        ("an entry given to another account", run("UPDATE journal SET account = 'fabrikam-sa' WHERE seq = 5"), True, True),
        ("an entry changed, the chain recomputed", then_recomputed(run("UPDATE journal SET subject = 'x' WHERE seq = 4")), False, True),
        ("an entry removed, the chain recomputed", then_recomputed(run(*renumber)), False, True),
        ("entries swapped, the chain recomputed", then_recomputed(swapped), False, True),
        ("everything removed", run("DELETE FROM journal", "DELETE FROM sqlite_sequence"), False, True),
        ("nothing changed", run(), False, False),
    ]
    for what, change, alone, anchored in cases:
        with base.copy() as world:
            connection = sqlite3.connect(world.store)
            connection.execute("PRAGMA ignore_check_constraints = ON")
            change(connection)
            connection.commit()
            connection.close()
            wrong = []
            for args, must in ((["audit", "verify"], alone), (["audit", "verify", "--anchor", anchor], anchored)):
                done = world.run(*args)
                if done.returncode != (3 if must else 0):
                    wrong.append(f"{' '.join(args[:3])}: exit {done.returncode}, {'must be found' if must else 'was thought not to be findable'} {done.stderr[:200]}")
            check = world.run("store", "check").returncode
            if alone and check != 3:
                wrong.append(f"store check: exit {check}")
            if not alone and check == 3:
                tally.note(f"`store check` finds, `audit verify` alone does not: {what}")
            tally.add(what, wrong)


def rows(base, tally):
    """Every column of every table, changed; a row of every table removed, doubled under another key, moved to another account."""
    tables = [name for (name,) in base.sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'journal'")]
    empty = []
    for table in tables:
        columns = [row[1] for row in base.sql(f"PRAGMA table_info({table})")]
        if not base.sql(f"SELECT count(*) FROM {table}")[0][0]:
            empty.append(table)
            continue
        key = f"rowid = (SELECT min(rowid) FROM {table})" if table == "accounts" else \
            " AND ".join(f"{name} IS (SELECT {name} FROM {table} LIMIT 1)" for name in
                         [row[1] for row in base.sql(f"PRAGMA table_info({table})") if row[5]])
        kinds = {row[1]: row[2] for row in base.sql(f"PRAGMA table_info({table})")}
        value = {"TEXT": "coalesce({0}, '') || 'x'", "INTEGER": "coalesce({0}, 0) + 1", "BLOB": "randomblob(32)"}
        changes = [(f"{table}.{name} changed", f"UPDATE {table} SET {name} = {value[kinds[name]].format(name)} WHERE {key}") for name in columns]
        changes += [(f"{table}: a row removed", f"DELETE FROM {table} WHERE {key}")]
        if "account_id" in columns:
            changes += [(f"{table}: a row moved to another account", f"UPDATE {table} SET account_id = 77 WHERE {key}")]
        for what, change in changes:
            with base.copy() as world:
                connection = sqlite3.connect(world.store)
                connection.execute("PRAGMA ignore_check_constraints = ON")
                try:
                    connection.execute(change)
                except sqlite3.Error as error:
                    tally.note(f"not possible: {what}: {error}")
                connection.commit()
                connection.close()
                if dump(world.store) == dump(base.store):
                    continue
                refuses(world, tally, what, True)
    for what, change in (("an index dropped", "DROP INDEX accounts_mpn_id"), ("a table added", "CREATE TABLE extra (a)"),
                         ("a trigger added", "CREATE TRIGGER t AFTER INSERT ON journal BEGIN SELECT 1; END"), ("a view added", "CREATE VIEW v AS SELECT 1")):
        with base.copy() as world:
            connection = sqlite3.connect(world.store)
            connection.execute(change)
            connection.commit()
            connection.close()
            refuses(world, tally, what, True)
    tally.add("a row in every table", [f"none in {table}, so nothing was tried there" for table in empty])


def main():
    tally = lab.Tally("damage")
    with lab.active() as base:
        tally.add("an undamaged store", [] if base.run("store", "check").returncode == 0 else ["is refused"])
        strangers(base, tally)
        tampering(base, tally)
        rows(base, tally)
        numbers = [int(arg) for arg in sys.argv[1:] if arg.isdigit()]
        flips(base, tally, numbers[0] if numbers else 10_000 if lab.is_long() else 150)
    sys.exit(tally.end())


if __name__ == "__main__":
    main()
