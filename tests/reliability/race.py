#!/usr/bin/env python3
"""16 processes at once on one store, each a row of mixed commands: every success stands in the journal once, no change is
lost, and nobody is told that the store is busy inside the wait.

    tests/reliability/race.py [--long] [PROCESSES COMMANDS]
"""

import json
import sys
import threading
import time

import lab


def commands(process, number):
    """A writing command and what the store must show for it, or a reading one."""
    name = f"p{process}n{number}@contoso.fr"
    return [
        (["users", "add", name, "--first-name", "P", "--last-name", "N", "--role", "sales-agent"], ("user.added", name)),
        (["users", "edit", f"own{process}@contoso.fr", "--last-name", f"Name{number}"], ("user.edited", f"own{process}@contoso.fr")),
        (["customers", "add", f"Customer {process} {number}", "--domain", f"c{process}x{number}.fr", "--country", "FR", "--email", "a@b.fr"],
         ("customer.added", f"c{process}x{number}.fr")),
        (["users", "list", "--limit", "5"], None),
        (["status"], None),
        (["eligibility", "rates", "set", "EUR", f"1.{process:02}{number:03}"], ("rate.set", None)),
    ][number % 6]


def work(world, process, count, done, wrong):
    for number in range(count):
        args, leaves = commands(process, number)
        run = world.run(*args, "--wait", "60")
        if run.returncode != 0:
            wrong.append(f"process {process}, {args}: exit {run.returncode}: {run.stderr[:200]}")
        elif leaves:
            done.append((leaves, args))


def timed(world, processes, count, done, wrong):
    started = time.time()
    threads = [threading.Thread(target=work, args=(world, process, count, done, wrong)) for process in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(processes) * count / (time.time() - started)


def main():
    numbers = [int(arg) for arg in sys.argv[1:] if arg.isdigit()]
    processes, count = numbers or ((16, 1000) if lab.is_long() else (16, 12))
    tally = lab.Tally("race")
    with lab.active() as base, base.copy() as alone:
        for world in (base, alone):
            for process in range(max(processes, 9)):
                world.ok("users", "add", f"own{process}@contoso.fr", "--first-name", "O", "--last-name", "W", "--role", "sales-agent")
        before = base.sql("SELECT max(turn) FROM journal")[0][0]
        done, wrong = [], []
        together = timed(base, range(processes), count, done, wrong)
        tally.add("commands", wrong)
        tally.tried += processes * count - 1
        entries = base.sql("SELECT action, subject, changes FROM journal WHERE turn > ?", before)
        tally.add("entries", [] if len(entries) == len(done) else [f"{len(done)} changes, {len(entries)} entries"])
        subjects = [(action, subject) for action, subject, _ in entries]
        for (action, subject), args in done:
            if subject and subject.startswith(("p", "c")) and sum(1 for _, found in subjects if found == subject) != 1:
                tally.add(str(args), ["not in the journal exactly once"])
        shown = {user["email"]: user for user in base.ok("users", "list")}
        for process in range(processes):
            edits = [args[-1] for (action, subject), args in done if subject == f"own{process}@contoso.fr"]
            if edits and shown[f"own{process}@contoso.fr"]["last_name"] != edits[-1]:
                tally.add(f"own{process}", ["the last edit is lost"])
        added = [subject for (action, subject), _ in done if action == "user.added"]
        tally.add("users", [f"{name} is lost" for name in added if name not in shown])
        for question in (["store", "check"], ["audit", "verify"]):
            tally.add(question, [] if base.run(*question).returncode == 0 else ["fails"])
        tally.add("second verifier", lab.disagreement(base, False))
        done, wrong = [], []
        one = timed(alone, [0], 48, done, wrong)
        eight = timed(alone, range(1, 9), 6 if not lab.is_long() else 60, done, wrong)
        tally.add("rates", wrong)
        print(f"  {processes} processes: {together:.0f} commands/s; one: {one:.0f}; eight: {eight:.0f} ({eight / one:.2f} of one)")
        holder = __import__("sqlite3").connect(alone.store, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        busy = alone.run("users", "edit", "own0@contoso.fr", "--last-name", "Z", "--wait", "0")
        tally.control("a held lock without a wait (exit 8)", busy.returncode == 8)
        holder.execute("ROLLBACK")
    sys.exit(tally.end())


main()
