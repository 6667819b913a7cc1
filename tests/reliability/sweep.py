#!/usr/bin/env python3
"""Every file call of a writing command: killed there (SIGKILL), or answered with an error. Needs strace.

    tests/reliability/sweep.py            the short form: every n-th call
    tests/reliability/sweep.py --long     every call, every command, every error
"""

import re
import subprocess
import sys

import lab

KILLED_AT = ["pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "renameat2", "link", "linkat", "unlink", "openat"]
FAULTS = [
    ("EIO", ["pwrite64", "write", "fsync", "fdatasync", "ftruncate", "pread64", "unlink", "rename", "renameat2", "linkat", "openat"]),
    ("ENOSPC", ["pwrite64", "write", "ftruncate", "openat", "linkat", "renameat2"]),
    ("EACCES", ["openat", "unlink", "rename", "renameat2", "linkat"]),
    ("EINTR", ["pwrite64", "write", "fsync", "fdatasync", "pread64", "openat"]),
]


def calls(world, case):
    """How often the command makes each call, and how many of them are the loader's."""
    trace = world.root / "trace"
    world.run(*case.args, before=["strace", "-f", "-qq", "-y", "-o", trace, "-e", "trace=" + ",".join(KILLED_AT + ["pread64"])])
    made, loaders, is_ours = {}, {}, False
    for line in trace.read_text(errors="replace").splitlines():
        call = re.match(r"\d+ +(\w+)\(", line)
        if not call:
            continue
        path = re.sub(r"AT_FDCWD<[^>]*>", "", line)
        is_ours = is_ours or str(world.root) in path or "examples/" in path
        made[call[1]] = made.get(call[1], 0) + 1
        if not is_ours:
            loaders[call[1]] = made[call[1]]
    return made, loaders


def points(base, case, plan, step):
    with case.world(base) as world:
        made, loaders = calls(world, case)
    for what, names in plan:
        for name in names:
            first, last = loaders.get(name, 0) + 1, made.get(name, 0)
            for at in range(first, last + 1, step):
                yield what, name, at


def hit(base, case, what, name, at, tally):
    injected = f"signal={what}" if what == "SIGKILL" else f"error={what}"
    with case.world(base) as world:
        trace = world.root / "trace"
        done = world.run(*case.args, before=["strace", "-f", "-qq", "-o", trace, "-e", f"trace={name}",
                                             "-e", f"inject={name}:{injected}:when={at}"])
        killed = what == "SIGKILL"
        text = trace.read_text(errors="replace") if trace.exists() else ""
        was_hit = "killed by SIGKILL" in text if killed else "INJECTED" in text
        tally.note(f"{'kill' if killed else what}: {'hit' if was_hit else 'not reached'}")
        if not killed and was_hit and done.returncode == 0:
            tally.note("fault survived with exit 0, the change in the store")
        wrong = lab.verdict(world, case, done.returncode, killed)
        if not killed and "panicked" in (done.stderr or ""):
            wrong.append("panicked")
        if killed and lab.leftovers(world):
            tally.note("kill: temporary files left behind, none taken for a store")
        if not killed and was_hit and lab.leftovers(world) and name not in ("unlink",):
            tally.note("fault: temporary files left behind")
        tally.add(f"{case.name}, {what} at {name} {at}", wrong)


def control(base, tally):
    """A program that says it is done before it is: the verdict must see it."""
    case = next(case for case in lab.cases() if case.name == "users add")
    with case.world(base) as world:
        tally.control("exit 0 without the change", bool(lab.verdict(world, case, 0, False)))
    with case.world(base) as world:
        world.ok(*case.args)
        world.path("c.csv").unlink()
        tally.control("the change without the file beside it", bool(lab.verdict(world, case, 0, True)))
    with case.world(base) as world:
        import sqlite3
        connection = sqlite3.connect(world.store)
        connection.execute("UPDATE users SET first_name = 'Other' WHERE email_key = 'dana@contoso.fr'")
        connection.commit()
        connection.close()
        tally.control("a row changed behind the journal", bool(lab.verdict(world, case, 1, True)))


def main():
    if subprocess.run(["which", "strace"], capture_output=True).returncode:
        sys.exit("strace is missing")
    tally = lab.Tally("kill and faults, call by call")
    step = 1 if lab.is_long() else 60
    plan = [("SIGKILL", KILLED_AT), *FAULTS]
    chosen = [arg for arg in sys.argv[1:] if not arg.startswith("-")]
    with lab.active() as base:
        control(base, tally)
        for case in lab.cases():
            if chosen and case.name not in chosen:
                continue
            before = tally.tried
            for what, name, at in points(base, case, plan, step):
                hit(base, case, what, name, at, tally)
            print(f"  {case.name}: {tally.tried - before} points", flush=True)
    sys.exit(tally.end())


main()
