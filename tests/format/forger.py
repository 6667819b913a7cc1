"""Signs a store anew, as somebody can who has the file and knows the format: rows as they are now, entries as they stand.

The harnesses use it for what only an anchor finds. Nothing here is part of the format.
"""

import json

from encoding import ENTRY, FIRST_ENTRY, add, decode_rows, digest, encode_rows, link, remove, seal, state_bytes
from verify import NO_HASH, STORE, TABLES


def sign_anew(db):
    """Computes digests, first journal, entries, seals, bases, states and heads again, and numbers the entries anew."""
    db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    rows = sign_rows(db)
    start = sign_first_journal(db)
    bases = dict(db.execute("SELECT chain, base FROM states"))
    entries = {}
    for chain, *fields in db.execute(f"SELECT chain, {', '.join(ENTRY)} FROM journal ORDER BY chain, seq").fetchall():
        entries.setdefault(chain, []).append(dict(zip(ENTRY, fields)))
    # The seals first: an entry of the store's chain names the bases of the others.
    sealed = {chain: sign_seals(entries.get(chain, []), bases[chain], rows.get(chain, {})) for chain in bases}
    db.execute("DELETE FROM journal")
    beginnings = {STORE: start}
    for chain in sorted(bases):
        if chain in beginnings:
            begun, (seq, before, turn, moment) = None if chain == STORE else beginnings[chain][0], beginnings[chain]
            for entry in entries.get(chain, []):
                seq += 1
                turn, moment = max(entry["turn"], turn + 1), entry["at"]
                entry.update(seq=seq, turn=turn)
                begins = name_bases(entry, sealed, start) if chain == STORE else None
                before = link(before, entry.values())
                if begins is not None:
                    beginnings[begins] = seq, before, turn, moment
                marks = ", ".join("?" * (len(ENTRY) + 2))
                db.execute(f"INSERT INTO journal (chain, {', '.join(ENTRY)}, hash) VALUES ({marks})", (chain, *entry.values(), before))
            db.execute("UPDATE chains SET begun = ?, head_seq = ?, head_hash = ?, head_turn = ?, head_moment = ? WHERE chain = ?",
                       (begun, seq, before, turn, moment, chain))
            base, state = sealed[chain]
            db.execute("UPDATE states SET state = ?, base = ? WHERE chain = ?", (state_bytes(state), state_bytes(base) if base else None, chain))


def sign_rows(db):
    """Gives each row its digest; chain -> {(table, *key): digest}."""
    rows = {}
    for table in TABLES:
        name, columns, key = table["name"], table["columns"], table["columns"][:table["key"]]
        for *values, stored in db.execute(f"SELECT {', '.join(columns)}, digest FROM {name}").fetchall():
            chain = STORE if table["chain"] is None else values[columns.index(table["chain"])]
            computed = rows.setdefault(chain, {})[(name, *values[:len(key)])] = digest(name, values)
            if computed != stored:
                where = " AND ".join(f"{column} = ?" for column in key)
                db.execute(f"UPDATE {name} SET digest = ? WHERE {where}", (computed, *values[:len(key)]))
    return rows


def sign_first_journal(db):
    """Ties the entries of a first journal together again; where the store's chain begins."""
    seq, before, moment = 0, NO_HASH, -2**63
    for fields in db.execute(f"SELECT {', '.join(FIRST_ENTRY)} FROM first_journal ORDER BY place").fetchall():
        seq, before, moment = fields[0], link(before, fields), fields[1]
        db.execute("UPDATE first_journal SET link = ? WHERE place = ?", (before, seq))
    return seq, before, 0, moment


def sign_seals(entries, base, rows):
    """Makes the entries of a chain lead to these rows, and seals each; the base and the last state."""
    said, mention, at_base = {}, {}, 0
    changes = [decode_rows(entry["rows"]) for entry in entries]
    for at, changed in enumerate(changes):
        for place, (row, old, new) in enumerate(changed):
            if row not in said and base is not None:
                at_base = add(at_base, old)
            changed[place] = row, said.get(row, None if base is None else old), new
            said[row], mention[row] = new, (at, place)
    for row in said.keys() | rows.keys():
        now = rows.get(row)
        if row in mention:
            at, place = mention[row]
            changes[at][place] = *changes[at][place][:2], now
        elif base is not None:
            at_base = add(at_base, now)
        else:
            changes[-1].append((row, None, now))
    state = at_base
    for entry, changed in zip(entries, changes):
        for _, old, new in changed:
            state = add(remove(state, old), new)
        entry.update(rows=encode_rows(changed), seal=seal(state))
    return at_base, state


def name_bases(entry, sealed, start):
    """Puts the right base into an entry that begins a chain; the number of that chain, where it is an account's."""
    if entry["action"] not in ("account.begun", "store.migrated"):
        return None
    changes = json.loads(entry["changes"])
    chain = changes.get("chain", STORE)
    changes["seal"] = seal(sealed[chain][0]).hex()
    if chain == STORE:
        changes.update(entries=start[0], head=start[1].hex())
    entry["changes"] = json.dumps(changes, separators=(",", ":"))
    return chain if chain != STORE else None
