"""The controls of the power cut that use SQLite's weaker settings for real: a writer of a row and a journal entry per
commit, which answers after each. `csp` itself offers no weaker setting, so the writer is this file, run under strace.

`synchronous=NORMAL` must lose commits that were answered, `OFF` must break stores as well, and `FULL`, which is what
`csp` sets, must do neither: then it is the setting that the replay sees, and not the writer.
"""

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from disk import ANSWER, Disk, replay, traced

COMMITS = 40
TABLES = """CREATE TABLE staff (email TEXT PRIMARY KEY, name TEXT) STRICT;
CREATE TABLE journal (seq INTEGER PRIMARY KEY, entry TEXT) STRICT;"""


def write(path, setting):
    """Commits one by one, each answered on stdout once SQLite says that it is done. The log is moved into the file often,
    so that a cut also falls into that."""
    store = sqlite3.connect(path, isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute(f"PRAGMA synchronous = {setting}")
    store.execute("PRAGMA wal_autocheckpoint = 24")
    for number in range(1, COMMITS + 1):
        store.execute("BEGIN IMMEDIATE")
        store.execute("INSERT INTO staff VALUES (?, ?)", (f"user{number * 7919 % 997}@contoso.fr", "N" * 400))
        store.execute("INSERT INTO journal VALUES (?, ?)", (number, "e" * 600))
        store.execute("COMMIT")
        os.write(1, b"%d\n" % number)


def recorded(folder, setting):
    """A fresh store, loaded as a synced disk, and the log of a writer on it."""
    root = Path(folder, setting)
    root.mkdir()
    path, log, disk = root / "store.db", Path(folder, f"{setting}.log"), Disk()
    store = sqlite3.connect(path)
    store.execute("PRAGMA journal_mode = WAL")
    store.executescript(TABLES)
    store.close()
    disk.load(root)
    disk.folders.add(str(root))
    command = [*traced(log), sys.executable, __file__, str(path), setting]
    subprocess.run(command, check=True, cwd=root, stdout=subprocess.DEVNULL)
    return path, log, disk


def read(path, files):
    """The sequence numbers that a store holds after the cut; None where it is broken."""
    with tempfile.TemporaryDirectory(prefix="csp-cut-") as folder:
        for ending in ("", "-wal"):
            if f"{path}{ending}" in files:
                Path(folder, f"store.db{ending}").write_bytes(files[f"{path}{ending}"])
        try:
            store = sqlite3.connect(Path(folder, "store.db"))
            if store.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return None
            staff = store.execute("SELECT count(*) FROM staff").fetchone()[0]
            found = [row[0] for row in store.execute("SELECT seq FROM journal ORDER BY seq")]
            return found if staff == len(found) else None
        except sqlite3.Error:
            return None


def replayed(setting, step, torn):
    """How many states there are, how many have lost an answered commit, and how many are broken."""
    chance, states, lost, broken, acknowledged = random.Random(20210301), 0, 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="csp-weaker-") as folder:
        path, log, disk = recorded(folder, setting)
        for at, call in enumerate(replay(log, disk, Path(folder, setting))):
            acknowledged += call == ANSWER
            if at % step:
                continue
            for _, files in disk.states(torn, chance):
                found = read(path, files)
                states += 1
                broken += found is None
                lost += found is not None and len(found) < acknowledged
    if acknowledged != COMMITS:
        sys.exit(f"{setting}: {acknowledged} answers are in the log of {COMMITS} commits")
    return states, lost, broken


def controls(tally, step, torn):
    """What each setting must come to."""
    expected = {
        "FULL": lambda lost, broken: lost == 0 and broken == 0,
        "NORMAL": lambda lost, broken: lost > 0 and broken == 0,
        "OFF": lambda lost, broken: lost > 0 and broken > 0,
    }
    for setting, is_so in expected.items():
        states, lost, broken = replayed(setting, step, torn)
        tally.control(f"synchronous={setting}: of {states} states {lost} lose an answered commit, {broken} are broken", is_so(lost, broken))


if __name__ == "__main__":
    write(*sys.argv[1:])
