#!/usr/bin/env python3
"""Test vectors of docs/store-format.md, computed by encoding.py.

    tests/format/vectors.py            compares vectors.json and the page with what is computed
    tests/format/vectors.py --write    writes vectors.json

A value is written as null, {"integer": n}, {"real": x}, {"text": "…"} or {"bytes": "hex"}.
"""

import json
import sys
from pathlib import Path

from encoding import ENTRY, add, digest, encode, encode_rows, lanes, link, remove, seal, state_bytes

FILE = Path(__file__).parent / "vectors.json"
PAGE = Path(__file__).resolve().parents[2] / "docs/store-format.md"
VALUES = [None, 0, 1, -1, 2**63 - 1, -2**63, 1.5, "", "contoso.fr", "Émil", b"", bytes(range(4))]
TABLE = "exchange_rates"
ROWS = [[1, "EUR", "", "1.2", "stated"], [1, "GBP", "2021-01", "1.37", "stated"]]
CHANGED = [1, "EUR", "", "1.3", "stated"]


def write(value):
    kinds = {int: "integer", float: "real", str: "text", bytes: "bytes"}
    return None if value is None else {kinds[type(value)]: value.hex() if isinstance(value, bytes) else value}


def row(values):
    return {"values": [write(value) for value in values], "digest": digest(TABLE, values).hex()}


def ends(state):
    """The first and the last four lanes, and the hash of all bytes."""
    data = state_bytes(state)
    lane = [int.from_bytes(data[at:at + 2], "little") for at in range(0, len(data), 2)]
    return {"first": lane[:4], "last": lane[-4:], "seal": seal(state).hex()}


def entry(before, **fields):
    entry = {name: fields.get(name) for name in ENTRY}
    written = {name: write(value) for name, value in entry.items()}
    return {"before": before.hex(), "fields": written, "digest": digest("journal", entry.values()).hex(),
            "hash": link(before, entry.values()).hex()}


def compute():
    one, two = (digest(TABLE, values) for values in ROWS)
    changed = digest(TABLE, CHANGED)
    both = add(add(0, one), two)
    after = add(remove(both, one), changed)
    changes = encode_rows([((TABLE, 1, "EUR", ""), one, changed)])
    begun = entry(bytes(32), seq=1, at=1614589200, turn=1, account="contoso-france", action="account.begun",
                  subject="contoso-france", changes=json.dumps({"chain": 1, "seal": seal(0).hex()}, separators=(",", ":")),
                  form=2, clock="system", rows=b"", seal=seal(0))
    edited = entry(bytes.fromhex(begun["hash"]), seq=2, at=1614589199, turn=2, account="contoso-france",
                   actor="ana@contoso.fr", action="rate.set", subject="EUR", reason="month end", changes='{"usd_for_one":"1.3"}',
                   form=2, clock="given", rows=changes, seal=seal(after))
    return {
        "values": [{"value": write(value), "encoded": encode(value).hex()} for value in VALUES],
        "table": TABLE,
        "rows": [row(values) for values in (*ROWS, CHANGED)],
        "lanes": [ends(lanes(one)), ends(lanes(two))],
        "states": {"no_rows": ends(0), "both": ends(both), "without_the_first": ends(remove(both, one)), "first_changed": ends(after)},
        "changed_rows": changes.hex(),
        "entries": [begun, edited],
    }


if __name__ == "__main__":
    vectors = compute()
    text = json.dumps(vectors, indent=2, ensure_ascii=False) + "\n"
    if "--write" in sys.argv:
        FILE.write_text(text)
    elif FILE.read_text() != text:
        sys.exit(f"{FILE} differs from what is computed")
    page = PAGE.read_text()
    shown = [vectors["changed_rows"], *(one[name] for one in vectors["entries"] for name in ("digest", "hash")),
             *(one["digest"] for one in vectors["rows"]), *(one["seal"] for one in vectors["states"].values() if one != vectors["lanes"][1])]
    if missing := [vector for vector in shown if f"`{vector}`" not in page]:
        sys.exit(f"{PAGE} lacks {missing}")
