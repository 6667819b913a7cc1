#!/usr/bin/env python3
"""SIGKILL at random moments of single and bulk writes, on one store that lives through all of it: after each the store is
whole, the journal verifies, a batch is there or is not, and what was said to be done is there. Only runs that the kill met
are counted.

    tests/reliability/kills.py [--long] [KILLS]      40 in the short form, 10,000 in the long one; CSP_SEED repeats a run
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import lab

# More rows than one thread makes alone.
BATCH = 300
RENEWED = 20
# The moments fall into a time that follows how long the commands take just now: about one in six ends before its kill.
SHORTER, LONGER = 0.95, 1.01


def single(world, number):
    name = f"one{number}@contoso.fr"
    args = ["users", "add", name, "--first-name", "O", "--last-name", "N", "--role", "sales-agent", "--credentials", f"c{number}.csv"]
    return args, f"one{number}@%", 1


def bulk(world, number):
    rows = "".join(f"b{number}x{row}@contoso.fr,F,L,sales-agent\n" for row in range(BATCH))
    world.path("batch.csv").write_text("email,first_name,last_name,roles\n" + rows)
    return ["users", "import", "batch.csv", "--credentials", f"c{number}.csv"], f"b{number}x%", BATCH


def count(world, like):
    return world.sql("SELECT count(*) FROM users WHERE email_key LIKE ?", like)[0][0]


def length(world, args):
    """How long the command takes when nobody kills it: the kills fall into this time."""
    started = time.time()
    world.ok(*args)
    return time.time() - started


def whole(world):
    """The check of the store verifies the journal too."""
    done = world.run("store", "check")
    return [] if done.returncode == 0 else [f"store check: exit {done.returncode}: {done.stdout[:300]}"]


def credentials(world, number, there, rows, finished):
    """The passwords of users who exist stand whole under the name asked for, or whole under a waiting one."""
    complete = lambda path: path.read_bytes().count(b"\n") == rows + 1
    named = world.path(f"c{number}.csv")
    waiting = [path for path in world.path("").glob(".csp-*") if complete(path)]
    wrong = []
    if there and not (named.exists() and complete(named)) and not waiting:
        wrong.append("users without their passwords")
    if not there and named.exists():
        wrong.append("a credentials file of users who do not exist")
    if finished and not named.exists():
        wrong.append("exit 0 and no credentials file")
    for path in [named, *world.path("").glob(".csp-*")]:
        path.unlink(missing_ok=True)
    return wrong


def kill_once(world, kind, number, most, tally):
    args, like, rows = kind(world, number)
    process = world.start(*args)
    time.sleep(random.uniform(0, most))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    finished = process.returncode == 0
    tally.note("ended before the kill" if finished else "killed")
    wrong = whole(world)
    there = count(world, like)
    if there not in (0, rows):
        wrong.append(f"{there} of {rows} users are there")
    if finished and not there:
        wrong.append("exit 0, and nothing happened")
    tally.note("killed and found done" if there and not finished else "found done" if there else "found as before")
    wrong += credentials(world, number, there, rows, finished)
    tally.add(f"{kind.__name__} {number}", wrong)
    return not finished


NAIVE = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("CREATE TABLE IF NOT EXISTS batch (n)")
for n in range(60): store.execute("INSERT INTO batch VALUES (?)", (n,)); print(n, flush=True)
"""


def control(world, tally):
    """A program that commits row by row must be caught with half a batch; a row behind the journal must be seen."""
    path = str(world.path("naive.db"))
    process = subprocess.Popen([sys.executable, "-c", NAIVE, path], stdout=subprocess.PIPE)
    for _ in range(5):
        process.stdout.readline()
    process.kill()
    process.communicate()
    rows = sqlite3.connect(path).execute("SELECT count(*) FROM batch").fetchone()[0]
    tally.control(f"a program that commits row by row ({rows} of 60 rows)", 0 < rows < 60)
    with world.copy() as copy:
        store = sqlite3.connect(copy.store)
        store.execute("DELETE FROM users WHERE email_key = 'dana@contoso.fr'")
        store.commit()
        store.close()
        tally.control("a row that is gone", bool(whole(copy)))


def main():
    numbers = [int(arg) for arg in sys.argv[1:] if arg.isdigit()]
    kills = numbers[0] if numbers else 10_000 if lab.is_long() else 40
    seed = int(os.environ.get("CSP_SEED", time.time_ns() % 1_000_000))
    random.seed(seed)
    print(f"  seed {seed}")
    tally = lab.Tally("killed at random moments")
    with lab.active() as base:
        control(base, tally)
        world, most, number, killed = base.copy(), {}, 0, 0
        while killed < kills:
            if number % RENEWED == 0:
                world.__exit__()
                world = base.copy()
                if number % (20 * RENEWED) == 0:
                    print(f"  {killed} killed", flush=True)
            kind = bulk if number % 2 else single
            if kind not in most:
                most[kind] = length(world, kind(world, 10**6 + len(most))[0])
            was_killed = kill_once(world, kind, number, most[kind], tally)
            most[kind] *= LONGER if was_killed else SHORTER
            killed += was_killed
            number += 1
        world.__exit__()
    sys.exit(tally.end())


main()
