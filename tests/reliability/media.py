#!/usr/bin/env python3
"""Disks that are full or read-only, limits, streams that cannot be written, a clock that jumps back, a folder that vanishes.

    tests/reliability/media.py            needs root for the mounts; says so and leaves them out otherwise

Each case must end with a message and a documented exit code, never by a signal, and the store must be whole.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import lab

WRITE = ["users", "add", "new@contoso.fr", "--first-name", "N", "--last-name", "W", "--role", "sales-agent"]
IMPORT = ["users", "import", "staff.csv", "--credentials", "c.csv"]


def calm(run, codes):
    wrong = []
    if run.returncode not in codes:
        wrong.append(f"exit {run.returncode}, wanted one of {codes}: {(run.stderr or '')[:300]}")
    if run.returncode and not (run.stderr or "").strip():
        wrong.append("no message")
    if "panicked" in (run.stderr or ""):
        wrong.append("panicked")
    return wrong


def whole(world):
    return [f"{question}: exit {run.returncode} {run.stdout[:200]}{run.stderr[:200]}" for question in ("store check", "audit verify")
            for run in [world.run(*question.split())] if run.returncode != 0]


class Mount:
    """A file system of its own for a store."""

    def __init__(self, *command, image=None):
        self.folder, self.image, self.command = Path(tempfile.mkdtemp(prefix="csp-mount-")), image, command

    def __enter__(self):
        subprocess.run([*self.command, self.folder], check=True, capture_output=True)
        return self.folder

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.folder], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.image:
            Path(self.image).unlink()


def tmpfs(size):
    return Mount("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs")


def ext4(block, size="4M"):
    image = tempfile.mktemp(prefix="csp-image-")
    subprocess.run(["truncate", "-s", size, image], check=True)
    subprocess.run(["mkfs.ext4", "-q", "-b", str(block), "-O", "^has_journal", "-m", "0", image], check=True)
    return Mount("mount", "-o", "loop", image, image=image)


def fill(folder, leave=0):
    """Fills a disk to the last block but `leave` bytes."""
    with open(folder / "filler", "wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1 << 10, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
        os.fsync(file.fileno())
        if leave:
            file.truncate(max(0, file.tell() - leave))
            os.fsync(file.fileno())


def full(base, tally, what, mount):
    for leave in (0, 1024, 2048, 3072, 4096, 8192, 20480, 33792, 40960, 65536):
        with mount() as folder, base.copy() as files:
            shutil.copytree(files.store.parent, folder / "store")
            files.store = folder / "store/csp.db"
            files.env["CSP_STORE"] = str(files.store)
            lab.users_csv(files, 2000)
            fill(folder, leave)
            users = files.sql("SELECT count(*) FROM users")[0][0]
            for args in (["users", "list"], ["store", "check"], WRITE, IMPORT, ["store", "backup", folder / "copy.db"]):
                run = files.run(*args)
                tally.add(f"{what}, {leave} bytes left, {args[0]} {args[1]}", calm(run, (0, 1)))
                added = {id(WRITE): 1, id(IMPORT): 2000}.get(id(args), 0) if run.returncode == 0 else 0
                found = files.sql("SELECT count(*) FROM users")[0][0]
                if found != users + added:
                    tally.add(f"{what}, {leave} bytes left, {args[1]}", [f"exit {run.returncode}, {found - users} users more"])
                users = found
            (folder / "filler").unlink()
            tally.add(f"{what}, room again", whole(files) + calm(files.run("users", "edit", "dana@contoso.fr", "--last-name", "R"), (0,)))


def first_write_on_full(tally, what, mount):
    with mount() as folder, lab.World() as world:
        world.store = folder / "s/csp.db"
        world.env["CSP_STORE"] = str(world.store)
        fill(folder)
        run = world.run("enroll", "--from", lab.ROOT / "examples/contoso-france.toml")
        tally.add(f"{what}, first write", calm(run, (1,)) + (["a store is there"] if world.store.exists() else []))


def read_only(base, tally):
    with base.copy() as files, Mount("mount", "--bind", files.store.parent) as folder:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        files.env["CSP_STORE"] = str(folder / "csp.db")
        for args in (["users", "list"], ["status"], ["store", "check"], ["audit", "verify"]):
            tally.add(f"read-only mount, {args}", calm(files.run(*args), (0,)))
        tally.add("read-only mount, a write", calm(files.run(*WRITE), (1,)))
    with base.copy() as files:
        live = subprocess.run([sys.executable, "-c", "import sqlite3,os,sys\nc=sqlite3.connect(sys.argv[1])\nc.execute('PRAGMA wal_autocheckpoint=0')\n"
                               "c.execute('PRAGMA user_version')\nc.execute('CREATE TEMP TABLE x (a)')\n"
                               "c.execute(\"UPDATE journal SET reason='later' WHERE chain<>0 AND seq=2\")\nc.commit()\nos._exit(0)", str(files.store)])
        wal = Path(f"{files.store}-wal")
        tally.add("a log left behind", [] if live.returncode == 0 and wal.exists() and wal.stat().st_size else ["is not there"])
        with Mount("mount", "--bind", files.store.parent) as folder:
            subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
            files.env["CSP_STORE"] = str(folder / "csp.db")
            run = files.run("audit", "log", "--limit", "100")
            stale = run.returncode == 0 and '"later"' not in run.stdout
            tally.add("read-only mount with a log left behind", ["old data is shown"] if stale else calm(run, (0, 1)))
    if os.geteuid() == 0 and shutil.which("setpriv"):
        with base.copy() as files:
            subprocess.run(["chmod", "-R", "a+rX", files.root], check=True)
            other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            tally.add("somebody else's folder, a read", calm(files.run("users", "list", before=other), (0, 1)))
            tally.add("somebody else's folder, a write", calm(files.run(*WRITE, before=other), (1,)))
            subprocess.run(["chmod", "600", files.store], check=True)
            tally.add("a store that may not be read", calm(files.run("users", "list", before=other), (1,)))


def limits(base, tally):
    with base.copy() as world:
        lab.users_csv(world, 2000)
        for limit in (0, 1, 8, 100, 200):
            for args in (WRITE, IMPORT, ["store", "backup", "copy.db"], ["users", "list"]):
                run = world.run(*args, before=["bash", "-c", f'ulimit -f {limit}; exec "$@"', "-"])
                tally.add(f"ulimit -f {limit}, {args[1]}", calm(run, (0, 1, 2, 4)))
        tally.add("after ulimit -f", whole(world))
        for limit in (3, 4, 5, 6, 8):
            run = world.run(*WRITE, before=["bash", "-c", f'ulimit -n {limit}; exec "$@"', "-"])
            tally.add(f"ulimit -n {limit}", calm(run, (0, 1, 4, 127)))
        tally.add("after ulimit -n", whole(world))


def streams(base, tally):
    reading = [["users", "list"], ["users", "show", "dana@contoso.fr"], ["customers", "list"], ["providers", "list"], ["enroll", "list"],
               ["status"], ["explain"], ["audit", "log"], ["audit", "verify"], ["store", "check"], ["users", "roles"], ["eligibility", "policies"],
               ["config", "path"], ["--help"], ["--version"], ["users", "export"], ["users", "template"]]
    with base.copy() as world:
        for args in reading:
            with open("/dev/full", "w") as stdout:
                run = world.run(*args, stdout=stdout, stderr=subprocess.PIPE)
            tally.add(f"/dev/full, {args}", calm(run, (1,)))
            reader, writer = os.pipe()
            os.close(reader)
            run = world.run(*args, stdout=writer, stderr=subprocess.PIPE)
            os.close(writer)
            tally.add(f"a closed pipe, {args}", [f"exit {run.returncode} {run.stderr}"] if run.returncode not in (0, 3) or run.stderr else [])
            run = world.run(*args, before=["bash", "-c", 'exec "$@" >&-', "-"])
            tally.note(f"closed stdout: exit {run.returncode}")
            tally.add(f"closed stdout, {args}", calm(run, (0, 1, 3)))
        for args in (WRITE, ["users", "edit", "dana@contoso.fr", "--last-name", "Q"]):
            with open("/dev/full", "w") as stdout:
                tally.add(f"/dev/full, {args[:2]}", calm(world.run(*args, stdout=stdout, stderr=subprocess.PIPE), (1,)))
        tally.add("after the streams", whole(world))


def clock_and_folder(base, tally):
    with base.copy() as world:
        run = world.run("users", "edit", "dana@contoso.fr", "--last-name", "B", "--now", "2019-01-01T00:00:00Z")
        tally.add("a clock that jumped back", calm(run, (0,)) + ([] if "clock" in run.stderr else ["no warning"]) + whole(world))
        last = world.ok("audit", "log")[-1]
        tally.add("its entry", [] if last["at"].startswith("2019") else [str(last)])
    with base.copy() as world:
        shutil.rmtree(world.store.parent)
        tally.add("a vanished folder, a read", calm(world.run("status"), (0,)))
        tally.add("a vanished folder, a write", calm(world.run(*WRITE), (2, 5)))
    with base.copy() as world:
        gone = world.root / "gone"
        gone.mkdir()
        run = subprocess.run(["bash", "-c", 'cd "$1" && rmdir "$1" && shift && exec "$@"', "-", gone, lab.CSP, "users", "list"],
                             env=world.env, capture_output=True, text=True)
        tally.add("a working folder that vanished", calm(run, (0, 1)))
        run = subprocess.run(["bash", "-c", 'cd "$1" && rmdir "$1" && shift && exec "$@"', "-", gone, lab.CSP, *WRITE, "--credentials", "c.csv"],
                             env=world.env, capture_output=True, text=True)
        tally.add("a file in a folder that vanished", [] if run.returncode in (1, 2) else [f"exit {run.returncode}"])


def main():
    tally = lab.Tally("media, limits, streams")
    with lab.active() as base:
        limits(base, tally)
        streams(base, tally)
        clock_and_folder(base, tally)
        try:
            with tmpfs("1M"):
                pass
            may_mount = True
        except (subprocess.CalledProcessError, FileNotFoundError):
            may_mount = False
            print("  no mounts: full and read-only media are left out (run as root, in `unshare -m`)")
        if may_mount:
            read_only(base, tally)
            media = [("tmpfs", lambda: tmpfs("1M"))]
            try:
                with ext4(1024):
                    pass
                media += [("ext4, blocks of 1 KiB", lambda: ext4(1024)), ("ext4, blocks of 4 KiB", lambda: ext4(4096))]
            except (subprocess.CalledProcessError, FileNotFoundError) as error:
                print(f"  no ext4: {error}")
            for what, mount in media:
                full(base, tally, what, mount)
                first_write_on_full(tally, what, mount)
    sys.exit(tally.end())


main()
