#!/usr/bin/env python3
"""Compares whole processes, in turns, with the goals of docs/performance.md, and writes the tables of that page.

    cargo build --release --bin csp --example csv_pass --example many_accounts
    python3 benches/compare.py [--csp CSP] [--only start,read,...] [--write]

`--write` puts each table between its markers in docs/performance.md; without it the tables are printed. Needs sqlite3, git
and strace; revenue also DuckDB and Polars (`pip install duckdb polars`). gh, az and m365 are compared where they are
installed.
"""
import argparse
import datetime
import os
import shutil
import subprocess
import sys
import tempfile

import imports
import lab
import scale

PAGE = os.path.join(lab.ROOT, "docs/performance.md")
SIZES = (100_000, 1_000_000)


def table(header, rows):
    line = lambda cells: "| " + " | ".join(str(cell) for cell in cells) + " |"
    return "\n".join([line(header), line(["---"] + ["---:"] * (len(header) - 1)), *map(line, rows)])


def verdict(ratio, goal):
    return f"{goal}: {'met' if ratio <= goal else '**missed**'}"


def start(csp, folder):
    env = lab.active_account(csp, folder)
    ours = {"`csp --version`": ["--version"], "`csp --help`": ["--help"], "`csp status`, one account": ["status"]}
    contestants = {name: ([csp, *words], env) for name, words in ours.items()}
    contestants["`sqlite3 db 'select 1'`"] = (["sqlite3", env["CSP_STORE"], "select 1"], env)
    contestants["`git --version`"] = (["git", "--version"], env)
    for other in ("gh", "az", "m365"):
        if shutil.which(other):
            contestants[f"`{other} --version`"] = ([other, "--version"], env)
    taken = lab.in_turns(contestants, 200)
    base = taken["`sqlite3 db 'select 1'`"][0]
    rows = []
    for name, (seconds, peak) in taken.items():
        goal = verdict(seconds / base, 1.0) if name in ours else ""
        rows.append([name, f"{seconds * 1000:.2f}", f"{seconds / base:.2f}", goal, f"{peak:.1f}"])
    size = os.path.getsize(csp) / 1e6
    rows.append(["size of the program, MB", f"{size:.1f}", "", verdict(size, 15), ""])
    return table(["command", "ms", "beside `sqlite3`", "goal", "MB"], rows)


def questions(csp, env, users):
    middle = lab.email(users // 2)
    page = f"SELECT {lab.COLUMNS} FROM users WHERE account_id = (SELECT id FROM accounts) AND email_key > '{middle}' AND state <> 'removed' ORDER BY email_key LIMIT 50"
    show = [csp, "users", "show", middle, "--format", "json"]
    fifty = [csp, "users", "list", "--limit", "50", "--format", "json", "--after", middle]
    return show, fifty, ["sqlite3", env["CSP_STORE"], page]


def read(csp, folder):
    rows, times = [], {}
    for users in SIZES:
        env = lab.store(csp, os.path.join(folder, f"read{users}"), users=users)
        show, fifty, sqlite = questions(csp, env, users)
        taken = lab.in_turns({"sqlite3": (sqlite, env), "users show": (show, env), "users list --limit 50": (fifty, env)}, 60)
        for name in ("users show", "users list --limit 50"):
            seconds, peak = taken[name]
            ratio = seconds / taken["sqlite3"][0]
            times.setdefault(name, []).append(seconds)
            rows.append([f"`{name}` of {users:,}", f"{seconds * 1000:.2f}", f"{ratio:.2f}", verdict(ratio, 1.0), f"{peak:.1f}"])
        sql = f"SELECT {lab.COLUMNS} FROM users WHERE account_id = (SELECT id FROM accounts) AND state <> 'removed' ORDER BY email_key"
        everybody = ([csp, "users", "list", "--format", "jsonl"], env)
        rows.append(beside_sqlite(f"`users list --format jsonl`, {users:,}", everybody, sql, 7, 1.0))
    for name, (small, large) in times.items():
        ratio = large / small
        rows.append([f"`{name}`: 1,000,000 beside 100,000", "", f"{ratio:.2f}", verdict(ratio, 1.2), ""])
    env = lab.store(csp, os.path.join(folder, "customers"), relationships=100_000)
    everybody = ([csp, "customers", "list", "--format", "jsonl"], env)
    rows.append(beside_sqlite("`customers list --format jsonl`, 100,000", everybody, lab.CUSTOMERS_JOINED, 7, 1.2))
    rows += register(csp, folder)
    return table(["command", "ms", "beside `sqlite3`", "goal", "MB"], rows)


def register(csp, folder):
    """The register of delegated admin relationships, beside sqlite3 and beside jq, which reads the export itself."""
    env = lab.store(csp, os.path.join(folder, "register"))
    export = os.path.join(folder, "register", "relationships.json")
    lab.write_gdap(export, 100_000)
    lab.silent([csp, "gdap", "import", export], env)
    all_of_them = ([csp, "gdap", "list", "--all", "--format", "jsonl"], env)
    soon = ([csp, "gdap", "list", "--limit", "50"], env)
    sql = "SELECT * FROM gdap_relationships WHERE account_id = (SELECT id FROM accounts) ORDER BY id"
    rows = [beside_sqlite("`gdap list --all --format jsonl`, 100,000", all_of_them, sql, 5, 1.2)]
    rows.append(beside_sqlite("`gdap list --limit 50` of 100,000", soon, sql + " LIMIT 50", 20, 1.0))
    jq = (["jq", "-c", ".value[]", export], env)
    taken = lab.in_turns({"jq": jq, "csp": all_of_them}, 3)
    ratio = taken["csp"][0] / taken["jq"][0]
    rows.append(["the same list beside `jq -c '.value[]'` of the export", f"{taken['csp'][0] * 1000:.0f}", f"{ratio:.2f} of `jq`", "", f"{taken['csp'][1]:.0f}"])
    return rows


def beside_sqlite(name, command, sql, rounds, goal):
    env = command[1]
    taken = lab.in_turns({"theirs": (["sqlite3", env["CSP_STORE"], sql], env), "ours": command}, rounds)
    seconds, peak = taken["ours"]
    ratio = seconds / taken["theirs"][0]
    return [name, f"{seconds * 1000:.2f}", f"{ratio:.2f}", verdict(ratio, goal), f"{peak:.1f}"]


def check(csp, folder):
    env = lab.store(csp, os.path.join(folder, "check"), users=SIZES[-1])
    store = env["CSP_STORE"]
    contestants = {
        "`csp store check`": ([csp, "store", "check"], env),
        "`sha256sum`": (["sha256sum", store], env),
        "`PRAGMA integrity_check`": (["sqlite3", store, "PRAGMA integrity_check"], env),
    }
    taken = lab.in_turns(contestants, 3)
    ours, *theirs = [seconds for seconds, _ in taken.values()]
    rows = [[name, f"{seconds:.2f}", "", f"{peak:.0f}"] for name, (seconds, peak) in taken.items()]
    ratio = ours / sum(theirs)
    rows.append(["`csp store check` beside the two together", f"{ratio:.2f}", verdict(ratio, 2.0), ""])
    return table(["1,000,000 users", "s", "goal", "MB"], rows)


def grow(csp, folder):
    sizes = (1_000, 10_000, *SIZES)
    header = ["command"] + [f"{size:,}: ms (MB)" for size in sizes]
    columns = []
    for size in sizes:
        env = lab.store(csp, os.path.join(folder, f"grow{size}"), users=size, customers=size)
        add = ["--first-name", "N", "--last-name", "U", "--role", "sales-agent", "--dry-run"]
        commands = {
            "users show": ["users", "show", lab.email(size // 2)],
            "users list --limit 50": ["users", "list", "--limit", "50", "--after", lab.email(size // 2)],
            "users list --role sales-agent --limit 50": ["users", "list", "--role", "sales-agent", "--limit", "50"],
            "users list --state blocked": ["users", "list", "--state", "blocked"],
            "users add --dry-run": ["users", "add", "new@contoso.fr", *add],
            "customers show": ["customers", "show", f"customer{size // 2:07d}.example"],
            "customers list --limit 50": ["customers", "list", "--limit", "50"],
            "status": ["status"],
            "users list (all, jsonl)": ["users", "list", "--format", "jsonl"],
            "customers list (all, jsonl)": ["customers", "list", "--format", "jsonl"],
            "store check": ["store", "check"],
        }
        rounds = 25 if size <= 10_000 else 7 if size <= 100_000 else 2
        taken = lab.in_turns({name: ([csp, *words], env) for name, words in commands.items()}, rounds)
        columns.append(taken)
    rows = [[f"`{name}`"] + [f"{c[name][0] * 1000:.1f} ({c[name][1]:.0f})" for c in columns] for name in columns[0]]
    return table(header, rows)


def accounts(csp, folder):
    rows, times = [], {}
    for size in (1, 1_000, 10_000):
        env = lab.many_accounts(csp, os.path.join(folder, f"accounts{size}"), size)
        ours = {
            "status": ["status", "--format", "jsonl"],
            "status --check": ["status", "--check", "--format", "jsonl"],
            "enroll list": ["enroll", "list", "--format", "jsonl"],
        }
        contestants = {name: ([csp, *words], env) for name, words in ours.items()}
        for name, tables in (("of status", lab.STATUS_TABLES), ("of list", lab.ACCOUNT_TABLES)):
            queries = " ".join(f"SELECT * FROM {table};" for table in tables)
            contestants[name] = (["sqlite3", env["CSP_STORE"], queries], env)
        taken = lab.in_turns(contestants, 25)
        for name in ours:
            theirs = taken["of list" if name == "enroll list" else "of status"]
            ratio = taken[name][0] / theirs[0]
            times.setdefault(name, []).append(taken[name][0])
            rows.append([
                f"`{name}`, {size:,}", f"{taken[name][0] * 1000:.1f}", f"{theirs[0] * 1000:.1f}", f"{ratio:.2f}",
                verdict(ratio, 3.0), f"{taken[name][1]:.1f}",
            ])
    for name, measured in times.items():
        ratio = measured[1] / measured[0]
        rows.append([f"`{name}`: 1,000 accounts beside one", "", "", f"{ratio:.0f}", verdict(ratio, 1000), ""])
    return table(["command, accounts", "ms", "ms of `sqlite3`", "beside it", "goal", "MB"], rows)


def applications(csp, folder, count=10_000, single=200):
    """Many applications and results in one command, beside as many single runs; few of those are run, in a small store."""
    env = lab.environment(os.path.join(folder, "bulk"))
    os.makedirs(env["HOME"])
    files = [os.path.join(env["HOME"], name) for name in ("applications.csv", "results.csv")]
    lab.write_applications(files[0], count)
    lab.write_results(files[1], count)
    one = lab.environment(os.path.join(folder, "single"))
    os.makedirs(one["HOME"])
    checks = ("email-ownership", "employment", "business")
    results = [(number, check) for number in range(single // 3) for check in checks]
    rows = []
    for name, words, all_, singles in (
        ("accounts import", ["accounts", "import", files[0]], count, [lab.enroll_words(number) for number in range(single)]),
        ("verify import", ["verify", "import", files[1]], 3 * count, [
            ["verify", "record", check, "accepted", "--account", f"partner-{number:05d}"] for number, check in results
        ]),
    ):
        alone = sorted(lab.run([csp, *line], one) for line in singles)
        expected = alone[len(alone) // 2] * all_
        peak = lab.peak([csp, *words, "--dry-run"], env)
        took = lab.run([csp, *words], env)
        rows.append([
            f"`{name}` of {all_:,}", f"{took:.2f}", f"{expected:.1f}", f"{took / expected:.3f}", verdict(took / expected, 0.05),
            f"{peak:.0f}",
        ])
    return table(["command", "s", "s of single runs", "beside them", "goal", "MB"], rows)


def many(csp, folder):
    header = ["command", "1 account: ms (MB)", "100 accounts", "10,000 accounts", "one account more", "beside one of the first 100"]
    return table(header, scale.rows(scale.measure(csp, folder)))


def add(csp, folder):
    env = lab.store(csp, os.path.join(folder, "add"), users=1_000)
    plain = os.path.join(env["HOME"], "plain.db")
    lab.silent(["sqlite3", plain, "PRAGMA journal_mode = WAL; CREATE TABLE users (email TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;"], env)
    flags = ["--first-name", "N", "--last-name", "U", "--role", "sales-agent"]
    one = lambda turn: ([csp, "users", "add", f"new{turn}@contoso.fr", *flags], env)
    row = lambda turn: (["sqlite3", plain, f"PRAGMA synchronous = FULL; INSERT INTO users VALUES ('new{turn}', 'N');"], env)
    ours, theirs = [], []
    for turn in range(100):
        ours.append(lab.run(*one(turn)))
        theirs.append(lab.run(*row(turn)))
    ours, theirs = (sorted(times)[len(times) // 2] for times in (ours, theirs))
    syncs = lab.calls(one(100)[0], env, "fsync,fdatasync")
    rows = [
        ["`csp users add`", f"{ours * 1000:.2f}", f"{ours / theirs:.2f}", verdict(ours / theirs, 1.3)],
        ["`sqlite3`, one row in WAL, full sync", f"{theirs * 1000:.2f}", "1.00", ""],
        ["syncs of `csp users add`", "", syncs, verdict(syncs, 5)],
    ]
    return table(["command", "ms", "beside `sqlite3`", "goal"], rows)


def import_(csp, folder):
    rows = []
    for what, count, rounds, goal, most in (
        (imports.USERS, 100_000, 5, 0.95, 150),
        (imports.USERS, 1_000_000, 1, 0.95, 150),
        (imports.CUSTOMERS, 100_000, 5, 1.2, 100),
        (imports.GDAP, 100_000, 3, 1.2, 150),
    ):
        ours, theirs = imports.measured(csp, os.path.join(folder, f"{what.noun}{count}"), what, count, rounds)
        ratio = ours[0] / theirs[0]
        rows.append([
            f"`{what.noun} import` of {count:,}", f"{ours[0]:.2f}", f"{ratio:.2f}", verdict(ratio, goal),
            f"{ours[1]:.0f}", verdict(ours[1], most), f"{theirs[1]:.0f}",
        ])
    return table(["command", "s", "beside `.import`", "goal", "MB", "goal", "MB of `sqlite3`"], rows)


def revenue(csp, folder):
    script = os.path.join(lab.HERE, "revenue/measure.py")
    done = subprocess.run([sys.executable, script, "1000000", "5"], check=True, stdout=subprocess.PIPE, text=True)
    return "```text\n" + done.stdout.strip() + "\n```"


PARTS = {
    "start": start, "read": read, "check": check, "grow": grow, "accounts": accounts, "add": add, "import": import_,
    "revenue": revenue, "applications": applications, "many": many,
}


def put(name, text):
    with open(PAGE, encoding="utf-8") as page:
        whole = page.read()
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, rest = whole.split(begin)
    day = datetime.date.today().isoformat()
    with open(PAGE, "w", encoding="utf-8") as page:
        page.write(f"{before}{begin}\nMeasured on {day}.\n\n{text}\n\n{end}{rest.split(end)[1]}")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--csp", default=os.path.join(lab.ROOT, "target/release/csp"))
    words.add_argument("--only", default=",".join(PARTS))
    words.add_argument("--write", action="store_true")
    given = words.parse_args()
    for name in given.only.split(","):
        with tempfile.TemporaryDirectory() as folder:
            text = PARTS[name](os.path.abspath(given.csp), folder)
        print(f"\n{name}\n\n{text}", flush=True)
        if given.write:
            put(name, text)


if __name__ == "__main__":
    main()
