#!/usr/bin/env python3
"""Tests of verify.py on small stores that it makes itself, so that it is tested without csp."""

import json
import sqlite3
import tempfile
import unittest
from pathlib import Path

from encoding import ENTRY, FIRST_ENTRY, digest, encode_rows, link, seal
from forger import sign_anew
from verify import TABLES, Verifier, read_anchor

COLUMNS = {table["name"]: table["columns"] for table in TABLES}
KEYS = {table["name"]: table["key"] for table in TABLES}


def create(path):
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous = OFF")
    for table in TABLES:
        key = ", ".join(table["columns"][:table["key"]])
        db.execute(f"CREATE TABLE {table['name']} ({', '.join(table['columns'])}, digest, PRIMARY KEY ({key}))")
    db.execute("CREATE TABLE user_roles (account_id, role, email_key)")
    db.execute(f"CREATE TABLE journal (chain, {', '.join(ENTRY)}, hash, PRIMARY KEY (chain, seq))")
    db.execute(f"CREATE TABLE first_journal ({', '.join(FIRST_ENTRY)}, link)")
    db.execute("CREATE TABLE chains (chain PRIMARY KEY, begun, head_seq, head_hash, head_turn, head_moment)")
    db.execute("CREATE TABLE states (chain PRIMARY KEY, state, base)")
    return db


def write(db, table, **values):
    """A row; columns that are not given are null. Gives what an entry says of it."""
    row = [values.get(column) for column in COLUMNS[table]]
    db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * (len(row) + 1))})", (*row, digest(table, row)))
    return (table, *row[:KEYS[table]]), None, digest(table, row)


def log(db, chain, seq, action, changes="{}", rows=()):
    entry = dict.fromkeys(ENTRY)
    entry.update(seq=seq, at=1600000000 - seq, turn=0, action=action, subject="s", changes=changes, form=2,
                 clock="given", rows=encode_rows(rows), seal=bytes(32), account="a" if chain else None)
    db.execute(f"INSERT INTO journal VALUES ({', '.join('?' * (len(ENTRY) + 2))})", (chain, *entry.values(), bytes(32)))


def begin(db, chain, base=None):
    db.execute("INSERT INTO chains VALUES (?, 0, 0, ?, 0, 0)", (chain, bytes(32)))
    db.execute("INSERT INTO states VALUES (?, ?, ?)", (chain, bytes(2048), base))


def user(db, account, name, role="sales-agent"):
    db.execute("INSERT INTO user_roles VALUES (?, ?, ?)", (account, role, name))
    return write(db, "users", account_id=account, email_key=name, email=name, roles=role, temporary_hash=bytes(range(32)))


def new_store(path):
    """A store with a provider and two accounts, whose entries write, change and remove rows."""
    db = create(path)
    for chain in (0, 1, 2):
        begin(db, chain)
    log(db, 0, 1, "provider.added", rows=[write(db, "providers", slug="northwind")])
    for chain in (1, 2):
        log(db, 0, chain + 1, "account.begun", json.dumps({"chain": chain, "seal": ""}))
        log(db, chain, 10, "enrollment.started", rows=[write(db, "accounts", id=chain, slug=f"a{chain}")])
        log(db, chain, 11, "user.added", rows=[user(db, chain, "ann"), user(db, chain, "bob")])
        gone = ("evidence", chain, "k")
        log(db, chain, 12, "evidence.set", rows=[(gone, None, bytes(32))])
        log(db, chain, 13, "evidence.unset", rows=[(gone, bytes(32), None), (("users", chain, "ann"), None, bytes(32))])
    return db


def migrated_store(path):
    """A store with a first journal, rows that no entry names, and one account without entries of its own."""
    db = create(path)
    before = bytes(32)
    for place in (1, 2, 3):
        fields = (place, 1500000000 - place, "a", None, "x.done", "s", None, "{}", "system", bytes(32))
        before = link(before, fields)
        db.execute(f"INSERT INTO first_journal VALUES ({', '.join('?' * 11)})", (*fields, before))
    write(db, "providers", slug="northwind")
    log(db, 0, 4, "store.migrated", '{"from":2,"entries":0,"head":"","seal":""}')
    begin(db, 0, bytes(2048))
    for chain in (1, 2):
        begin(db, chain, bytes(2048))
        write(db, "accounts", id=chain, slug=f"a{chain}")
        log(db, 0, chain + 4, "account.begun", json.dumps({"chain": chain, "seal": ""}))
    _, _, carl = user(db, 1, "carl")
    user(db, 1, "ann")
    log(db, 1, 9, "user.edited", rows=[(("users", 1, "carl"), b"before the change, 32 bytes long", carl)])
    return db


def record_move(db, action, changes):
    """Adds an entry about a move to the store's chain, which is signed already."""
    seq, before = db.execute("SELECT head_seq, head_hash FROM chains WHERE chain = 0").fetchone()
    turn, = db.execute("SELECT max(head_turn) FROM chains").fetchone()
    state, = db.execute("SELECT state FROM states WHERE chain = 0").fetchone()
    entry = dict.fromkeys(ENTRY)
    entry.update(seq=seq + 1, at=1600000000, turn=turn + 1, action=action, subject="a", account="a", changes=json.dumps(changes), form=2,
                 clock="given", rows=b"", seal=seal(int.from_bytes(state, "little")))
    after = link(before, entry.values())
    db.execute(f"INSERT INTO journal (chain, {', '.join(ENTRY)}, hash) VALUES (0{', ?' * (len(ENTRY) + 1)})", (*entry.values(), after))
    db.execute("UPDATE chains SET head_seq = ?, head_hash = ?, head_turn = ?, head_moment = 1600000000 WHERE chain = 0", (seq + 1, after, turn + 1))


def move(source, target, chain, edit=lambda changes: None):
    """Moves an account from one store that is signed to another."""
    begun, head_seq, head_hash = source.execute("SELECT begun, head_seq, head_hash FROM chains WHERE chain = ?", (chain,)).fetchone()
    came = [json.loads(changes) for changes, in source.execute("SELECT changes FROM journal WHERE action = 'account.arrived'")]
    came = [changes["begun"] for changes in came if changes["chain"] == chain]
    seq, before, turn, at = source.execute("SELECT seq, hash, turn, at FROM journal WHERE chain = 0 AND seq = ?", (begun,)).fetchone() or [None] * 4
    state, = source.execute("SELECT state FROM states WHERE chain = ?", (chain,)).fetchone()
    changes = {"chain": chain, "seal": seal(0).hex(),
               "begun": came[-1] if came else {"seq": seq, "hash": before.hex(), "turn": turn, "at": at},
               "head": {"seq": head_seq, "hash": head_hash.hex(), "seal": seal(int.from_bytes(state, "little")).hex()}}
    tables = [(table["name"], table["chain"]) for table in TABLES if table["chain"]]
    tables += [("user_roles", "account_id"), ("journal", "chain"), ("chains", "chain"), ("states", "chain")]
    for name, column in tables:
        for row in source.execute(f"SELECT * FROM {name} WHERE {column} = ?", (chain,)).fetchall():
            target.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
    edit(changes)
    record_move(target, "account.arrived", {**changes, "from": "one"})
    record_move(source, "account.left", {**changes, "to": "two"})
    for name, column in tables:
        source.execute(f"DELETE FROM {name} WHERE {column} = ?", (chain,))
    source.commit()
    target.commit()


def store_alone(path):
    """A store with a provider and no account."""
    db = create(path)
    begin(db, 0)
    log(db, 0, 1, "provider.added", rows=[write(db, "providers", slug="contoso")])
    return db


class VerifyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "csp.db")

    def make(self, builder):
        self.path.unlink(missing_ok=True)
        db = builder(self.path)
        sign_anew(db)
        db.commit()
        self.addCleanup(db.close)
        return db

    def found(self, *anchors):
        return Verifier(self.path, [place for anchor in anchors for place in read_anchor(str(anchor))]).check()

    def anchor(self, db):
        """The text of an anchor of this store, in a file."""
        lines = []
        for chain, seq, head in db.execute("SELECT chain, head_seq, head_hash FROM chains ORDER BY chain").fetchall():
            state = int.from_bytes(db.execute("SELECT state FROM states WHERE chain = ?", (chain,)).fetchone()[0], "little")
            lines.append(f"{f'account {chain} a{chain}' if chain else 'store'} {seq} {head.hex()} {seal(state).hex()}\n")
        file = self.path.with_suffix(".anchor")
        file.write_text("csp anchor 1\n" + "".join(lines))
        return file

    def test_stores_that_nobody_touched_are_whole(self):
        for builder in (new_store, migrated_store):
            db = self.make(builder)
            self.assertEqual(self.found(self.anchor(db)), [], builder)

    def test_a_changed_row_is_named(self):
        for builder in (new_store, migrated_store):
            db = self.make(builder)
            row = list(db.execute("SELECT * FROM users WHERE account_id = 1 AND email_key = 'ann'").fetchone())
            row[3] = "Eve"
            db.execute("UPDATE users SET first_name = 'Eve', digest = ? WHERE account_id = 1 AND email_key = 'ann'", (digest("users", row[:-1]),))
            db.commit()
            table, key = ("users", "1/ann") if builder is new_store else ("states", "1")
            self.assertEqual([(problem["table"], problem["id"]) for problem in self.found()], [(table, key)])

    def test_every_change_is_found_and_signed_anew_only_by_an_anchor(self):
        changes = [f"UPDATE journal SET {column} = {value} WHERE chain = 1 AND seq = (SELECT max(seq) FROM journal WHERE chain = 1)"
                   for column, value in [("at", "at + 9"), ("account", "'b'"), ("actor", "'x'"), ("action", "'a.b'"), ("subject", "'t'"),
                                         ("reason", "'r'"), ("changes", "'[]'"), ("form", "1"), ("clock", "'system'"), ("database_role", "'d'")]]
        changes += ["DELETE FROM users WHERE email_key = 'ann' AND account_id = 1", "UPDATE users SET display_name = 'D' WHERE account_id = 1",
                    "UPDATE providers SET name = 'N'", "INSERT INTO evidence (account_id, key) VALUES (1, 'new')",
                    "DELETE FROM journal WHERE chain = 1 AND seq = (SELECT max(seq) FROM journal WHERE chain = 1)",
                    "DELETE FROM journal WHERE chain = 1 AND seq = (SELECT min(seq) FROM journal WHERE chain = 1)"]
        for builder in (new_store, migrated_store):
            for change in changes + (["UPDATE first_journal SET subject = 'u' WHERE place = 2"] if builder is migrated_store else []):
                with self.subTest(builder=builder.__name__, change=change):
                    db = self.make(builder)
                    anchor = self.anchor(db)
                    db.execute(change)
                    db.execute("DELETE FROM user_roles WHERE (account_id, email_key) NOT IN (SELECT account_id, email_key FROM users)")
                    db.commit()
                    self.assertNotEqual(self.found(), [])
                    if builder is migrated_store and change.startswith("DELETE FROM journal"):
                        continue  # The only entry: what it changed is part of the base then, and the case is another one.
                    sign_anew(db)
                    db.commit()
                    self.assertEqual(self.found(), [])
                    self.assertNotEqual(self.found(anchor), [])

    def test_what_is_not_signed_by_hashes_alone_is_found(self):
        for change in ["UPDATE states SET state = zeroblob(2048) WHERE chain = 1", "UPDATE states SET base = randomblob(2048) WHERE chain = 1",
                       "UPDATE chains SET head_seq = head_seq + 1", "UPDATE chains SET begun = 77 WHERE chain = 2", "DELETE FROM chains WHERE chain = 2",
                       "UPDATE chains SET head_moment = 5 WHERE chain = 1", "DELETE FROM states WHERE chain = 2", "INSERT INTO states VALUES (7, zeroblob(2048), NULL)",
                       "UPDATE journal SET rows = x'74' WHERE chain = 1", "UPDATE journal SET seal = zeroblob(32) WHERE chain = 1",
                       "UPDATE journal SET turn = turn + 1 WHERE chain = 1", "UPDATE chains SET head_turn = 99 WHERE chain = 1", "UPDATE users SET account_id = 77 WHERE account_id = 1",
                       "DELETE FROM user_roles WHERE account_id = 1", "CREATE VIEW v AS SELECT 1", "DROP TABLE evidence", "DROP TABLE first_journal",
                       "UPDATE journal SET action = 'store.migrated' WHERE chain = 0 AND seq = (SELECT max(seq) FROM journal WHERE chain = 0)"]:
            for builder in (new_store, migrated_store):
                with self.subTest(builder=builder.__name__, change=change):
                    db = self.make(builder)
                    db.execute(change)
                    db.commit()
                    self.assertNotEqual(self.found(), [])

    def make_two(self):
        """A store with two accounts and one without, in files of their own."""
        one = self.make(new_store)
        first, self.path = self.path, self.path.with_suffix(".two")
        two = self.make(store_alone)
        second, self.path = self.path, first
        return one, two, first, second

    def test_a_moved_account_is_whole_in_each_store(self):
        one, two, first, second = self.make_two()
        before = self.anchor(one)
        move(one, two, 1)
        self.assertEqual(Verifier(first, read_anchor(str(before))).check(), [])
        self.assertEqual(Verifier(second).check(), [])
        move(two, one, 1)
        self.assertEqual(Verifier(first, read_anchor(str(before))).check(), [])
        self.assertEqual(Verifier(second).check(), [])
        move(one, two, 1)
        self.assertEqual(Verifier(first).check() + Verifier(second).check(), [])

    def test_a_move_that_says_something_else_is_found_though_its_hash_is_right(self):
        for place in [("begun", "seq"), ("begun", "turn"), ("head", "seq")]:
            with self.subTest(place=place):
                one, two, first, second = self.make_two()
                move(one, two, 1, lambda changes: changes[place[0]].update({place[1]: changes[place[0]][place[1]] + 20}))
                self.assertNotEqual(Verifier(second).check(), [])
        for place in [("begun", "hash"), ("head", "hash"), ("head", "seal"), ("seal",)]:
            with self.subTest(place=place):
                one, two, first, second = self.make_two()

                def edit(changes):
                    inner = changes[place[0]] if len(place) == 2 else changes
                    inner[place[-1]] = bytes(32).hex()
                move(one, two, 1, edit)
                self.assertNotEqual(Verifier(second).check(), [])

    def test_an_account_that_leaves_twice_or_arrives_twice_is_found(self):
        one, two, first, second = self.make_two()
        move(one, two, 1)
        left, = one.execute("SELECT changes FROM journal WHERE action = 'account.left'").fetchone()
        arrived, = two.execute("SELECT changes FROM journal WHERE action = 'account.arrived'").fetchone()
        record_move(one, "account.left", json.loads(left))
        record_move(two, "account.arrived", json.loads(arrived))
        one.commit()
        two.commit()
        self.assertNotEqual(Verifier(first).check(), [])
        self.assertNotEqual(Verifier(second).check(), [])

    def test_an_anchor_of_an_account_that_left_must_be_of_its_history(self):
        one, two, first, second = self.make_two()
        text = self.anchor(one).read_text()
        seq, head, _ = text.splitlines()[2].split()[-3:]
        move(one, two, 1)
        for wrong in [text.replace(head, bytes(32).hex()), text.replace(f" {seq} {head}", f" {int(seq) + 1} {head}")]:
            self.assertNotEqual(text, wrong)
            anchor = self.path.with_suffix(".wrong")
            anchor.write_text(wrong)
            self.assertNotEqual(Verifier(first, read_anchor(str(anchor))).check(), [])

    def test_anchors_of_earlier_releases_name_a_place_of_any_chain(self):
        db = self.make(migrated_store)
        place, head = db.execute("SELECT place, link FROM first_journal ORDER BY place DESC").fetchone()
        self.assertEqual(self.found(f"{place}:{head.hex()}"), [])
        self.assertNotEqual(self.found(f"{place}:{bytes(32).hex()}"), [])


if __name__ == "__main__":
    unittest.main()
