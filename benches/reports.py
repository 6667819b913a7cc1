#!/usr/bin/env python3
"""Time and memory of `csp report` for 1, 100 and 10,000 accounts, every other one with 100 customers.

    cargo build --release --bin csp --example many_accounts
    python3 benches/reports.py FOLDER [ACCOUNTS...]
"""
import os
import sys

import lab

CUSTOMERS = 100
FILES = {"html": "report.html", "xlsx": "report.xlsx", "ics": "dates.ics"}


def main():
    folder = sys.argv[1]
    sizes = [int(size) for size in sys.argv[2:]] or [1, 100, 10_000]
    csp = os.path.join(lab.ROOT, "target/release/csp")
    print(f"{'accounts':>8} {'what':<8} {'ms':>9} {'MB':>7} {'KB of file':>10}")
    for size in sizes:
        env = lab.many_accounts(csp, os.path.join(folder, f"reports{size}"), size, CUSTOMERS)
        # Some time later, so that checks are late and requests end.
        env["CSP_NOW"] = "2021-03-20T09:00:00Z"
        place = lambda name: os.path.join(env["HOME"], name)
        contestants = {what: ([csp, "report", "--out", place(name)], env) for what, name in FILES.items()}
        contestants["json"] = ([csp, "report", "--format", "json"], env)
        contestants["status"] = ([csp, "status", "--format", "jsonl"], env)
        taken = lab.in_turns(contestants, 5 if size <= 100 else 3)
        for what, (seconds, memory) in taken.items():
            written = os.path.getsize(place(FILES[what])) / 1024 if what in FILES else 0
            print(f"{size:>8} {what:<8} {seconds * 1000:>9.1f} {memory:>7.1f} {written:>10.1f}")


if __name__ == "__main__":
    main()
