#!/usr/bin/env python3
"""All comparisons of whole processes, in turns, and the tables of docs/performance.md made of them.

    cargo build --release --bin csp --example csv_pass --example many_accounts
    python3 benches/compare.py [--csp CSP] [--only start,read,...] [--sizes 1000,10000,100000] [--write]

Parts: start, read, grow, accounts, add, import, revenue. `--write` puts each table between its markers in docs/performance.md;
without it they are printed. Needs sqlite3, git, strace, rustc; revenue also DuckDB (`pip install duckdb`).
"""
import argparse
import datetime
import os
import subprocess
import sys
import tempfile

import imports
import lab

PAGE = os.path.join(lab.ROOT, "docs/performance.md")


def table(header, rows):
    line = lambda cells: "| " + " | ".join(str(cell) for cell in cells) + " |"
    return "\n".join([line(header), line(["---"] + ["---:"] * (len(header) - 1)), *map(line, rows)])


def verdict(ratio, goal):
    return f"{goal}: {'met' if ratio <= goal else '**missed**'}"


def start(csp, folder, sizes):
    env = lab.store(csp, os.path.join(folder, "start"))
    source, empty = os.path.join(folder, "empty.rs"), os.path.join(folder, "empty")
    with open(source, "w", encoding="utf-8") as out:
        out.write("fn main() {}\n")
    subprocess.run(["rustc", "-O", "-C", "strip=symbols", "-o", empty, source], check=True)
    sqlite = ["sqlite3", env["CSP_STORE"], "select 1"]
    facts = os.path.join(lab.ROOT, "examples/facts-direct.toml")
    contestants = {
        "`true`": (["true"], env),
        "an empty Rust program": ([empty], env),
        "`csp --version`": ([csp, "--version"], env),
        "`csp --help`": ([csp, "--help"], env),
        "`csp enroll show --format json`": ([csp, "enroll", "show", "--format", "json"], env),
        "`csp eligibility check --facts`": ([csp, "eligibility", "check", "--facts", facts], env),
        "`sqlite3 db 'select 1'`": (sqlite, env),
    }
    taken = lab.in_turns(contestants, 300)
    base, other = taken["an empty Rust program"][0], taken["`sqlite3 db 'select 1'`"][0]
    rows = []
    for name, (seconds, peak) in taken.items():
        goal = verdict(seconds / base, 1.3) if name in ("`csp --version`", "`csp --help`") else ""
        rows.append([name, f"{seconds * 1000:.2f}", f"{seconds / base:.2f}", f"{seconds / other:.2f}", f"{peak:.1f}", goal])
    rows.append(["binary, MB", f"{os.path.getsize(csp) / 1e6:.2f}", "", "", "", "6"])
    return table(["command", "ms", "beside the empty program", "beside `sqlite3`", "MB", "goal"], rows)


def questions(csp, env, users):
    page = f"SELECT {lab.COLUMNS} FROM users WHERE account_id = 1 AND email_key > '{{}}' AND state <> 'removed' ORDER BY email_key LIMIT 50"
    middle = lab.email(users // 2)
    page = page.format(middle)
    show = [csp, "users", "show", middle, "--format", "json"]
    fifty = [csp, "users", "list", "--limit", "50", "--format", "json", "--after", middle]
    return show, fifty, ["sqlite3", env["CSP_STORE"], page]


def read(csp, folder, sizes):
    rows = []
    for users in sizes:
        env = lab.store(csp, os.path.join(folder, f"read{users}"), users=users)
        show, fifty, sqlite = questions(csp, env, users)
        taken = lab.in_turns({"sqlite3": (sqlite, env), "show": (show, env), "list": (fifty, env)}, 60)
        theirs = lab.instructions_of(sqlite, env)
        for name, command, goal in (("show", show, 0.9), ("list", fifty, 0.95)):
            ratio = taken[name][0] / taken["sqlite3"][0]
            share = lab.instructions_of(command, env) / theirs
            rows.append([
                f"`users {name}` of {users:,}", f"{taken[name][0] * 1000:.2f}", f"{ratio:.2f}", verdict(ratio, goal),
                f"{share:.2f}", verdict(share, 0.6), lab.calls(command, env), f"{taken[name][1]:.1f}",
            ])
        everybody = [csp, "users", "list", "--format", "jsonl"]
        sql = f"SELECT {lab.COLUMNS} FROM users WHERE account_id = 1 AND state <> 'removed' ORDER BY email_key"
        taken = lab.in_turns({"theirs": (["sqlite3", env["CSP_STORE"], sql], env), "ours": (everybody, env)}, 7)
        ratio = taken["ours"][0] / taken["theirs"][0]
        rows.append([
            f"`users list --format jsonl`, {users:,}", f"{taken['ours'][0] * 1000:.2f}", f"{ratio:.2f}", verdict(ratio, 1.0),
            "", "", "", f"{taken['ours'][1]:.1f}",
        ])
    return table(["command", "ms", "beside `sqlite3`", "goal", "instructions beside it", "goal", "calls", "MB"], rows)


def grow(csp, folder, sizes):
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


def accounts(csp, folder, sizes):
    rows = []
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
            rows.append([
                f"`{name}`, {size:,}", f"{taken[name][0] * 1000:.1f}", f"{theirs[0] * 1000:.1f}", f"{ratio:.2f}",
                verdict(ratio, 3.0), f"{taken[name][1]:.1f}",
            ])
    return table(["command, accounts", "ms", "ms of `sqlite3`", "beside it", "goal", "MB"], rows)


def add(csp, folder, sizes):
    env = lab.store(csp, os.path.join(folder, "add"), users=1_000)
    plain = os.path.join(env["HOME"], "plain.db")
    lab.silent(["sqlite3", plain, "PRAGMA journal_mode = WAL; CREATE TABLE users (email TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;"], env)
    repository = os.path.join(env["HOME"], "repository")
    for words in (["init", "-q", repository], ["-C", repository, "config", "user.email", "a@b.c"], ["-C", repository, "config", "user.name", "A"]):
        lab.silent(["git", *words], env)
    turn = [0]
    flags = ["--first-name", "N", "--last-name", "U", "--role", "sales-agent"]
    contestants = {"csp": None, "sqlite3": None, "git": (["git", "-C", repository, "commit", "-q", "--allow-empty", "-m", "m"], env)}

    def next_one(name):
        turn[0] += 1
        contestants["csp"] = ([csp, "users", "add", f"new{turn[0]}@contoso.fr", *flags], env)
        contestants["sqlite3"] = (["sqlite3", plain, f"PRAGMA synchronous = FULL; INSERT INTO users VALUES ('new{turn[0]}', 'N');"], env)

    next_one("")
    times = {name: [] for name in contestants}
    for _ in range(100):
        for name in contestants:
            next_one(name)
            times[name].append(lab.run(*contestants[name]))
    median = {name: sorted(all_)[len(all_) // 2] for name, all_ in times.items()}
    next_one("")
    syncs = lab.calls(contestants["csp"][0], env, "fsync,fdatasync")
    ours = median["csp"]
    return table(
        ["`users add` beside", "ms", "ratio", "goal"],
        [
            ["itself", f"{ours * 1000:.2f}", "1.00", f"{syncs} syncs of 5"],
            ["`sqlite3`, one row in WAL, full sync", f"{median['sqlite3'] * 1000:.2f}", f"{ours / median['sqlite3']:.2f}", verdict(ours / median["sqlite3"], 1.3)],
            ["`git commit --allow-empty`", f"{median['git'] * 1000:.2f}", f"{ours / median['git']:.2f}", verdict(ours / median["git"], 0.65)],
        ],
    )


def import_(csp, folder, sizes):
    rows = []
    for users in sizes:
        goal = 0.95
        ours, theirs = imports.measured(csp, os.path.join(folder, f"import{users}"), users, 5 if users <= 100_000 else 1)
        ratio = ours[0] / theirs[0]
        rows.append([f"{users:,}", f"{ours[0]:.2f}", f"{ratio:.2f}", verdict(ratio, goal), f"{ours[1]:.0f}", f"{theirs[1]:.0f}"])
    return table(["users imported", "s", "beside `.import`", "goal", "MB", "MB of `sqlite3`"], rows)


def revenue(csp, folder, sizes):
    script = os.path.join(lab.HERE, "revenue/measure.py")
    done = subprocess.run([sys.executable, script, "1000000", "5"], check=True, stdout=subprocess.PIPE, text=True)
    return "```text\n" + done.stdout.strip() + "\n```"


PARTS = {"start": start, "read": read, "grow": grow, "accounts": accounts, "add": add, "import": import_, "revenue": revenue}


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
    words.add_argument("--sizes", default="1000,10000,100000")
    words.add_argument("--write", action="store_true")
    given = words.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    for name in given.only.split(","):
        with tempfile.TemporaryDirectory() as folder:
            text = PARTS[name](os.path.abspath(given.csp), folder, sizes)
        print(f"\n{name}\n\n{text}", flush=True)
        if given.write:
            put(name, text)


if __name__ == "__main__":
    main()
