#!/usr/bin/env python3
"""Files far larger than real ones: a line of 100 MB and a million rows, for each kind of file that can be handed in.

    tests/reliability/bulk.py [--long]      4 MB and 5,000 rows in the short form

A line is refused with its place and the store as before; rows are taken. Nothing may need more memory or time than is
said below, and no answer may be longer than somebody reads. The small defects are in tests/cli/bad_input.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import lab

MEMORY = 512 << 20
SECONDS = 120
ANSWER = 20_000


class Kind:
    """A kind of file: how it begins, a row by its number, how it ends, and the command that reads it."""

    def __init__(self, name, command, head, row, tail="", file="big.csv"):
        self.name, self.command, self.head, self.row, self.tail, self.file = name, command, head, row, tail, file


def month(number):
    return f"{2010 + number // 12 % 10}-{number % 12 + 1:02}"


REVENUE = ["eligibility", "revenue", "import", "big.csv"]
KINDS = [
    Kind("users", ["users", "import", "big.csv", "--credentials", "c.csv"], "email,first_name,last_name,roles\n",
         lambda n: f"u{n}@contoso.fr,First,Last,sales-agent\n"),
    Kind("customers", ["customers", "import", "big.csv"], "name,domain,country\n", lambda n: f"Customer {n},c{n}.fr,FR\n"),
    Kind("providers", ["providers", "import", "big.csv"], "name,country,mpn-id\n", lambda n: f"Provider {n},FR,{6_000_000 + n}\n"),
    Kind("rates", ["eligibility", "rates", "import", "big.csv"], "month,currency,rate\n", lambda n: f"{month(n)},EUR,1.1\n"),
    Kind("own revenue", REVENUE, "month,currency,amount,category\n", lambda n: f"{month(n)},EUR,10.50,cloud\n"),
    Kind("new-commerce invoice", REVENUE,
         "InvoiceNumber,ResellerMPNID,Subtotal,Currency,PublisherName,PublisherId,ChargeStartDate,ChargeEndDate,"
         "TermAndBillingCycle,PricingCurrency,PCToBCExchangeRate\n",
         lambda n: f"G{n % 50},,10.50,EUR,Microsoft,NA,9/1/2020,9/30/2020,Monthly,USD,0.85\n"),
    Kind("usage-based invoice", REVENUE, "InvoiceNumber,ChargeStartDate,PretaxCharges,Currency\n",
         lambda n: f"D{n % 50},2/1/2019 0:00,0.085,EUR\n"),
    Kind("licence-based invoice", REVENUE, "PartnerId,OfferId,ChargeStartDate,ChargeEndDate,Subtotal,Currency\n",
         lambda n: "P1,o,2/1/2019 0:00,2/28/2019 23:59,1.10,EUR\n"),
    Kind("Insights export", REVENUE, "MonthKey,Product,BilledRevenueUSD\n", lambda n: f"{month(n).replace('-', '')},Azure,1.10\n"),
    Kind("customers as JSON", ["customers", "import", "big.json", "--country", "FR"],
         '[{"companyProfile":{"companyName":"First","domain":"first.example"}}',
         lambda n: f',\n{{"companyProfile":{{"companyName":"Customer {n}","domain":"c{n}.fr"}},"relationshipToPartner":"none"}}',
         tail="]", file="big.json"),
    Kind("application", ["enroll", "--from", "big.toml"], 'model = "indirect"\nmpn_id = "', None, file="big.toml"),
    Kind("facts", ["eligibility", "check", "--facts", "big.toml"], 'model = "', None, file="big.toml"),
    Kind("policy", ["eligibility", "check", "--model", "direct", "--policy", "big.toml"], 'model = "', None, file="big.toml"),
    Kind("settings", ["--config", "big.toml", "users", "list"], 'lang = "', None, file="big.toml"),
    Kind("message", ["customers", "invite", "fabrikam.fr", "--message", "big.txt"], "{link} ", None, file="big.txt"),
]


# A process counts what its parent held when it was started: the one that starts the program holds next to nothing.
LAUNCH = """
import os, sys
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(process, 0)
os.write(int(sys.argv[1]), b"%d %d" % (os.waitstatus_to_exitcode(status), used.ru_maxrss))
"""


def launched(world, command):
    """Exit code, the end of standard error, seconds, and the most memory that the command held, in bytes."""
    readable, writable = os.pipe()
    with tempfile.TemporaryFile() as err:
        started = time.time()
        subprocess.run([sys.executable, "-S", "-c", LAUNCH, str(writable), *command], cwd=world.path(""), env=world.env,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err, pass_fds=[writable], check=True)
        took = time.time() - started
        os.close(writable)
        with os.fdopen(readable) as pipe:
            code, memory = pipe.read().split()
        size = err.seek(0, os.SEEK_END)
        err.seek(0)
        return int(code), err.read(2 * ANSWER).decode(errors="replace"), size, took, int(memory) << 10


def measured(world, args):
    return launched(world, [lab.CSP, *args])


def judge(tally, what, kind, size, found, wanted, wrong):
    code, err, length, took, memory = found
    if code != wanted:
        wrong.append(f"exit {code}: {err[-300:]}")
    if took > SECONDS:
        wrong.append(f"{took:.0f} s")
    if memory > MEMORY:
        wrong.append(f"{memory >> 20} MB of memory")
    if length > ANSWER:
        wrong.append(f"{length} bytes on standard error")
    if "panicked" in err:
        wrong.append("panicked")
    print(f"  {kind.name}, {what} ({size / 1e6:.0f} MB): exit {code}, {took:.1f} s, {memory / 1e6:.0f} MB", flush=True)
    tally.add(f"{kind.name}, {what}", wrong)


def line(base, tally, kind, size):
    """A value that does not end for so long."""
    with base.copy() as world:
        path = world.path(kind.file)
        with path.open("w") as file:
            file.write(kind.head)
            for _ in range(size >> 20):
                file.write("9" * (1 << 20))
        before, wrong = world.store.read_bytes(), []
        found = measured(world, kind.command)
        if world.store.read_bytes() != before:
            wrong.append("the store changed")
        try:
            details = json.loads(found[1].strip().splitlines()[-1])["error"]["details"]
            if not all((detail["at"] or "").startswith(f"{kind.file}:") for detail in details):
                wrong.append("a mistake without its place")
        except (ValueError, KeyError, IndexError):
            wrong.append("no error object")
        judge(tally, "a line", kind, path.stat().st_size, found, 2, wrong)


def rows(base, tally, kind, count):
    with base.copy() as world:
        path = world.path(kind.file)
        with path.open("w") as file:
            file.write(kind.head)
            file.writelines(map(kind.row, range(count)))
            file.write(kind.tail)
        found = measured(world, kind.command)
        check, *_ = measured(world, ["store", "check"])
        judge(tally, f"{count} rows", kind, path.stat().st_size, found, 0, [] if check == 0 else [f"the check of the store: exit {check}"])


def main():
    tally = lab.Tally("bulk")
    size, count = (100 << 20, 1_000_000) if lab.is_long() else (4 << 20, 5_000)
    with lab.active() as base:
        for kind in KINDS:
            line(base, tally, kind, size)
            if kind.row:
                rows(base, tally, kind, count)
        with base.copy() as world:
            world.path("big.csv").write_text("email,first_name,last_name,roles\nno address,F,L,sales-agent\n")
            code, err, *_ = measured(world, ["users", "import", "big.csv"])
            tally.control("a mistake in a small file is refused with its place", code == 2 and "big.csv:2:1" in err)
            *_, memory = launched(world, [sys.executable, "-c", f"x = bytearray({MEMORY})"])
            tally.control("a program that needs too much memory", memory > MEMORY)
    sys.exit(tally.end())


main()
