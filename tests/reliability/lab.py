"""What every harness here stands on: the binary, throw-away worlds, and the verdict on a store after something happened to it."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/format"))
import verify  # noqa: E402  (the second verifier, which shares no code with csp)

NOW = "2021-03-01T09:00:00Z"
OWNER_ENV = ("PATH", "LANG")


def binary():
    """The program under test: $CSP_BIN, else the debug build."""
    path = Path(os.environ.get("CSP_BIN", ROOT / "target/debug/csp")).resolve()
    if not path.exists():
        sys.exit(f"{path} is missing: run `cargo build` first, or set CSP_BIN")
    return str(path)


CSP = binary()


class World:
    """A folder with a store, a configuration and files of its own."""

    def __init__(self, root=None, under=None):
        self.root = Path(root or tempfile.mkdtemp(prefix="csp-lab-", dir=under))
        for name in ("home", "work"):
            (self.root / name).mkdir(exist_ok=True)
        self.store = self.root / "store" / "csp.db"
        self.env = {key: os.environ[key] for key in OWNER_ENV if key in os.environ}
        self.env.update(HOME=str(self.root / "home"), CSP_STORE=str(self.store), CSP_NOW=NOW,
                        CSP_CONFIG=str(self.root / "home/config.toml"), CSP_NO_INPUT="1", CSP_FORMAT="json")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)

    def copy(self, under=None):
        root = tempfile.mkdtemp(prefix="csp-lab-", dir=under)
        shutil.copytree(self.root, root, dirs_exist_ok=True)
        world = World(root)
        if "CSP_ACCOUNT" in self.env:
            world.env["CSP_ACCOUNT"] = self.env["CSP_ACCOUNT"]
        return world

    def path(self, name):
        return self.root / "work" / name

    def run(self, *args, before=(), **more):
        more.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run([*before, CSP, *map(str, args)], cwd=self.root / "work", env=self.env,
                              capture_output="stdout" not in more, text=True, errors="replace", **more)

    def ok(self, *args):
        done = self.run(*args)
        if done.returncode != 0:
            raise SystemExit(f"csp {' '.join(map(str, args))}: exit {done.returncode}\n{done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def start(self, *args):
        return subprocess.Popen([CSP, *map(str, args)], cwd=self.root / "work", env=self.env, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def sql(self, statement, *values):
        """Rows read behind the program's back, from a copy so that nothing is recovered or cleaned up."""
        with tempfile.TemporaryDirectory(prefix="csp-lab-") as folder:
            for ending in ("", "-wal"):
                if Path(f"{self.store}{ending}").exists():
                    shutil.copy(f"{self.store}{ending}", f"{folder}/db{ending}")
            connection = sqlite3.connect(f"{folder}/db")
            try:
                return connection.execute(statement, values).fetchall()
            finally:
                connection.close()


NEW_COMMERCE = """PartnerId,InvoiceNumber,ResellerMPNID,OrderDate,Subtotal,Currency,PublisherName,PublisherId,\
ChargeStartDate,ChargeEndDate,TermAndBillingCycle,PricingCurrency,PCToBCExchangeRate,PCToBCExchangeRateDate
p,G001,4812345,1/15/2021,100.00,EUR,Microsoft,x,1/1/2021,1/31/2021,One-Month,USD,0.83,1/2/2021
"""


# The line of another invoice, as a billing export has it.
EXPORT_LINE = """{"PartnerId":"p","InvoiceNumber":"G002","MpnId":"4812345","Tier2MpnId":"4812345","Subtotal":12.5,\
"Currency":"EUR","PublisherName":"Microsoft","ChargeStartDate":"2021-01-05T00:00:00Z",\
"ChargeEndDate":"2021-02-04T00:00:00Z","TermAndBillingCycle":"One-Month commitment"}
"""


# A customer who is ours elsewhere, of an account that is not active yet.
WAITING = """[{"companyProfile":{"companyName":"Proseware","domain":"proseware.fr"},"relationshipToPartner":"reseller",\
"allowDelegatedAccess":true}]"""


def confirm(world):
    body = world.ok("verify", "send-email")["message"]["body"]
    world.ok("verify", "confirm-email", "--code", re.search(r"--code (\S+)", body)[1])


def enroll_another(world, slug, name, number):
    form = (ROOT / "examples/contoso-france.toml").read_text()
    form = form.replace("Contoso France SAS", name).replace("contoso.fr", f"{slug}.fr").replace("contoso-france", slug)
    form = form.replace("4812345", number).replace("0f7c1c5e", f"{number}9")
    world.path(f"{slug}.toml").write_text(form)
    world.ok("enroll", "--from", f"{slug}.toml")
    world.env["CSP_ACCOUNT"] = slug


def sign_up(world, email, role):
    """A user who has signed in."""
    password = world.ok("users", "add", email, "--first-name", "Pia", "--last-name", "Vert", "--role", role)["temporary_password"]
    done = world.run("users", "sign-in", email, "--password-stdin", stdin=None, input=f"{password}\nCorrect-Horse-9-Battery\n")
    if done.returncode != 0:
        raise SystemExit(f"sign-in of {email}: exit {done.returncode}\n{done.stderr}")


# A delegated admin relationship, and the group that has its role.
GDAP, GROUP = "Fabrikam support", "8cf496da-193b-4586-87ae-d34567788990"


# The id of the next action "grant admin agent" of contoso-france.
SNOOZED = "n-3e974fdfe371"


def relationship(status):
    """It as Graph shows it, with its access assignment."""
    roles = {"unifiedRoles": [{"roleDefinitionId": "729827e3-9c14-49f7-bb1b-9608f156bbb8"}]}
    assignment = {"id": "7c31f9e2-3333-4c33-8333-333333333333", "status": "active", "accessDetails": roles,
                  "accessContainer": {"accessContainerId": GROUP, "accessContainerType": "securityGroup"}}
    return json.dumps({"id": "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4", "displayName": GDAP, "status": status,
                       "duration": "P730D", "autoExtendDuration": "PT0S", "endDateTime": "2022-03-01T09:45:00Z",
                       "createdDateTime": "2020-03-01T09:45:00Z", "accessDetails": roles, "accessAssignments": [assignment]})


def security(at, verdict):
    """A requirement of the security score, as Graph shows it."""
    return json.dumps({"requirementType": "securityContactProvided", "complianceStatus": verdict, "updatedDateTime": at})


# A transfer.
TRANSFER = "b81d7a60-4444-4f0e-9b2c-0000000000d1"


def transfer(status):
    """It as Partner Center's API shows it, with an item."""
    item = {"subscriptionId": "5e1fb2c8-5555-4c3d-a7e6-0000000000f1", "productType": "SaaS", "quantity": 2}
    return json.dumps({"id": TRANSFER, "status": status, "transferType": "5", "customerName": "Litware", "lineItems": [item]})


def active():
    """A store with a row in every table: an active indirect reseller with staff, a provider, customers, revenue and
    evidence, two accounts on their way, one that signed the agreement of before 2019, and one with a draft after a
    withdrawal."""
    world = World()
    world.ok("enroll", "--from", ROOT / "examples/contoso-france.toml")
    confirm(world)
    for check in ("employment", "business"):
        world.ok("verify", "record", check, "accepted")
    world.ok("enroll", "sign-mpa")
    world.ok("users", "add", "dana@contoso.fr", "--first-name", "Dana", "--last-name", "Roux", "--role", "sales-agent")
    world.ok("users", "add", "emil@contoso.fr", "--first-name", "Émil", "--last-name", "Noir", "--role", "admin-agent")
    world.ok("users", "remove", "emil@contoso.fr", "--yes")
    world.ok("providers", "add", "Northwind Distribution", "--country", "FR", "--mpn-id", "5550001",
             "--tenant-domain", "northwind.fr", "--tenant-id", "11111111-2222-4333-8444-555555555555")
    world.ok("providers", "edit", "northwind.fr", "--notes", "Gold support")
    world.ok("providers", "invite", "northwind.fr")
    world.ok("providers", "authorize", "northwind.fr", "--accept")
    for name in ("fabrikam", "woodgrove", "litware"):
        world.ok("customers", "add", name.title(), "--domain", f"{name}.fr", "--country", "FR", "--email", f"it@{name}.fr")
    for name in ("woodgrove.fr", "litware.fr"):
        world.ok("customers", "invite", name, "--provider", "northwind.fr")
    world.ok("customers", "accept", "litware.fr")
    for name in ("fabrikam", "litware"):
        world.ok("customers", "agreement", f"{name}.fr", "--method", "attestation", "--attested-by", "northwind.fr",
                 "--first-name", name.title(), "--last-name", "N", "--email", f"n@{name}.fr", "--company-name", name.title(),
                 "--attestation-id", f"3c9f-{name}", "--on", "2020-05-04")
    world.ok("customers", "agreement", "litware.fr", "--method", "direct", "--first-name", "L", "--last-name", "W",
             "--email", "l@litware.fr")
    world.ok("customers", "verification", "litware.fr", "under-review")
    world.ok("providers", "validation", "northwind.fr", "invalid", "--code", "900400", "--text", "not eligible")
    world.path("security.json").write_text(security("2021-02-26T08:00:00Z", "compliant"))
    world.path("later.json").write_text(security("2021-02-27T08:00:00Z", "noncomplaint"))
    world.ok("eligibility", "evidence", "import", "security.json")
    world.ok("eligibility", "revenue", "add", "2021-01", "1200.50", "--currency", "EUR")
    world.path("nce.csv").write_text(NEW_COMMERCE)
    world.ok("eligibility", "revenue", "import", "nce.csv")
    world.path("export.jsonl").write_text(EXPORT_LINE)
    world.ok("eligibility", "revenue", "import", "export.jsonl")
    world.ok("eligibility", "rates", "set", "EUR", "1.2")
    world.ok("eligibility", "evidence", "set", "support.plan", "asfp")
    world.path("gdap.json").write_text(relationship("active"))
    world.ok("gdap", "import", "gdap.json")
    world.path("gdap-older.json").write_text(relationship("approved"))
    world.ok("gdap", "import", "gdap-older.json")
    world.ok("gdap", "templates", "set", "desk", "--role", "Helpdesk Administrator")
    for status in ("Completed", "Cancel"):
        world.path("transfer.json").write_text(transfer(status))
        world.ok("transfers", "import", "transfer.json", "--direction", "in")
    sign_up(world, "pia@contoso.fr", "business-profile-admin")
    world.ok("enroll", "business-profile", "set", "--description", "We move mail to the cloud", "--service", "migration",
             "--industry", "retail", "--as", "pia@contoso.fr")
    world.ok("accounts", "group", "contoso-france", "--add", "north")
    world.ok("accounts", "keeper", "contoso-france", "ana@consult.fr")
    world.ok("customers", "group", "litware.fr", "--add", "gold")
    world.ok("customers", "keeper", "litware.fr", "ana@consult.fr")
    world.ok("snooze", SNOOZED, "--until", "2021-06-01", "--reason", "the owner is away")
    enroll_another(world, "adatum", "Adatum SARL", "4812346")
    world.ok("verify", "send-email")
    enroll_another(world, "tailspin", "Tailspin SARL", "4812347")
    confirm(world)
    world.path("waiting.json").write_text(WAITING)
    world.ok("customers", "import", "waiting.json", "--country", "FR")
    world.ok("verify", "record", "business", "rejected", "--reason", "another name")
    world.path("kbis.pdf").write_text("%PDF-1.4 extrait Kbis")
    world.ok("verify", "appeal", "business", "--document", "business-registration:kbis.pdf")
    world.env["CSP_NOW"] = "2018-10-10T09:00:00Z"
    enroll_another(world, "relecloud", "Relecloud SARL", "4812348")
    confirm(world)
    for check in ("employment", "business"):
        world.ok("verify", "record", check, "accepted")
    world.ok("enroll", "sign-mpa")
    world.env["CSP_NOW"] = NOW
    world.ok("enroll", "sign-mpa", "--on", "2020-06-10")
    enroll_another(world, "wingtip", "Wingtip SARL", "4812349")
    world.ok("enroll", "withdraw", "--reason", "sold", "--yes")
    world.ok("enroll", "--draft", "--from", "wingtip.toml", "--admin-email", "neo@wingtip.fr")
    world.env["CSP_ACCOUNT"] = "contoso-france"
    return world


# A change that brings a store of release 0.1.0 to the format of today.
MIGRATING = ["providers", "add", "Northwind Distribution", "--country", "FR", "--mpn-id", "5550009"]


def older(world):
    """Puts a store of release 0.1.0 into a world, with one journal for everything."""
    world.store.parent.mkdir(exist_ok=True)
    shutil.copy(ROOT / "tests/stores/0.1.0.db", world.store)
    world.store.chmod(0o600)
    world.env["CSP_ACCOUNT"] = "contoso-france"


def migrated():
    """A store of release 0.1.0, brought to the format of today by one change."""
    world = World()
    older(world)
    world.ok(*MIGRATING)
    return world


def definitions(path):
    """What csp compares with its own and the second verifier does not; None where it cannot be read."""
    try:
        connection = verify.connect(path)
        try:
            return [connection.execute(statement).fetchall() for statement in
                    ("SELECT * FROM sqlite_schema", "PRAGMA user_version", "PRAGMA application_id")]
        finally:
            connection.close()
    except (sqlite3.Error, OverflowError):
        return None


def disagreement(world, found, base=None):
    """Where the second verifier says something else than csp, which found damage or none; it reads the format of today."""
    if not found and world.sql("PRAGMA user_version")[0][0] < 3:
        return []
    second = verify.Verifier(world.store).check()
    if bool(second) == found or found and base and definitions(world.store) != definitions(base.store):
        return []
    return [f"csp finds {'damage' if found else 'none'}, tests/format/verify.py {[problem['what'] for problem in second][:3] or 'none'}"]


def users_csv(world, count, name="staff.csv"):
    rows = [f"user{n}@contoso.fr,First{n},Last{n},sales-agent" for n in range(count)]
    world.path(name).write_text("email,first_name,last_name,roles\n" + "\n".join(rows) + "\n")


class Case:
    """A writing command, with the answer to: did it happen, and is what it leaves beside the store complete?"""

    def __init__(self, name, args, happened, beside=None, whole=None, prepare=None, from_nothing=False):
        self.name, self.args, self.happened = name, args, happened
        self.beside, self.whole, self.prepare, self.from_nothing = beside, whole, prepare, from_nothing

    def world(self, base):
        world = World() if self.from_nothing else base.copy()
        if self.prepare:
            self.prepare(world)
        return world


def _count(sql):
    return lambda world: world.store.exists() and world.sql(sql)[0][0]


def _lines(count):
    return lambda path: path.read_bytes().count(b"\n") == count


# More rows than one thread makes alone.
IMPORTED = 300


def cases():
    mail = lambda path: path.read_bytes().rstrip().endswith((b"--", b"=", b".", b"r", b"t")) or path.stat().st_size > 400
    return [
        Case("first write", ["enroll", "--from", ROOT / "examples/contoso-france.toml"],
             _count("SELECT count(*) FROM accounts"), from_nothing=True),
        Case("migration", MIGRATING, _count("SELECT count(*) FROM providers WHERE mpn_id = '5550009'"),
             prepare=older, from_nothing=True),
        Case("users add", ["users", "add", "new@contoso.fr", "--first-name", "N", "--last-name", "W", "--role",
                           "sales-agent", "--credentials", "c.csv"],
             _count("SELECT count(*) FROM users WHERE email_key = 'new@contoso.fr'"), "c.csv", _lines(2)),
        Case("users import", ["users", "import", "staff.csv", "--credentials", "c.csv"],
             _count("SELECT count(*) FROM users WHERE email_key LIKE 'user%'"), "c.csv", _lines(IMPORTED + 1),
             prepare=lambda world: users_csv(world, IMPORTED)),
        Case("customers invite", ["customers", "invite", "fabrikam.fr", "--draft-out", "m.eml"],
             _count("SELECT count(*) FROM requests WHERE domain_key = 'fabrikam.fr'"), "m.eml", mail),
        Case("a message replaced", ["customers", "invite", "fabrikam.fr", "--draft-out", "old.eml"],
             _count("SELECT count(*) FROM requests WHERE domain_key = 'fabrikam.fr'"), "old.eml", None,
             prepare=lambda world: world.path("old.eml").write_text("what stood there before\n")),
        Case("store backup", ["store", "backup", "copy.db"], lambda world: world.path("copy.db").exists()),
        Case("store restore", ["store", "restore", "copy.db", "--yes"],
             lambda world: world.store.exists() and world.sql("SELECT count(*) = 0 FROM users WHERE email_key = 'late@contoso.fr'")[0][0],
             prepare=_before_restore),
    ]


def _before_restore(world):
    world.ok("store", "backup", "copy.db")
    world.ok("users", "add", "late@contoso.fr", "--first-name", "L", "--last-name", "T", "--role", "sales-agent")


def verdict(world, case, code, killed):
    """Everything that is wrong after `case` ended with `code`, as sentences."""
    wrong = []
    if code is not None and code > 100 and not killed:
        wrong.append(f"crashed: exit {code}")
    if code is not None and code < 0 and not killed:
        wrong.append(f"died of signal {-code}")
    if world.store.exists():
        # The check of the store verifies the journal too.
        done = world.run("store", "check")
        if done.returncode != 0:
            wrong.append(f"store check: exit {done.returncode}: {done.stdout[:300]}{done.stderr[:300]}")
        wrong += disagreement(world, bool(wrong))
    elif not case.from_nothing:
        wrong.append("the store is gone")
    if wrong:
        return wrong
    happened = case.happened(world)
    if case.name == "users import" and happened not in (0, IMPORTED):
        wrong.append(f"{happened} of {IMPORTED} users are there")
    if code == 0 and not happened:
        wrong.append("exit 0, and nothing happened")
    if case.beside:
        path = world.path(case.beside)
        # A credentials file gets its name after the commit: stopped in between, it stands whole under another.
        waiting = code != 0 and case.beside == "c.csv" and any(case.whole(other) for other in path.parent.glob(".csp-*"))
        if happened and not path.exists() and not waiting:
            wrong.append(f"it happened, and {case.beside} is missing")
        if happened and path.exists() and case.whole and not case.whole(path):
            wrong.append(f"it happened, and {case.beside} is not whole")
        if not happened and not killed and path.exists() and case.whole:
            wrong.append(f"it did not happen, and {case.beside} stands there")
        if case.name == "a message replaced":
            old = path.exists() and path.read_text().startswith("what stood there")
            if not path.exists() or (old and happened) or (not old and not happened and not killed):
                wrong.append(f"{case.beside} is {'the old one' if old else 'new' if path.exists() else 'gone'}, happened: {happened}")
    if case.name == "store backup" and happened:
        done = world.run("--store", world.path("copy.db"), "store", "check")
        if done.returncode != 0:
            wrong.append(f"the copy is not whole: {done.stdout[:300]}")
    if case.name == "store restore":
        kept = list(world.store.parent.glob("csp.db.before-*"))
        kept = [path for path in kept if not path.name.endswith(("-wal", "-shm"))]
        if happened and not kept:
            wrong.append("restored, and the replaced store is gone")
    return wrong


def leftovers(world):
    """Files that a killed run left behind."""
    return sorted(str(path.relative_to(world.root)) for path in world.root.rglob(".csp-*"))


class Tally:
    """Counts, prints what is wrong, and ends with exit 1 where something was."""

    def __init__(self, title):
        self.title, self.tried, self.bad, self.started = title, 0, [], time.time()
        self.notes = {}

    def note(self, what, count=1):
        self.notes[what] = self.notes.get(what, 0) + count

    def add(self, where, wrong):
        self.tried += 1
        for sentence in wrong:
            self.bad.append(f"{where}: {sentence}")
            if len(self.bad) <= 20:
                print(f"  WRONG {self.bad[-1]}", flush=True)

    def control(self, what, is_seen):
        """Something that the harness must see, or it sees nothing."""
        print(f"  control: {what}: {'seen, as it must be' if is_seen else 'NOT SEEN'}", flush=True)
        if not is_seen:
            self.bad.append(f"control: {what}")

    def end(self):
        for what, count in sorted(self.notes.items()):
            print(f"  {what}: {count}")
        print(f"{self.title}: {self.tried} tried, {len(self.bad)} wrong, {time.time() - self.started:.0f} s", flush=True)
        return 1 if self.bad else 0


def is_long():
    return "--long" in sys.argv
