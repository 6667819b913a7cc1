#!/usr/bin/env python3
"""Tampering, then ordinary work: rows changed, added and removed behind the program's back, triggers hidden, and after
that the commands that write those rows. No ordinary write may hide what was done.

    tests/reliability/tampering.py [--long]

A command either refuses (exit 1, with the table) or does its work; either way `store check` must still find it.
"""

import sqlite3
import sys

import damage
import lab
from forger import sign_anew

# The commands that write rows of a table, run one by one, each on a tampered copy of its own.
PIA, DANA = "pia@contoso.fr", "dana@contoso.fr"
TAILSPIN, ADATUM, RELECLOUD, WINGTIP = (["--account", name] for name in ("tailspin", "adatum", "relecloud", "wingtip"))
WRITES = {
    "accounts": [["enroll", "edit", "--city", "Lyon"], ["enroll", "edit", "--city", "Lyon", *ADATUM],
                 ["enroll", "withdraw", "--reason", "r", "--yes", *TAILSPIN]],
    "enrollments": [["enroll", "withdraw", "--reason", "r", "--yes"], ["verify", "record", "business", "accepted", *TAILSPIN],
                    ["verify", "record", "email-ownership", "accepted", *ADATUM]],
    "checks": [["verify", "record", "business", "accepted", *TAILSPIN], ["verify", "record", "employment", "accepted", *TAILSPIN],
               ["verify", "record", "email-ownership", "accepted", *ADATUM], ["enroll", "edit", "--contact-email", "zoe@contoso.fr"]],
    "documents": [["verify", "record", "business", "rejected", "--reason", "r", *TAILSPIN]],
    "confirmations": [["verify", "send-email", *ADATUM], ["verify", "confirm-email", "--code", "AAAA-BBBB", *ADATUM]],
    "users": [["users", "edit", DANA, "--first-name", "D"], ["users", "block", DANA, "--yes"], ["users", "remove", PIA, "--yes"],
              ["users", "grant", DANA, "helpdesk-agent"], ["users", "reset-password", PIA], ["users", "restore", "emil@contoso.fr"],
              ["users", "add", "new@contoso.fr", "--first-name", "N", "--last-name", "W", "--role", "sales-agent"],
              ["users", "edit", "bruno.petit@contoso.fr", "--first-name", "B"],
              ["users", "edit", "bruno.petit@tailspin.fr", "--first-name", "B", *TAILSPIN],
              ["users", "edit", "bruno.petit@adatum.fr", "--first-name", "B", *ADATUM]],
    "user_roles": [["users", "revoke", DANA, "sales-agent", "--yes"], ["users", "grant", DANA, "helpdesk-agent"], ["users", "block", DANA, "--yes"]],
    "providers": [["providers", "edit", "northwind.fr", "--email", "a@northwind.fr"], ["providers", "end", "northwind.fr", "--reason", "r", "--yes"]],
    "partnerships": [["providers", "end", "northwind.fr", "--reason", "r", "--yes"], ["providers", "revoke-admin", "northwind.fr", "--yes"]],
    "customers": [["customers", "edit", f"{name}.fr", "--email", "new@x.fr"] for name in ("fabrikam", "woodgrove", "litware")],
    "relationships": [["customers", "remove", "litware.fr", "--subscriptions-suspended", "--yes"], ["customers", "admin-rights", "litware.fr", "off"]],
    "requests": [["customers", "sent", "woodgrove.fr"], ["customers", "cancel", "woodgrove.fr"], ["customers", "accept", "woodgrove.fr"],
                 ["customers", "invite", "litware.fr", "--provider", "northwind.fr"], ["customers", "edit", "litware.fr", "--email", "new@x.fr"]],
    "agreements": [["customers", "agreement", "litware.fr", "--method", "direct", "--first-name", "A", "--last-name", "B", "--email", "a@litware.fr"]],
    "customer_verifications": [["customers", "verification", "litware.fr", "allowed"], ["customers", "edit", "litware.fr", "--email", "new@x.fr"]],
    "reseller_validations": [["providers", "validation", "northwind.fr", "valid"]],
    "evidence_days": [["eligibility", "evidence", "import", "later.json"], ["eligibility", "evidence", "unset", "security.contact"]],
    "attestations": [["customers", "agreement", "fabrikam.fr", "--method", "direct", "--first-name", "A", "--last-name", "B", "--email", "a@fabrikam.fr"]],
    "earlier_agreements": [["customers", "agreement", "litware.fr", "--method", "direct", "--first-name", "A", "--last-name", "B", "--email", "a@litware.fr"]],
    "evidence": [["eligibility", "evidence", "set", "support.plan", "psfp"], ["eligibility", "evidence", "unset", "support.plan"]],
    "gdap_relationships": [["gdap", "record", lab.GDAP, "terminated"], ["gdap", "import", "gdap.json"]],
    "gdap_assignments": [["gdap", "unassign", lab.GDAP, lab.GROUP], ["gdap", "import", "gdap.json"]],
    "gdap_conflicts": [["gdap", "record", lab.GDAP, "active"], ["gdap", "record", lab.GDAP, "terminated"]],
    "gdap_templates": [["gdap", "templates", "set", "desk", "--role", "User Administrator"], ["gdap", "templates", "remove", "desk"]],
    "transfers": [["transfers", "record", lab.TRANSFER, "cancelled"], ["transfers", "record", lab.TRANSFER, "completed"]],
    "transfer_items": [["transfers", "record", lab.TRANSFER, "cancelled"], ["transfers", "import", "transfer.json"]],
    "transfer_conflicts": [["transfers", "record", lab.TRANSFER, "completed"], ["transfers", "record", lab.TRANSFER, "cancelled"]],
    "account_groups": [["accounts", "group", "contoso-france", "--remove", "north"]],
    "account_keepers": [["accounts", "keeper", "contoso-france", "bob@consult.fr"], ["accounts", "keeper", "contoso-france", "none"]],
    "customer_groups": [["customers", "group", "litware.fr", "--remove", "gold"]],
    "customer_keepers": [["customers", "keeper", "litware.fr", "bob@consult.fr"], ["customers", "keeper", "litware.fr", "none"]],
    "snoozes": [["snooze", "wake", lab.SNOOZED]],
    "revenue_stated": [["eligibility", "revenue", "add", "2021-01", "7", "--currency", "EUR"]],
    "revenue_documents": [["eligibility", "revenue", "import", "nce.csv"], ["eligibility", "revenue", "import", "other.csv", "--replace"]],
    "revenue_parts": [["eligibility", "revenue", "import", "nce.csv"], ["eligibility", "revenue", "import", "other.csv", "--replace"]],
    "revenue_lines": [["eligibility", "revenue", "import", "nce.csv"], ["eligibility", "revenue", "import", "other.csv", "--replace"]],
    "revenue_versions": [["eligibility", "revenue", "import", "export.jsonl"], ["eligibility", "revenue", "import", "export.csv", "--replace"]],
    "awaited_relationships": [["customers", "edit", "proseware.fr", "--email", "new@x.fr", *TAILSPIN],
                              ["customers", "remove", "proseware.fr", "--yes", *TAILSPIN]],
    "revenue_sums": [["eligibility", "revenue", "import", "nce.csv"], ["eligibility", "revenue", "import", "other.csv", "--replace"]],
    "revenue_rates": [["eligibility", "revenue", "import", "nce.csv"], ["eligibility", "revenue", "import", "other.csv", "--replace"]],
    "exchange_rates": [["eligibility", "rates", "set", "EUR", "1.3"], ["eligibility", "rates", "unset", "EUR"]],
    "business_profiles": [["enroll", "business-profile", "set", "--description", "Another", "--as", PIA]],
    "partner_agreements": [["enroll", "withdraw", "--reason", "r", "--yes", *RELECLOUD], ["enroll", "edit", "--city", "Lyon", *RELECLOUD]],
    "provider_notes": [["providers", "edit", "northwind.fr", "--notes", "other"]],
    "former_owners": [["enroll", "submit", *WINGTIP], ["enroll", "edit", "--city", "Lyon", *WINGTIP]],
    "rehearsed_passwords": [["users", "reset-password", PIA], ["users", "sign-in", PIA, "--password-stdin"], ["users", "restore", "emil@contoso.fr"]],
    "journal": [["enroll", "edit", "--city", "Lyon"], ["providers", "edit", "northwind.fr", "--notes", "other"]],
    "chains": [["enroll", "edit", "--city", "Lyon"], ["providers", "edit", "northwind.fr", "--notes", "other"], ["enroll", "edit", "--city", "Lyon", *TAILSPIN]],
    "states": [["enroll", "edit", "--city", "Lyon"], ["providers", "edit", "northwind.fr", "--notes", "other"], ["enroll", "edit", "--city", "Lyon", *TAILSPIN]],
}
# Tables with so few changes are tried whole in the short form too.
FEW = 12
CHANGED = {"TEXT": "coalesce({0}, '') || 'x'", "INTEGER": "coalesce({0}, 0) + 1", "BLOB": "randomblob(32)"}


def tampered(base, *statements):
    """A copy of the world after these statements; None where the database itself refuses them, or nothing changed."""
    world = base.copy()
    connection = sqlite3.connect(world.store)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    try:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    except sqlite3.Error:
        connection.close()
        world.__exit__()
        return None
    connection.close()
    if damage.dump(world.store) == damage.dump(base.store):
        world.__exit__()
        return None
    return world


def finds(world):
    return world.run("store", "check").returncode in (1, 3)


def ordinary_write(world, command, table, tally, where):
    """Runs the command on the tampered world; whether it refused to."""
    done = world.run(*command, stdin=None, input="Correct-Horse-9-Battery\n")
    wrong, refused = [], done.returncode == 1
    if "panicked" in done.stderr:
        wrong.append(f"panicked: {done.stderr[:200]}")
    if refused and "store check" not in done.stderr:
        wrong.append(f"exit 1 without what to do: {done.stderr[:200]}")
    found = finds(world)
    if not found:
        wrong.append(f"hidden by `csp {' '.join(command)}` (exit {done.returncode})")
    wrong += lab.disagreement(world, found)
    tally.add(where, wrong)
    return refused


def key_of(base, table):
    names = [row[1] for row in base.sql(f"PRAGMA table_info({table})") if row[5]]
    return names or [base.sql(f"PRAGMA table_info({table})")[0][1]]


def where_row(names, values):
    quoted = ("NULL" if value is None else str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'" for value in values)
    return " AND ".join(f"{name} IS {value}" for name, value in zip(names, quoted))


def changes_of(base, table):
    """(what, statements): each column of each row changed, each row removed, and rows that take another's digest."""
    info = base.sql(f"PRAGMA table_info({table})")
    kinds, key = {row[1]: row[2] for row in info}, key_of(base, table)
    rows = [where_row(key, row) for row in base.sql(f"SELECT {', '.join(key)} FROM {table}")]
    for row in rows:
        for name, kind in kinds.items():
            yield f"{table}.{name} changed where {row}", [f"UPDATE {table} SET {name} = {CHANGED[kind].format(name)} WHERE {row}"]
        yield f"{table}: removed {row}", [f"DELETE FROM {table} WHERE {row}"]
    if "digest" in kinds and len(rows) > 1:
        for one, other in zip(rows, rows[1:] + rows[:1]):
            yield (f"{table}: {one} with the digest of {other}, which is removed",
                   [f"UPDATE {table} SET digest = (SELECT digest FROM {table} WHERE {other}) WHERE {one}", f"DELETE FROM {table} WHERE {other}"])
    if "digest" in kinds and rows:
        last = key[-1]
        others = ", ".join(name for name in kinds if name != last)
        new = CHANGED[kinds[last]].format(last)
        yield (f"{table}: a row added beside {rows[0]}",
               [f"INSERT INTO {table} ({last}, {others}) SELECT {new}, {others} FROM {table} WHERE {rows[0]}"])


def rows(base, tally):
    tables = [name for (name,) in base.sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'first_journal'")]
    for table in tables:
        refused = tried = 0
        changes = list(changes_of(base, table))
        step = 1 if lab.is_long() or len(changes) <= FEW or table in ("chains", "states") else 40 if table == "journal" else 4
        for at, (what, statements) in enumerate(changes[::step]):
            # In short, each change meets one of the commands, in turn.
            commands = WRITES[table] if lab.is_long() else [WRITES[table][at % len(WRITES[table])]]
            for command in commands:
                world = tampered(base, *statements)
                if world is None:
                    break
                with world:
                    tried += 1
                    refused += ordinary_write(world, command, table, tally, what)
        # Entries are only ever added; of those that stand there no command looks at more than the last.
        if lab.is_long() and tried and not refused and table != "journal":
            tally.add(table, ["no command refused anything, so none of them writes these rows"])
        tally.note(f"{table}: refused of {tried}", refused)


def migrated(tally):
    """A store of release 0.1.0: the rows that it brought along are in no entry, and its next write must hide nothing."""
    with lab.migrated() as base:
        for table in ("users", "accounts", "customers", "providers", "first_journal", "states"):
            for what, statements in list(changes_of(base, table))[::9]:
                world = tampered(base, *statements)
                if world is not None:
                    with world:
                        ordinary_write(world, ["enroll", "edit", "--city", "Lyon"], table, tally, f"migrated: {what}")


HIDDEN = {
    "a trigger that swallows a block": "CREATE TRIGGER sqliteXstat_t BEFORE UPDATE ON users BEGIN SELECT raise(IGNORE); END",
    "a trigger that swallows the journal": "CREATE TRIGGER sqlite1stat2 BEFORE INSERT ON journal BEGIN SELECT raise(IGNORE); END",
    "a trigger that never ends": "CREATE TRIGGER sqlite_stats AFTER UPDATE ON users BEGIN INSERT INTO journal SELECT * FROM journal, journal AS b, journal AS c; END",
    "a view": "CREATE VIEW sqliteXstat1 AS SELECT * FROM users",
    "an index": "CREATE INDEX sqliteXstat1 ON users (email)",
    "a table": "CREATE TABLE sqliteXstat1 (tbl, idx, stat)",
}


def hidden(base, tally):
    for what, statement in HIDDEN.items():
        world = base.copy()
        with world:
            connection = sqlite3.connect(world.store)
            connection.execute("PRAGMA writable_schema = ON")
            name = statement.split()[2]
            plain = statement.replace(name, "plain_name", 1)
            connection.execute(plain)
            connection.execute("UPDATE sqlite_schema SET name = ?, sql = replace(sql, 'plain_name', ?) WHERE name = 'plain_name'", (name, name))
            connection.commit()
            connection.close()
            wrong = []
            before = damage.dump(world.store)
            for command in (["users", "block", DANA, "--yes"], ["users", "sign-in", PIA, "--password-stdin"], ["enroll", "edit", "--city", "Lyon"]):
                done = world.run(*command, timeout=20, stdin=None, input="Correct-Horse-9-Battery\n")
                if done.returncode != 1 or name not in done.stderr:
                    wrong.append(f"{' '.join(command[:2])}: exit {done.returncode} {done.stderr[:150]}")
            if damage.dump(world.store) != before:
                wrong.append("something was written")
            if not finds(world):
                wrong.append("the check does not find it")
            if world.run("store", "backup", "copy.db").returncode == 0:
                wrong.append("a backup carries it on")
            world.path("tampered.db").write_bytes(world.store.read_bytes())
            fresh = base.copy()
            with fresh:
                if fresh.run("store", "restore", world.path("tampered.db"), "--yes").returncode == 0:
                    wrong.append("restore takes it")
            tally.add(what, wrong)


def control(base, tally):
    """Whoever signs everything anew is not found without an anchor: if the harness found that too, it would find anything."""
    world = base.copy()
    with world:
        connection = sqlite3.connect(world.store)
        connection.execute("UPDATE users SET first_name = 'Eve' WHERE email_key = ?", (DANA,))
        sign_anew(connection)
        connection.commit()
        connection.close()
        tally.control("a row signed anew with its journal is not found without an anchor", not finds(world) and not lab.disagreement(world, False))


def main():
    tally = lab.Tally("tampering")
    with lab.active() as base:
        base.ok("users", "grant", DANA, "report-viewer")
        base.path("other.csv").write_text(lab.NEW_COMMERCE.replace("100.00", "90.00"))
        base.path("export.csv").write_text(lab.NEW_COMMERCE.replace("G001", "G002"))
        tally.add("an untouched store", ["is refused"] if finds(base) else [])
        control(base, tally)
        hidden(base, tally)
        rows(base, tally)
    migrated(tally)
    sys.exit(tally.end())


main()
