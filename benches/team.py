#!/usr/bin/env python3
"""Compares a store on PostgreSQL with `psql` doing the same, whole processes in turns, with the goals of docs/performance.md.

    cargo build --release --bin csp
    python3 benches/team.py [--csp CSP] [--users 100000] [--only ask,import,move,writers] [--write]

Starts a server of its own on loopback (needs PostgreSQL's programs). `--write` puts each table between its markers in
docs/performance.md; without it the tables are printed. `psql` is the real program, not the wrapper that Debian has before it.
"""
import argparse
import datetime
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import far_line
import lab
from compare import PAGE, table, verdict

sys.path.insert(0, os.path.join(lab.ROOT, "tests/reliability/team"))
import cluster  # noqa: E402  (its folder is found above)


# A line with so many seconds a turn, by a proxy on this machine.
TURN = 0.020
FAR = "20 ms a turn"


class Team:
    """A server with a store on it, and how both programs reach it."""

    def __init__(self, csp, server, folder):
        self.csp, self.server, self.folder = csp, server, folder
        self.psql = str(server.bin / "psql")
        self.count = 0
        self.far = far_line.serve(server.addresses()[0], TURN)

    def encrypt(self):
        """Gives the server a certificate of its own; the settings are read again without a restart."""
        key, certificate = self.server.root / "server.key", self.server.root / "server.crt"
        lab.silent(["openssl", "req", "-new", "-x509", "-nodes", "-days", "2", "-newkey", "rsa:2048", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)], dict(os.environ))
        for file in (key, certificate):
            self.server.write(file.name, file.read_text())
        self.server.psql(f"ALTER SYSTEM SET ssl_key_file = '{key}'", "postgres")
        self.server.psql(f"ALTER SYSTEM SET ssl_cert_file = '{certificate}'", "postgres")
        self.server.psql("ALTER SYSTEM SET ssl = on", "postgres")
        self.server.psql("SELECT pg_reload_conf()", "postgres")
        return {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": str(certificate)}

    def database(self):
        self.count += 1
        name = f"bench{self.count}"
        self.server.psql(f"CREATE DATABASE {name} OWNER {cluster.ROLE}", "postgres")
        return name

    def environment(self, database, way="tcp"):
        """What csp and psql both read."""
        host, port = self.server.addresses()[0]
        where = str(self.server.root) if way == "socket" else host
        port = self.far if way == FAR else port
        return {
            **lab.environment(self.folder), "PGHOST": where, "PGPORT": str(port), "PGUSER": cluster.ROLE, "PGDATABASE": database,
            "PGPASSWORD": self.server.password, "PGSSLMODE": "disable", "CSP_STORE": "postgres://",
            **(self.encrypt() if way == "TLS" else {}),
        }

    def active(self, database, users):
        """An active account with so many users."""
        env = self.environment(database)
        lab.silent([self.csp, *lab.ENROLL, *lab.NAMES], env)
        for check in ("email-ownership", "employment", "business"):
            lab.silent([self.csp, "verify", "record", check, "accepted"], env)
        lab.silent([self.csp, "enroll", "sign-mpa"], env)
        if users:
            self.import_users(env, users)
        self.server.psql("VACUUM ANALYZE csp.users, csp.user_roles, csp.journal", database)
        return env

    def import_users(self, env, users):
        source = os.path.join(self.folder, f"users-{users}.csv")
        if not os.path.exists(source):
            lab.write_users(source, users)
        lab.forget(os.path.join(self.folder, "credentials.csv"))
        lab.silent([self.csp, "users", "import", source, "--credentials", os.path.join(self.folder, "credentials.csv")], env)


BEGIN = "BEGIN READ ONLY; SET LOCAL search_path TO csp; SELECT version FROM store; "
PAGE_OF = f"SELECT {lab.COLUMNS} FROM users WHERE account_id = (SELECT id FROM accounts)"


def ask(team, users):
    """Showing one user, a list of 50, and one journalled write."""
    database = team.database()
    team.active(database, users)
    middle = lab.email(users // 2)
    show = f"{BEGIN}{PAGE_OF} AND email_key = '{middle}'; COMMIT"
    fifty = f"{BEGIN}{PAGE_OF} AND email_key > '{middle}' AND state <> 'removed' ORDER BY email_key LIMIT 50; COMMIT"
    write = (
        "BEGIN; SET LOCAL search_path TO csp; SELECT * FROM chains WHERE chain = (SELECT id FROM accounts) FOR UPDATE; SELECT * FROM states WHERE chain = (SELECT id FROM accounts); "
        f"SELECT * FROM users WHERE account_id = (SELECT id FROM accounts) AND email_key = '{middle}'; "
        f"UPDATE users SET display_name = display_name WHERE account_id = (SELECT id FROM accounts) AND email_key = '{middle}'; "
        "INSERT INTO journal SELECT chain, seq + 1, at, turn, account, actor, action, subject, reason, changes, form, clock, database_role, "
        "rows, seal, hash FROM journal WHERE chain = (SELECT id FROM accounts) ORDER BY seq DESC LIMIT 1; "
        "UPDATE chains SET head_seq = head_seq + 1 WHERE chain = (SELECT id FROM accounts); UPDATE states SET state = state WHERE chain = (SELECT id FROM accounts); COMMIT"
    )
    names = iter(range(10**9))
    rows = []
    for way in ("socket", "tcp", "TLS", FAR):
        rounds, goal = (15, 1.2) if way == FAR else (60, 0.6)
        env = team.environment(database, way)
        other = team.database()
        beside = team.active(other, users)
        beside.update({name: value for name, value in env.items() if name.startswith("PG") and name != "PGDATABASE"})
        psql = lambda sql, env: ([team.psql, "-X", "-q", "-At", "-c", sql], env)
        for what, ours, theirs in (
            ("show one", ["users", "show", middle, "--format", "json"], psql(show, env)),
            ("list 50", ["users", "list", "--limit", "50", "--after", middle, "--format", "json"], psql(fifty, env)),
            ("one write", ["users", "edit"], psql(write, beside)),
        ):
            if what == "one write":
                taken = {"csp": [], "psql": []}
                for _ in range(min(rounds, 40)):
                    for name, (command, env_of) in {
                        "csp": ([team.csp, "users", "edit", middle, "--first-name", f"A{next(names)}"], env), "psql": theirs,
                    }.items():
                        started = time.perf_counter()
                        lab.silent(command, env_of)
                        taken[name].append(time.perf_counter() - started)
                medians = {name: statistics.median(times) for name, times in taken.items()}
            else:
                taken = lab.in_turns({"csp": ([team.csp, *ours], env), "psql": theirs}, rounds)
                medians = {name: seconds for name, (seconds, _) in taken.items()}
            ratio = medians["csp"] / medians["psql"]
            rows.append([f"{what}, {way}", f"{medians['csp'] * 1000:.1f}", f"{medians['psql'] * 1000:.1f}", f"{ratio:.2f}", verdict(ratio, goal)])
    return table([f"{users:,} users", "csp ms", "`psql` ms", "ratio", "goal"], rows)


def imports(team, users):
    """`users import` beside `\\copy` of three ready files."""
    first = team.database()
    team.active(first, users)
    tables = ("users", "user_roles", "journal")
    files = {name: os.path.join(team.folder, f"{name}.csv") for name in tables}
    env = team.environment(first)
    for name in tables:
        lab.silent([team.psql, "-X", "-q", "-c", f"\\copy csp.{name} TO '{files[name]}' CSV"], env)
    ours, theirs, peaks = [], [], []
    for _ in range(3):
        database = team.database()
        env = team.active(database, 0)
        started = time.perf_counter()
        source = os.path.join(team.folder, f"users-{users}.csv")
        lab.forget(os.path.join(team.folder, "credentials.csv"))
        command = [team.csp, "users", "import", source, "--credentials", os.path.join(team.folder, "credentials.csv")]
        peaks.append(lab.peak(command, env))
        ours.append(time.perf_counter() - started)
        if team.server.psql("SELECT count(*) FROM csp.users", database)[0][0] != str(users + 1):
            raise SystemExit("the import did not run")
        database = team.database()
        env = team.active(database, 0)
        lab.silent([team.psql, "-X", "-q", "-c", "TRUNCATE csp.users, csp.user_roles, csp.journal CASCADE"], {**env, "PGUSER": "postgres"})
        copies = "\n".join(["BEGIN;", *[f"\\copy csp.{name} FROM '{files[name]}' CSV" for name in tables], "COMMIT;"])
        started = time.perf_counter()
        subprocess.run([team.psql, "-X", "-q"], env=env, input=copies, text=True, check=True, stdout=subprocess.DEVNULL)
        theirs.append(time.perf_counter() - started)
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    rows = [[f"{users:,}", f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.2f}", verdict(ours / theirs, 1.3), f"{max(peaks):.0f}", verdict(max(peaks), 60)]]
    return table(["users", "csp s", "`\\copy` s", "ratio", "goal", "MB", "goal, MB"], rows)


def moves(team, users):
    """`store move` there and back beside `store backup`."""
    source = lab.environment(team.folder)
    file = os.path.join(team.folder, "move.db")
    source["CSP_STORE"] = file
    lab.forget(file)
    lab.silent([team.csp, *lab.ENROLL, *lab.NAMES], source)
    for check in ("email-ownership", "employment", "business"):
        lab.silent([team.csp, "verify", "record", check, "accepted"], source)
    lab.silent([team.csp, "enroll", "sign-mpa"], source)
    team.import_users(source, users)
    timed = {}
    peaks = {}

    def take(name, command, env):
        started = time.perf_counter()
        peaks[name] = lab.peak(command, env)
        timed.setdefault(name, []).append(time.perf_counter() - started)

    for turn in range(2):
        env = team.environment(team.database())
        backup = os.path.join(team.folder, f"backup-{turn}.db")
        back = os.path.join(team.folder, f"back-{turn}.db")
        take("backup", [team.csp, "store", "backup", backup], source)
        both = {**env, "CSP_STORE": file}
        take("there", [team.csp, "store", "move", "--to", "postgres://", "--keep", "--yes"], both)
        take("back", [team.csp, "store", "move", "--to", back, "--keep", "--yes"], env)
        lab.forget(backup)
        lab.forget(back)
    base = statistics.median(timed["backup"])
    rows = [[f"`store backup`, {users:,} users", f"{base:.2f}", "1.00", "", f"{peaks['backup']:.0f}"]]
    for name, goal in (("there", 2.0), ("back", 1.5)):
        seconds = statistics.median(timed[name])
        rows.append([f"`store move` {name}", f"{seconds:.2f}", f"{seconds / base:.2f}", verdict(seconds / base, goal), f"{peaks[name]:.0f}"])
    return table(["what", "s", "beside the backup", "goal", "MB"], rows)


def writers(team, users):
    """Sixteen processes that write at once, on one account and on sixteen."""
    del users
    database = team.database()
    env = team.active(database, 0)
    places = [("contoso-france-sas", "bruno.petit@contoso.fr")]
    for number in range(1, 16):
        other = [word.replace("4812345", str(4812345 + number)).replace("contoso.fr", f"contoso{number}.fr") for word in lab.ENROLL]
        lab.silent([team.csp, *other, "--legal-name", f"Contoso {number} SAS", "--bank-holder", "Contoso"], env)
        places.append((f"contoso-{number}-sas", f"bruno.petit@contoso{number}.fr"))

    def run(count, place_of, seconds=8.0):
        done = [0] * count
        end = time.monotonic() + seconds

        def write(place):
            while time.monotonic() < end:
                slug, user = place_of(place)
                line = [team.csp, "--account", slug, "users", "edit", user, "--last-name", f"Petit{place} {done[place]}"]
                lab.silent(line, {**env, "CSP_WAIT": "30"})
                done[place] += 1

        threads = [threading.Thread(target=write, args=(place,)) for place in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return done

    alone = sum(run(1, lambda _: places[0]))
    rows = [["1 process", f"{alone / 8:.0f}", "1.00", "", "", ""]]
    for what, place_of, goal, fair in (
        ("16 on 16 accounts", lambda place: places[place], 2.5, 0.8), ("16 on one account", lambda _: places[0], 0.8, 0.6),
    ):
        done = run(16, place_of)
        ratio, fairness = sum(done) / alone, min(done) / max(done)
        met = lambda value, least: f"{least}: {'met' if value >= least else '**missed**'}"
        rows.append([what, f"{sum(done) / 8:.0f}", f"{ratio:.2f}", met(ratio, goal), f"{fairness:.2f}", met(fairness, fair)])
    return table(["whole processes", "changes a second", "beside one", "goal, at least", "slowest / fastest", "goal, at least"], rows)


PARTS = {"ask": ask, "import": imports, "move": moves, "writers": writers}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--csp", default=os.path.join(lab.ROOT, "target/release/csp"))
    options.add_argument("--users", type=int, default=100_000)
    options.add_argument("--only", default=",".join(PARTS))
    options.add_argument("--write", action="store_true")
    options = options.parse_args()
    with cluster.Server() as server, tempfile.TemporaryDirectory(prefix="csp-bench-") as folder:
        team = Team(os.path.abspath(options.csp), server, folder)
        for name in options.only.split(","):
            made = PARTS[name](team, options.users)
            if not options.write:
                print(f"\n{name}\n\n{made}", flush=True)
                continue
            text = open(PAGE, encoding="utf-8").read()
            begin, end = f"<!-- team-{name} -->", f"<!-- end of team-{name} -->"
            before, rest = text.split(begin)
            day = datetime.date.today().isoformat()
            text = f"{before}{begin}\n\nMeasured on {day}.\n\n{made}\n\n{end}{rest.split(end)[1]}"
            open(PAGE, "w", encoding="utf-8").write(text)


if __name__ == "__main__":
    main()
