#!/usr/bin/env python3
"""Verifies a store of csp without csp: a second reading of docs/store-format.md, with Python's standard library alone.

    tests/format/verify.py STORE [--anchor FILE | --anchor SEQ:HASH]...

Prints one JSON object, {"ok": bool, "problems": [...]}. Exit 0: nothing found. Exit 3: problems found.
The file is opened read-only. Definitions of tables and indexes are not compared with those of csp.
"""

import argparse
import json
import sqlite3
import struct
import sys
from pathlib import Path

from encoding import ENTRY, FIRST_ENTRY, add, decode_rows, digest, link, remove, seal, shown, state_bytes

# The sealed tables, written by a test from csp's own declarations: name, number of key columns, columns in the order
# of the digest, and the column that names the chain (null: the store's chain).
TABLES = json.loads((Path(__file__).parent / "tables.json").read_text())
STORE, NO_HASH = 0, bytes(32)
UNREADABLE = (sqlite3.Error, ValueError, TypeError, KeyError, OverflowError, struct.error)


def connect(path):
    """Opens a store read-only; where no log waits beside it, without creating one."""
    mode = "mode=ro" if Path(f"{path}-wal").exists() else "immutable=1"
    db = sqlite3.connect(f"{Path(path).resolve().as_uri()}?{mode}", uri=True)
    db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return db


class Verifier:
    """Collects what is wrong with one store."""

    def __init__(self, path, anchors=()):
        self.db, self.problems = connect(path), []
        self.rows = {}   # chain -> {(table, *key): digest of the row as it is now}
        self.begun = {}  # account's chain -> (seq, hash, turn, moment, seal of its base), from the store's chain
        self.left = {}   # the same for accounts that were moved to another store and are not here
        self.ends = {}   # account's chain -> [(seq, hash, seal)]: where it ended when it was moved
        self.first = None  # (last place, last hash) of the first journal, where the store was migrated
        self.asked = set(anchors)  # (chain or None, seq, hash, seal or None)
        self.met = set()

    def problem(self, what, table=None, key=None, chain=None, seq=None):
        name = None if key is None else "/".join(map(shown, key))
        self.problems.append({"what": what, "table": table, "id": name, "chain": chain, "seq": seq})

    def check(self):
        for part in (self.check_engine, self.read_rows, self.check_roles, self.check_chains, self.check_anchors):
            try:
                part()
            except UNREADABLE as error:
                self.problem(f"cannot be read: {error}")
        return self.problems

    def check_engine(self):
        for (line,) in self.db.execute("PRAGMA integrity_check(100)"):
            if line != "ok":
                self.problem(line)
        for table, _, parent, _ in self.db.execute("PRAGMA foreign_key_check"):
            self.problem(f"a row refers to a missing row of {parent}", table)
        for kind, name, table in self.db.execute("SELECT type, name, tbl_name FROM sqlite_schema WHERE type IN ('view', 'trigger')"):
            self.problem(f"csp defines no {kind} {name}", table)

    def read_rows(self):
        for table in TABLES:
            name, columns = table["name"], table["columns"]
            for *values, stored in self.db.execute(f"SELECT {', '.join(columns)}, digest FROM {name}"):
                key, computed = tuple(values[:table["key"]]), digest(name, values)
                chain = STORE if table["chain"] is None else values[columns.index(table["chain"])]
                rows = self.rows.setdefault(chain, {})
                if stored != computed:
                    self.problem("the row does not match its own digest", name, key, chain)
                if (name, *key) in rows:
                    self.problem("the row is stored twice", name, key, chain)
                rows[name, *key] = computed

    def check_roles(self):
        """`user_roles` is not sealed: it repeats the column `users.roles`, a row for each role."""
        users = self.db.execute("SELECT account_id, email_key, roles FROM users")
        expected = {(account, role, user) for account, user, roles in users for role in roles.split(";")}
        for key in expected ^ set(self.db.execute("SELECT account_id, role, email_key FROM user_roles")):
            self.problem("the roles are not those of the user", "user_roles", key, key[0])

    def check_chains(self):
        heads = {row[0]: row[1:] for row in self.db.execute("SELECT chain, begun, head_seq, head_hash, head_turn, head_moment FROM chains")}
        states = {row[0]: row[1:] for row in self.db.execute("SELECT chain, state, base FROM states")}
        entries = {chain for (chain,) in self.db.execute("SELECT DISTINCT chain FROM journal")}
        self.check_chain(STORE, self.check_first_journal(), heads, states)
        for chain, start in sorted(self.begun.items()):
            self.check_chain(chain, start, heads, states)
        known = {STORE, *self.begun}
        for chain in (entries | set(heads) | set(states)) - known:
            self.problem("no entry of the store's chain begins this chain", chain=chain)
        for chain in set(self.rows) - known:
            for table, *key in self.rows[chain]:
                self.problem("the row belongs to no chain", table, key, chain)

    def check_first_journal(self):
        """The journal of a migrated store; gives where the store's chain begins: seq, hash, turn, moment, seal of the base."""
        seq, before, moment = 0, NO_HASH, -2**63
        for *fields, stored in self.db.execute(f"SELECT {', '.join(FIRST_ENTRY)}, link FROM first_journal ORDER BY place"):
            if fields[0] != seq + 1 or link(before, fields) != stored:
                self.problem("the entry is not what was written", "first_journal", fields[:1], STORE, fields[0])
            seq, before, moment = fields[0], stored, fields[1]
            self.meet(STORE, seq, stored, None)
        self.first = (seq, before) if seq else None
        return seq, before, 0, moment, None if seq else seal(0)

    def check_chain(self, chain, start, heads, states):
        """Replays the entries of a chain and holds what comes out against its head, its state and its rows."""
        seq, before, turn, moment, base_seal = start
        begun = None if chain == STORE else seq
        stored_state, base = states.get(chain, (None, None))
        base = 0 if base is None else int.from_bytes(base, "little")
        if base_seal is not None and seal(base) != base_seal:
            self.problem("the base of the chain is not the one that the journal names", "states", [chain], chain, seq)
        if begun is not None:
            self.meet(chain, seq, before, seal(base))
        state, at_base, said, is_sealed = base, 0, {}, True
        ends = {end for end in self.ends.get(chain, ())} - {(seq, before, seal(base))}
        for *fields, stored in self.db.execute(f"SELECT {', '.join(ENTRY)}, hash FROM journal WHERE chain = ? ORDER BY seq", (chain,)):
            entry = dict(zip(ENTRY, fields))
            wrong = lambda what: self.problem(what, "journal", [chain, entry["seq"]], chain, entry["seq"])
            if entry["seq"] != seq + 1:
                wrong(f"the entry before is {seq}")
            if link(before, fields) != stored:
                wrong("the entry is not what was written")
            if entry["turn"] <= turn:
                wrong("the turn is not later than the one before")
            seq, before, turn, moment = entry["seq"], stored, entry["turn"], entry["at"]
            for row, old, new in self.changed_rows(entry, wrong):
                if row not in said:
                    at_base = add(at_base, old)  # Not written by an entry, so it was there when the chain began.
                if said.get(row, old if base else None) != old:
                    wrong(f"the row {'/'.join(map(shown, row))} was not what the entry says when it was changed")
                state, said[row] = add(remove(state, old), new), new
            if is_sealed and seal(state) != entry["seal"]:
                is_sealed = False  # Told once: every later entry would differ too.
                wrong("the entry seals other rows than the chain has by then")
            self.meet(chain, seq, stored, entry["seal"])
            ends.discard((seq, stored, entry["seal"]))
            if chain == STORE:
                self.check_beginning(entry, stored, moment, base, wrong)
        for end, _, _ in sorted(ends):
            self.problem("the chain has not the entry with which the account was moved", "journal", [chain, end], chain, end)
        if heads.get(chain) != (begun, seq, before, turn, moment):
            self.problem("the head is not the last entry of the chain", "chains", [chain], chain, seq)
        if stored_state != state_bytes(state):
            self.problem("the state is not what the entries make of the base", "states", [chain], chain)
        self.check_rows(chain, base, at_base, said)

    def changed_rows(self, entry, wrong):
        try:
            return decode_rows(entry["rows"])
        except UNREADABLE:
            wrong("the list of changed rows cannot be read")
            return []

    def check_beginning(self, entry, entry_hash, moment, base, wrong):
        """The entries of the store's chain with which chains begin."""
        action, seq = entry["action"], entry["seq"]
        is_first = self.first is not None and seq == self.first[0] + 1
        if (action == "store.migrated") != is_first:
            wrong("store.migrated is the first entry of a migrated store, and no other")
        elif action == "store.migrated":
            changes, (count, head) = json.loads(entry["changes"]), self.first
            if (changes["entries"], changes["head"], changes["seal"]) != (count, head.hex(), seal(base).hex()):
                wrong("the migration names another first journal, or other rows")
        elif action == "account.begun":
            changes = json.loads(entry["changes"])
            if changes["chain"] in (STORE, *self.begun, *self.left):
                wrong(f"chain {changes['chain']} begins a second time")
            self.begun[changes["chain"]] = seq, entry_hash, entry["turn"], moment, bytes.fromhex(changes["seal"])
        elif action in ("account.arrived", "account.left"):
            self.check_move(action, json.loads(entry["changes"]), wrong)

    def check_move(self, action, changes, wrong):
        """An account that came from another store, or was moved to one."""
        chain, begun, end = changes["chain"], changes["begun"], changes["head"]
        start = begun["seq"], bytes.fromhex(begun["hash"]), begun["turn"], begun["at"], bytes.fromhex(changes["seal"])
        end = end["seq"], bytes.fromhex(end["hash"]), bytes.fromhex(end["seal"])
        if action == "account.left":
            before = self.begun.pop(chain, None)
            self.left[chain] = start
        else:
            before = self.left.pop(chain, start)
            if chain in (STORE, *self.begun):
                wrong(f"chain {chain} arrives although it is here")
            self.begun[chain] = start
        if before is None:
            wrong(f"chain {chain} leaves without having been here")
        elif before[:2] != start[:2]:
            wrong(f"chain {chain} is another one than before")
        self.ends.setdefault(chain, []).append(end)

    def check_rows(self, chain, base, at_base, said):
        """Holds the rows of a chain against what its entries last said of each."""
        rows = self.rows.get(chain, {})
        for (table, *key), now in rows.items():
            last = said.get((table, *key), now if base else None)
            if (table, *key) not in said:
                at_base = add(at_base, now)
            if last != now:
                what = "the row is not what the journal last recorded" if last else "the journal does not have this row"
                self.problem(what, table, key, chain)
        for table, *key in said.keys() - rows.keys():
            if said[table, *key] is not None:
                self.problem("the row is missing", table, key, chain)
        if base and at_base != base:
            self.problem("the rows that no entry wrote are not those of the migration", "states", [chain], chain)

    def meet(self, chain, seq, entry_hash, entry_seal):
        """Notes the anchors that name this place. The first journal has no seals, and an old anchor names no chain."""
        self.met |= self.asked & {(one, seq, entry_hash, two) for one in (chain, None) for two in (entry_seal, None)}

    def check_anchors(self):
        for chain in self.left:  # An anchor of before names entries that are in the other store now.
            end = self.ends[chain][-1]
            self.met |= {place for place in self.asked if place[0] == chain and place[1] < end[0]} | (self.asked & {(chain, *end)})
        for chain, seq, entry_hash, _ in sorted(self.asked - self.met, key=str):
            self.problem(f"entry {seq} with hash {entry_hash.hex()}, which an anchor names, is not there", chain=chain, seq=seq)


def read_anchor(argument):
    """The places that an anchor names: a file that `csp audit anchor` wrote, or SEQ:HASH of an earlier release."""
    if not Path(argument).exists():
        seq, _, entry_hash = argument.partition(":")
        return [(None, int(seq), bytes.fromhex(entry_hash), None)]
    first, *lines = Path(argument).read_text().split("-----BEGIN")[0].splitlines()
    if first != "csp anchor 1":
        sys.exit(f"{argument}: not an anchor of version 1")
    words = [line.split() for line in lines]
    return [(STORE if kind == "store" else int(rest[0]), int(rest[-3]), *map(bytes.fromhex, rest[-2:])) for kind, *rest in words]


def main():
    parser = argparse.ArgumentParser(description="Verify a store of csp without csp.")
    parser.add_argument("store")
    parser.add_argument("--anchor", action="append", default=[])
    given = parser.parse_args()
    anchors = [place for anchor in given.anchor for place in read_anchor(anchor)]
    problems = Verifier(given.store, anchors).check()
    print(json.dumps({"ok": not problems, "problems": problems}))
    sys.exit(3 if problems else 0)


if __name__ == "__main__":
    main()
