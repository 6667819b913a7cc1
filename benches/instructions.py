#!/usr/bin/env python3
"""Instructions under callgrind beside the record in benches/instructions.txt. Time is noise; these are not.

    cargo build --release
    python3 benches/instructions.py [CSP]            names what takes over 2 % more than the record, and exits with 1
    python3 benches/instructions.py [CSP] --record   writes the record anew

Needs valgrind. The record is of one compiler and one C library: with others, record first, then compare.
"""
import os
import sys
import tempfile

import lab

RECORD = os.path.join(lab.HERE, "instructions.txt")
USERS = 1_000
TOLERANCE = 1.02


def measured(csp, folder):
    env = lab.store(csp, os.path.join(folder, "store"), users=USERS, customers=USERS)
    # A given clock, so that the same digits are written each time.
    env["CSP_NOW"] = "2027-01-01T09:00:00Z"
    facts = os.path.join(lab.ROOT, "examples/facts-direct.toml")
    middle = lab.email(USERS // 2)
    commands = {
        "start": ["--version"],
        "help": ["--help"],
        "users-show": ["users", "show", middle, "--format", "json"],
        "users-list-50": ["users", "list", "--limit", "50", "--format", "json"],
        "users-list-all": ["users", "list", "--format", "jsonl"],
        "customers-list-all": ["customers", "list", "--format", "jsonl"],
        "eligibility-check": ["eligibility", "check", "--facts", facts, "--format", "json"],
        "users-add": ["users", "add", "new@contoso.fr", "--first-name", "N", "--last-name", "U", "--role", "sales-agent"],
    }
    counts = {}
    for name, words in commands.items():
        counts[name] = lab.instructions_of([csp, *words], env)
    return counts


def main():
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    csp = os.path.abspath(words[0] if words else os.path.join(lab.ROOT, "target/release/csp"))
    with tempfile.TemporaryDirectory() as folder:
        now = measured(csp, folder)
    if "--record" in sys.argv:
        with open(RECORD, "w", encoding="utf-8") as out:
            out.writelines(f"{name} {count}\n" for name, count in now.items())
    with open(RECORD, encoding="utf-8") as lines:
        kept = {name: int(count) for name, count in map(str.split, lines)}
    worse = 0
    for name, count in now.items():
        before = kept.get(name)
        mark = ""
        if before and count > before * TOLERANCE:
            worse, mark = worse + 1, "  REGRESSION"
        print(f"{name:20} {count:>13,} {(count / before - 1) * 100 if before else 0:+7.2f} %{mark}")
    sys.exit(1 if worse else 0)


if __name__ == "__main__":
    main()
