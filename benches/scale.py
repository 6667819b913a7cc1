"""What one account, 100 and 10,000 cost: each command once a round, in a store of that size."""
import os

import lab

SIZES = (1, 100, 10_000)
CUSTOMERS = 100
# Some time after the accounts were written, so that checks are late and requests end.
LATER = "2021-03-20T09:00:00Z"


def commands(csp, env, count):
    """Name -> command. Half of the accounts are active, each with 100 customers."""
    place = lambda name: os.path.join(env["HOME"], name)
    lab.write_applications(place("applications.csv"), count)
    return {
        "status": [csp, "status", "--format", "jsonl"],
        "status --check": [csp, "status", "--check", "--format", "jsonl"],
        "enroll list": [csp, "enroll", "list", "--format", "jsonl"],
        "customers list --all-accounts": [csp, "customers", "list", "--all-accounts", "--format", "jsonl"],
        "report --out report.html": [csp, "report", "--out", place("report.html")],
        "report --out report.xlsx": [csp, "report", "--out", place("report.xlsx")],
        "report --out dates.ics": [csp, "report", "--out", place("dates.ics")],
        "accounts import": [csp, "accounts", "import", place("applications.csv")],
        "accounts move": [csp, "accounts", "move", "contoso-france-sas", "--to", place("other.db"), "--yes"],
    }


def measure(csp, folder):
    """Size -> name -> (median seconds, MB)."""
    measured = {}
    for count in SIZES:
        env = lab.many_accounts(csp, os.path.join(folder, f"scale{count}"), count, CUSTOMERS)
        env["CSP_NOW"] = LATER
        fresh = dict(env, CSP_STORE=os.path.join(env["HOME"], "fresh.db"))
        contestants = {
            name: (command, fresh if name == "accounts import" else env)
            for name, command in commands(csp, env, count).items()
        }
        back = [csp, "accounts", "move", "contoso-france-sas", "--to", env["CSP_STORE"], "--yes"]
        other = dict(env, CSP_STORE=os.path.join(env["HOME"], "other.db"))

        def before(name):
            if name == "accounts import":
                lab.forget(fresh["CSP_STORE"])
            if name == "accounts move" and os.path.exists(other["CSP_STORE"]):
                lab.silent(back, other)

        measured[count] = lab.in_turns(contestants, 25 if count <= 100 else 5, before)
    return measured


def rows(measured):
    """A row a command: milliseconds and MB at each size, and what an account more costs beside the first hundred."""
    one, hundred, many = (measured[count] for count in SIZES)
    steps = SIZES[1] - SIZES[0], SIZES[2] - SIZES[1]
    for name in one:
        seconds = [at[name][0] for at in (one, hundred, many)]
        first, more = ((seconds[at + 1] - seconds[at]) / steps[at] for at in (0, 1))
        more = max(more, 0.0)  # what does not grow may come out a little faster
        yield [
            f"`{name}`",
            *(f"{at[name][0] * 1000:.1f} ({at[name][1]:.0f})" for at in (one, hundred, many)),
            f"{more * 1e6:.0f} µs",
            f"{more / first:.2f}" if first > 0 else "",
        ]
