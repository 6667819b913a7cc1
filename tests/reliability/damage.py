#!/usr/bin/env python3
"""Damage: bits flipped, files cut, other databases, later versions, rows and journal tampered with.

    tests/reliability/damage.py [--long | FLIPS]

What `store check` and `audit verify` must find, and what they cannot find without an anchor, is said case by case.
"""

import random
import sqlite3
import sys

import lab
import verify
from encoding import ENTRY, FIRST_ENTRY
from forger import sign_anew


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


def refuses(world, tally, where, must_find, base):
    """Runs the check and the second verifier on damage; returns whether the check found it."""
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
    if found == must_find:
        wrong += lab.disagreement(world, found, base)
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
            found += refuses(world, tally, f"bit {bit} of byte {at}", content_differs, base) and content_differs
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


def chain_cases(base, chain):
    """(what, change, found without an anchor, found with one) for the entries of one chain."""
    seqs = [seq for (seq,) in base.sql("SELECT seq FROM journal WHERE chain = ? ORDER BY seq", chain)]
    one, two, last = seqs[1], seqs[2], seqs[-1]
    run = lambda *statements: lambda db: [db.execute(statement) for statement in statements]
    entry = lambda seq: f"chain = {chain} AND seq = {seq}"

    def signed_anew(change):
        def both(db):
            change(db)
            sign_anew(db)
        return both

    def swapped(*columns):
        def change(db):
            values = db.execute(f"SELECT {', '.join(columns)} FROM journal WHERE chain = {chain} AND seq IN ({one}, {two}) ORDER BY seq").fetchall()
            for seq, new in zip((two, one), values):
                db.execute(f"UPDATE journal SET {', '.join(f'{column} = ?' for column in columns)} WHERE {entry(seq)}", new)
        return change

    remove = f"DELETE FROM journal WHERE {entry(one)}"
    renumber = [remove, *(f"UPDATE journal SET seq = {seq - 1} WHERE {entry(seq)}" for seq in seqs if seq > one),
                f"UPDATE chains SET head_seq = {last - 1} WHERE chain = {chain}"]
    cut = [f"DELETE FROM journal WHERE {entry(last)}",
           f"""UPDATE chains SET (head_seq, head_hash, head_turn) = (SELECT seq, hash, turn FROM journal
               WHERE chain = {chain} ORDER BY seq DESC LIMIT 1) WHERE chain = {chain}"""]
    insert = f"INSERT INTO journal (chain, {', '.join(ENTRY)}, hash) SELECT chain, {', '.join(ENTRY)}, hash FROM journal WHERE {entry(last)}"
    changed = [("at", "at + 1"), ("turn", "turn + 1000"), ("account", "'fabrikam'"), ("actor", "'x@y.z'"), ("action", "'a.b'"),
               ("subject", "subject || '.'"), ("reason", "'other'"), ("changes", "changes || ' '"), ("form", "form + 1"),
               ("clock", "'system'"), ("database_role", "'other'"), ("rows", "CAST(rows || x'6e' AS BLOB)"), ("seal", "zeroblob(32)"), ("hash", "zeroblob(32)")]
    cases = [(f"{column} of an entry changed", run(f"UPDATE journal SET {column} = {value} WHERE {entry(one)}"), True, True) for column, value in changed]
    return [(f"chain {chain}: {what}", *rest) for what, *rest in cases + [
        ("an entry removed", run(remove), True, True),
        ("the last entry removed", run(cut[0]), True, True),
        ("the last entry removed, the head set back", run(*cut), True, True),
        ("an entry removed and the rest renumbered", run(*renumber), True, True),
        ("an entry added", run(insert.replace("SELECT chain, seq", f"SELECT chain, {last + 1}")), True, True),
        ("an entry added before the first", run(insert.replace("SELECT chain, seq", "SELECT chain, -1")), True, True),
        ("an entry added to another chain", run(insert.replace("SELECT chain, seq", "SELECT 77, seq")), True, True),
        ("two entries reordered", swapped(*ENTRY[1:], "hash"), True, True),
        ("the content of two entries swapped", swapped("subject", "changes"), True, True),
        ("an entry changed, everything signed anew", signed_anew(run(f"UPDATE journal SET subject = 'x' WHERE {entry(one)}")), False, True),
        ("an entry removed, everything signed anew", signed_anew(run(remove)), False, True),
        ("two entries swapped, everything signed anew", signed_anew(swapped("subject", "changes")), False, True),
        ("the head moved", run(f"UPDATE chains SET head_seq = head_seq + 1 WHERE chain = {chain}"), True, False),
        ("the state changed", run(f"UPDATE states SET state = zeroblob(2048) WHERE chain = {chain}"), True, False),
        ("the base changed", run(f"UPDATE states SET base = randomblob(2048) WHERE chain = {chain}"), True, False),
        ("nothing changed", run(), False, False),
    ]]


def first_journal_cases(base):
    """The same for the journal of a release with one chain."""
    last = base.sql("SELECT max(place) FROM first_journal")[0][0]
    run = lambda *statements: lambda db: [db.execute(statement) for statement in statements]
    changed = [("at", "at + 1"), ("account", "'fabrikam'"), ("actor", "'x@y.z'"), ("action", "'a.b'"), ("subject", "subject || '.'"), ("reason", "'other'"),
               ("changes", "changes || ' '"), ("clock", "CASE clock WHEN 'given' THEN 'system' ELSE 'given' END"), ("state", "zeroblob(32)"), ("link", "zeroblob(32)")]
    cases = [(f"{column} of an entry changed", run(f"UPDATE first_journal SET {column} = {value} WHERE place = 4"), True, True) for column, value in changed]

    def changed_and_signed(db):
        db.execute("UPDATE first_journal SET subject = 'x' WHERE place = 4")
        sign_anew(db)

    return [(f"first journal: {what}", *rest) for what, *rest in cases + [
        ("an entry removed", run("DELETE FROM first_journal WHERE place = 4"), True, True),
        ("the last entry removed", run(f"DELETE FROM first_journal WHERE place = {last}"), True, True),
        ("an entry added", run(f"INSERT INTO first_journal SELECT {last + 1}, {', '.join(FIRST_ENTRY[1:])}, link FROM first_journal WHERE place = {last}"), True, True),
        ("an entry changed, everything signed anew", changed_and_signed, False, True),
        ("everything removed", run("DELETE FROM first_journal"), True, True),
        ("nothing changed", run(), False, False),
    ]]


def tampering(base, tally, cases):
    """Each case on a copy of its own, judged without an anchor and with one."""
    base.ok("audit", "anchor", "--out", "anchor.txt")
    for what, change, alone, anchored in cases:
        with base.copy() as world:
            world.env.pop("CSP_ACCOUNT", None)  # With an account, `audit verify` looks at its chain and the store's alone.
            connection = sqlite3.connect(world.store)
            connection.execute("PRAGMA ignore_check_constraints = ON")
            change(connection)
            connection.commit()
            connection.close()
            wrong = []
            for args, must in ((["audit", "verify"], alone), (["audit", "verify", "--anchor", "anchor.txt"], alone or anchored)):
                done = world.run(*args)
                if done.returncode != (3 if must else 0):
                    wrong.append(f"{' '.join(args[:3])}: exit {done.returncode}, {'must be found' if must else 'was thought not to be findable'} {done.stderr[:200]}")
            check = world.run("store", "check").returncode
            if check != (3 if alone else 0):
                wrong.append(f"store check: exit {check}")
            anchor = verify.read_anchor(world.path("anchor.txt"))
            if bool(verify.Verifier(world.store).check()) != alone or bool(verify.Verifier(world.store, anchor).check()) != (alone or anchored):
                wrong.append("tests/format/verify.py says something else")
            tally.add(what, wrong)


def older_copy(base, tally):
    """A store put back to an earlier time is whole in itself: only an anchor shows it."""
    with base.copy() as world:
        older = world.store.read_bytes()
        world.ok("enroll", "edit", "--city", "Lyon")
        world.ok("audit", "anchor", "--out", "anchor.txt")
        world.store.write_bytes(older)
        found = [world.run("audit", "verify", *anchor).returncode == 3 for anchor in ([], ["--anchor", "anchor.txt"])]
        tally.add("an older copy of the store put in its place", [] if found == [False, True] else [f"found without and with an anchor: {found}"])


def rows(base, tally, all_tables=True):
    """Every column of every table that has rows, changed; a row of every table removed, doubled under another key, moved to another account."""
    tables = [name for (name,) in base.sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('journal', 'first_journal')")]
    for table in tables:
        columns = [row[1] for row in base.sql(f"PRAGMA table_info({table})")]
        if not base.sql(f"SELECT count(*) FROM {table}")[0][0]:
            if all_tables:
                tally.add(table, ["no row, so nothing was tried there"])
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
        for what, change in changes if lab.is_long() else changes[::3]:
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
                refuses(world, tally, what, True, base)
    for what, change in (("an index dropped", "DROP INDEX accounts_mpn_id"), ("a table added", "CREATE TABLE extra (a)"),
                         ("a trigger added", "CREATE TRIGGER t AFTER INSERT ON journal BEGIN SELECT 1; END"), ("a view added", "CREATE VIEW v AS SELECT 1")):
        with base.copy() as world:
            connection = sqlite3.connect(world.store)
            connection.execute(change)
            connection.commit()
            connection.close()
            refuses(world, tally, what, True, base)


def main():
    tally = lab.Tally("damage")
    with lab.active() as base:
        tally.add("an undamaged store", [] if base.run("store", "check").returncode == 0 else ["is refused"])
        strangers(base, tally)
        [(account,)] = base.sql("SELECT max(chain) FROM chains")
        tampering(base, tally, chain_cases(base, 0) + chain_cases(base, account))
        older_copy(base, tally)
        rows(base, tally)
        numbers = [int(arg) for arg in sys.argv[1:] if arg.isdigit()]
        flips(base, tally, numbers[0] if numbers else 10_000 if lab.is_long() else 80)
    with lab.migrated() as base:
        tally.add("a migrated store", [] if base.run("store", "check").returncode == 0 else ["is refused"])
        tampering(base, tally, first_journal_cases(base))
        rows(base, tally, all_tables=False)
    sys.exit(tally.end())


if __name__ == "__main__":
    main()
