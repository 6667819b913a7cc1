#!/usr/bin/env python3
"""Nobody in, nothing out: permissions at every instant, links, secrets, deleted data, what a terminal is given.

    tests/reliability/secrets.py [--long]      needs strace
"""

import email
import email.header
import email.policy
import email.utils
import os
import re
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import lab

UMASK = ["bash", "-c", 'umask "$0"; exec "$@"']
IBAN = "FR1420041010050500013M02606"


def scenario(world, before, secrets):
    """A long row of commands; collects every secret that they made, and everything that they said."""
    said = []

    def run(*args, stdin=None):
        done = world.run(*args, before=before, **({"input": stdin, "stdin": None} if stdin is not None else {}))
        said.append((args, done))
        return done

    def answer(*args, **more):
        done = run(*args, **more)
        if done.returncode != 0:
            raise SystemExit(f"{args}: {done.returncode} {done.stderr}")
        import json
        return json.loads(done.stdout)

    answer("enroll", "--from", lab.ROOT / "examples/contoso-france.toml")
    answer("verify", "send-email", "--draft-out", "m.eml")
    body = email.message_from_bytes(world.path("m.eml").read_bytes(), policy=email.policy.default).get_body().get_content()
    code = re.search(r"--code (\S+)", body)[1]
    secrets["code"] = code
    run("verify", "confirm-email", "--code", "WRONG-CODE-0000")
    answer("verify", "confirm-email", "--code", "-", stdin=code + "\n")
    for check in ("employment", "business"):
        answer("verify", "record", check, "accepted")
    answer("enroll", "sign-mpa")
    first = answer("users", "add", "dana@contoso.fr", "--first-name", "D", "--last-name", "R", "--role", "sales-agent")["temporary_password"]
    secrets["temporary"] = first
    secrets["wrong temporary"] = "not-the-one-Zx81Zx81Zx81"
    secrets["own"] = "Correct-Horse-Battery-77"
    run("users", "sign-in", "dana@contoso.fr", "--password-stdin", stdin=f"{secrets['wrong temporary']}\n{secrets['own']}\n")
    run("users", "sign-in", "dana@contoso.fr", "--password-stdin", stdin=f"{first}\ns-Kq9~7\n")
    secrets["too short"] = "s-Kq9~7"
    answer("users", "sign-in", "dana@contoso.fr", "--password-stdin", stdin=f"{first}\n{secrets['own']}\n")
    lab.users_csv(world, 20)
    answer("users", "import", "staff.csv", "--credentials", "c.csv")
    secrets["imported"] = world.path("c.csv").read_text().splitlines()[5].split(",")[3]
    secrets["reset"] = answer("users", "reset-password", "user3@contoso.fr")["temporary_password"]
    answer("users", "reset-password", "user4@contoso.fr", "--credentials", "r.csv")
    secrets["reset to a file"] = world.path("r.csv").read_text().splitlines()[1].split(",")[3]
    answer("enroll", "show")
    answer("audit", "log")
    run("store", "backup", "copy.db")
    return said


def every_mode(trace, world):
    """Each file and folder that a command created, with its mode under a umask of 0."""
    for line in trace.read_text(errors="replace").splitlines():
        match = re.search(r'(openat|mkdir|mkdirat)\((?:AT_FDCWD, )?"([^"]+)"(?:, ([A-Z_|]+))?, (0\d+)\) += (-?\d+)', line)
        if match and int(match[5]) >= 0 and (match[1] != "openat" or "O_CREAT" in (match[3] or "")):
            yield match[2], int(match[4], 8), match[1] != "openat"


def permissions(tally):
    for umask in ("000", "022", "077", "277"):
        with lab.World() as world:
            secrets, trace = {}, world.root / "trace"
            before = [*UMASK, umask, "strace", "-f", "-qq", "-A", "-o", trace, "-e", "trace=openat,mkdir,mkdirat,chmod,fchmod,fchmodat"] if umask == "000" else [*UMASK, umask]
            try:
                scenario(world, before, secrets)
            except SystemExit as error:
                if umask != "277":
                    tally.add(f"umask {umask}", [str(error)])
                    continue
            if umask == "000":
                made = list(every_mode(trace, world))
                print(f"  {len(made)} files and folders were created under umask 000")
                tally.control("the trace sees creations", len(made) > 20)
                for path, mode, is_folder in made:
                    tally.add(f"created {path}", [f"with mode {mode:04o}"] if mode & 0o077 else [])
            for path in [world.store.parent, *world.store.parent.rglob("*"), *(world.path(name) for name in ("m.eml", "c.csv", "r.csv", "copy.db"))]:
                if path.exists():
                    mode = stat.S_IMODE(path.stat().st_mode)
                    tally.add(f"umask {umask}, {path.name}", [f"mode {mode:04o}"] if mode & 0o077 else [])
    with lab.active() as world:
        world.store.chmod(0o644)
        tally.add("a store that others can read", [] if world.run("store", "check").returncode == 3 else ["is not reported"])


def links(tally):
    with lab.active() as world:
        target = world.root / "elsewhere"
        target.write_text("mine\n")
        for name in ("c.csv", "copy.db", "m.eml"):
            world.path(name).symlink_to(target)
        add = ["users", "add", "l@contoso.fr", "--first-name", "L", "--last-name", "K", "--role", "sales-agent"]
        tally.add("--credentials through a link", [] if world.run(*add, "--credentials", "c.csv").returncode == 2 else ["is written"])
        tally.add("backup through a link", [] if world.run("store", "backup", "copy.db").returncode == 2 else ["is written"])
        world.run(*add, "--draft-out", "m.eml")
        world.run("store", "backup", "copy.db", "--force")
        tally.add("what the links point at", [] if target.read_text() == "mine\n" else ["was overwritten"])
        tally.add("a message in the place of a folder", [] if world.run("customers", "invite", "fabrikam.fr", "--draft-out", world.root / "home").returncode
                  and (world.root / "home").is_dir() else ["the folder is gone"])
    with lab.World() as world:
        world.store.parent.mkdir()
        world.store.symlink_to(world.root / "nowhere.db")
        run = world.run("enroll", "--from", lab.ROOT / "examples/contoso-france.toml")
        tally.add("a dangling link in the store's place", [] if run.returncode == 5 and not (world.root / "nowhere.db").exists() else [f"exit {run.returncode}"])


def looked_for(tally):
    with lab.World() as world:
        secrets, trace = {}, world.root / "trace"
        said = scenario(world, ["strace", "-f", "-qq", "-v", "-s", "100000", "-A", "-o", trace, "-e", "trace=execve"], secrets)
        kill_point = world.store.read_bytes()
        places = {"the store": kill_point}
        # A writer that is killed leaves the log: look into it too. What it takes away first is the file by which it tried
        # the place of the passwords, and then the log.
        world.run("users", "reset-password", "user7@contoso.fr", "--credentials", "late.csv",
                  before=["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=unlink", "-e", "inject=unlink:signal=SIGKILL:when=2"])
        secrets["of a killed run"] = world.path("late.csv").read_text().splitlines()[1].split(",")[3]
        wal = Path(f"{world.store}-wal")
        tally.control("a killed run leaves a log to look into", wal.exists() and wal.stat().st_size > 0)
        places["the log"] = wal.read_bytes() if wal.exists() else b""
        places["the store after"] = world.store.read_bytes()
        places["the copy"] = world.path("copy.db").read_bytes()
        places["arguments and environment"] = trace.read_bytes()
        places["the journal"] = world.run("audit", "log").stdout.encode()
        places["errors and notes"] = "".join(done.stderr for _, done in said).encode()
        answered = {"temporary", "reset"}
        for name, secret in secrets.items():
            for place, content in places.items():
                tally.add(f"{name} in {place}", ["is found"] if secret.encode() in content else [])
            told = sum(secret in done.stdout for _, done in said)
            tally.add(f"{name} in answers", [] if told == (1 if name in answered else 0) else [f"{told} times"])
        hashes = world.sql("SELECT own_hash FROM users WHERE own_hash IS NOT NULL")
        phc = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", hashes[0][0])
        tally.add("Argon2id", [] if phc and int(phc[1]) >= 19456 and int(phc[2]) >= 2 else [str(hashes)])
        bits = len(re.sub(r"[^A-Za-z0-9]", "", secrets["temporary"])) * 5
        tally.add("bits of a temporary password", [] if bits >= 112 else [f"{bits} bits at 32 symbols: {len(secrets['temporary'])} long"])
        temporary = {world.run("users", "reset-password", "user5@contoso.fr").stdout for _ in range(5)}
        tally.add("temporary passwords", [] if len(temporary) == 5 else ["repeat"])
        masked = [args for args, done in said if IBAN in done.stdout + done.stderr]
        tally.add("bank details", [f"shown by {masked}"] if masked else [])
        tally.control("the search finds what is there", b"dana@contoso.fr" in places["the store"] and IBAN.encode() in places["the store"])


def deleted(tally):
    with lab.active() as world:
        world.ok("enroll", "edit", "--iban", "FR7630006000011234567890189", "--bic", "AGRIFRPP")
        first_iban = world.sql("SELECT bank_iban FROM accounts WHERE slug = 'contoso-france'")[0][0]
        tally.add("the edit", [] if first_iban == "FR7630006000011234567890189" else [first_iban])
        content = world.store.read_bytes()
        others = world.sql("SELECT count(*) FROM accounts WHERE bank_iban = ?", IBAN)[0][0]
        tally.add("the old IBAN in the file", [] if content.count(IBAN.encode()) == others else [f"{content.count(IBAN.encode())} times, {others} rows have it"])
    with lab.World() as world:
        connection = sqlite3.connect(world.root / "plain.db")
        connection.execute("PRAGMA secure_delete = OFF")
        connection.executescript("CREATE TABLE t (a, b); " + "".join(f"INSERT INTO t VALUES ({n}, 'x{n}-{IBAN}');" for n in range(50)) + "DELETE FROM t WHERE a > 5;")
        connection.close()
        tally.control("deleting without secure_delete", (world.root / "plain.db").read_bytes().count(IBAN.encode()) > 6)


HOSTILE = {"escape": "\x1b[31mred\x1b]0;title\x07", "c1": "\x9b31m", "override": "a\u202eb", "isolate": "a\u2066b", "return": "a\rb", "separator": "a\u2028b"}


def shown(tally):
    for name, text in HOSTILE.items():
        with lab.active() as world:
            world.env["CSP_FORMAT"] = "table"
            runs = [world.run(*args) for args in (
                ["users", "edit", "dana@contoso.fr", "--first-name", text], ["users", "show", "dana@contoso.fr"], ["users", "list"],
                ["users", "show", text], ["customers", "edit", "fabrikam.fr", "--name", text], ["customers", "list"], ["customers", "show", "fabrikam.fr"],
                ["verify", "record", "business", "rejected", "--reason", text], ["audit", "log"], ["explain", text], [text], ["--account", text, "status"])]
            for run in runs:
                out = run.stdout + run.stderr
                bad = [c for c in out if (ord(c) < 32 and c not in "\n") or 0x7f <= ord(c) < 0xa0 or c in "\u202e\u2066\u2028"]
                tally.add(f"{name} from {run.args[1:4]}", [f"{bad[:3]!r} is shown"] if bad else [])
    for cell in ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\tx"):
        with lab.active() as world:
            world.run("customers", "edit", "fabrikam.fr", "--name", cell)
            out = world.run("customers", "list", "--format", "csv").stdout
            cells = [part for line in out.splitlines() for part in re.split(r'[,"]', line)]
            tally.add(f"a cell {cell!r}", ["is not guarded"] if any(part.startswith(cell[0]) and cell[1:4] in part for part in cells) else [])
    for value in ("x\r\nBcc: thief@example.com", "x\nBcc: thief@example.com", "=?utf-8?q?=0ABcc:?="):
        with lab.active() as world:
            world.run("customers", "edit", "fabrikam.fr", "--name", value)
            world.run("customers", "invite", "fabrikam.fr", "--draft-out", "m.eml")
            if world.path("m.eml").exists():
                head = world.path("m.eml").read_bytes().replace(b"\r\n", b"\n").split(b"\n\n")[0]
                tally.add(f"a header from {value!r}", ["is injected"] if re.search(rb"^bcc:", head, re.I | re.M) else [])
    literal(tally)


def literal(tally):
    """Names and subjects that look like encoded words: what a mail reader shows is what was written."""
    hostile = "=?utf-8?Q?Microsoft=20Support?= =?utf-8?B?4oKs?="
    form = (lab.ROOT / "examples/contoso-france.toml").read_text()
    for name in (hostile, "Zo\u00eb " + hostile, "a=?b", "Contoso", "Zo\u00eb"):
        with lab.active() as world, lab.World() as other:
            world.path("own.txt").write_text(f"Subject: Order of {name}\n\nHello, use {{link}}\n", "utf-8")
            world.run("customers", "invite", "fabrikam.fr", "--message", "own.txt", "--draft-out", "m.eml")
            other.path("f.toml").write_text(re.sub(r'legal_name = ".*"', f'legal_name = "{name}"', form))
            other.run("enroll", "--from", "f.toml")
            other.run("verify", "send-email", "--draft-out", "m.eml")
            for place, header, written in ((world, "Subject", f"Order of {name}"), (other, "From", name)):
                raw = place.path("m.eml").read_bytes() if place.path("m.eml").exists() else b""
                for shown in shown_by_readers(raw, header):
                    # Python's present parser shows the space between two encoded words of a name.
                    is_literal = shown and shown.replace(" ", "") == written.replace(" ", "")
                    tally.add(f"{header} with {name!r}", [] if is_literal else [f"reads {shown!r}"])


def shown_by_readers(raw, header):
    """What Python's parser of today and its earlier one show of a header."""
    now = email.message_from_bytes(raw, policy=email.policy.default)[header]
    earlier = email.message_from_bytes(raw, policy=email.policy.compat32)[header] or ""
    if header == "From":
        yield now.addresses[0].display_name if now else None
        earlier = email.utils.parseaddr(earlier.replace("\r\n", ""))[0]
    else:
        yield str(now)
    yield str(email.header.make_header(email.header.decode_header(earlier)))


def main():
    tally = lab.Tally("nobody in, nothing out")
    permissions(tally)
    links(tally)
    looked_for(tally)
    deleted(tally)
    shown(tally)
    sys.exit(tally.end())


main()
