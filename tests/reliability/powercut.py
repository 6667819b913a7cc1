#!/usr/bin/env python3
"""Power cuts: the system calls of writing commands are recorded with their data, and the folder is built anew as it would
be after a cut at every call boundary. Needs strace.

What a disk may hold at a boundary stands in disk.py.

    tests/reliability/powercut.py [--long]

Every change whose command had ended with exit 0 must be there, the store must be whole, and the journal a beginning of
the one that was written. The controls must fail: the same log with syncs left out, and a writer of its own (weaker.py)
with SQLite's weaker settings, which `csp` offers nobody.
"""

import email
import email.policy
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import lab
import weaker
from disk import ANSWER, Disk, replay, traced


def record(world, args, log):
    done = world.run(*args, before=traced(log))
    if done.returncode != 0:
        sys.exit(f"{args}: exit {done.returncode}\n{done.stderr}")


def journal(world):
    return [row[0] for row in world.sql("SELECT hash FROM journal ORDER BY turn")]


def judge(files, world, written, acknowledged, whole):
    """What is wrong with a store after the cut."""
    with tempfile.TemporaryDirectory(prefix="csp-cut-") as folder:
        store = str(world.store)
        if store not in files:
            return ["the store is gone"] if acknowledged else []
        for ending in ("", "-wal"):
            if store + ending in files:
                Path(folder, "csp.db" + ending).write_bytes(files[store + ending])
                Path(folder, "csp.db" + ending).chmod(0o600)
        wrong = []
        if whole:
            done = world.run("--store", Path(folder, "csp.db"), "store", "check")
            if done.returncode != 0:
                wrong.append(f"store check: exit {done.returncode}: {done.stdout[:200]}{done.stderr[:200]}")
        try:
            connection = sqlite3.connect(Path(folder, "csp.db"))
            found = [row[0] for row in connection.execute("SELECT hash FROM journal ORDER BY turn")]
            connection.close()
        except sqlite3.Error as error:
            return [f"cannot be read: {error}"]
        if found != written[:len(found)]:
            wrong.append("the journal is another one")
        if len(found) < acknowledged:
            wrong.append(f"{acknowledged - len(found)} acknowledged entries are lost")
        return wrong


def commands(world):
    """Command lines, each made when the ones before have run."""
    lab.users_csv(world, 200)
    yield ["enroll", "--from", lab.ROOT / "examples/contoso-france.toml"]
    yield ["verify", "send-email", "--draft-out", "m.eml"]
    mail = email.message_from_bytes(world.path("m.eml").read_bytes(), policy=email.policy.default)
    yield ["verify", "confirm-email", "--code", re.search(r"--code (\S+)", mail.get_body().get_content())[1]]
    yield ["verify", "record", "employment", "accepted"]
    yield ["verify", "record", "business", "accepted"]
    yield ["enroll", "sign-mpa"]
    yield ["users", "add", "a@contoso.fr", "--first-name", "A", "--last-name", "B", "--role", "sales-agent", "--credentials", "a.csv"]
    yield ["users", "import", "staff.csv", "--credentials", "all.csv"]
    yield ["users", "edit", "user3@contoso.fr", "--first-name", "Else"]


def sweep(world, logs, written, counts, tally, step, torn, whole, **weakness):
    chance = random.Random(20210301)
    disk, bad, states, at = Disk(**weakness), 0, 0, 0
    disk.folders.update(str(path) for path in [world.root, *world.root.rglob("*")] if path.is_dir() and path != world.store.parent)
    for index, log in enumerate(logs):
        before = counts[index - 1] if index else 0
        for call in boundaries(log, disk, world):
            at += 1
            acknowledged = counts[index] if call == "the end" else before
            if at % step and call != "the end":
                continue
            for name, files in disk.states(torn, chance):
                wrong = judge(files, world, written, acknowledged, whole)
                states += 1
                bad += bool(wrong)
                if tally:
                    tally.add(f"command {index + 1}, boundary {at} ({call}), {name}", wrong)
    return states, bad, at


def boundaries(log, disk, world):
    yield from (call for call in replay(log, disk, world.root / "work") if call != ANSWER)
    yield "the end"


def main():
    tally = lab.Tally("power cut")
    step, torn = (1, 4) if lab.is_long() else (9, 1)
    with lab.World() as world, tempfile.TemporaryDirectory() as folder:
        logs, counts = [], []
        for number, args in enumerate(commands(world)):
            log = Path(folder, f"log-{number}")
            record(world, args, log)
            logs.append(log)
            counts.append(len(journal(world)))
        written = journal(world)
        states, _, calls = sweep(world, logs, written, counts, tally, step, torn, whole=True)
        print(f"  {len(logs)} commands, {calls} boundaries, {states} states")
        for what, weakness in (("no file is synced", {"syncs_files": False}), ("no folder is synced", {"syncs_folders": False})):
            states, bad, _ = sweep(world, logs, written, counts, None, step * 3, 1, False, **weakness)
            tally.control(f"{what} ({bad} of {states} states are bad)", bad > 0)
        weaker.controls(tally, step, torn)
    sys.exit(tally.end())


main()
