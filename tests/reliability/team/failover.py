#!/usr/bin/env python3
"""Writers on a cluster of three whose primary dies, stops, is cut off or moves: every change that a command confirmed is in the
journal once, every change that it did not confirm is settled, and the chains are whole.

    tests/reliability/team/failover.py                    4 writers, one kill, one switchover, and the control
    tests/reliability/team/failover.py --long             8 writers, 50 blows; the second half on one account
    tests/reliability/team/failover.py 5 kill cut         5 blows of these kinds in turns
        --writers N      so many writers        --one-account    all blows with one account for all writers
        --no-control     without the control    --minutes N      no new blow after so many
        --only-control   nothing else           --keep           leaves the folder with the logs
        --wait N         seconds that a command may wait; with 2, many outcomes stay unknown, and are settled at the end
"""

import collections
import json
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[1]))
import cluster  # noqa: E402
import lab  # noqa: E402

# How long a command may wait, which is longer than a failover takes; and how long it may run at all.
WAIT, LONGEST = 60, 140
# The control without synchronous replication has so many tries of the blow that is sure to lose something.
TRIES = 3
# The exit code where the answer is no.
NO = 3
Done = collections.namedtuple("Done", "writer args account action marker started ended code said")


class Writer(threading.Thread):
    """One command after the other, each with a mark by which its journal entry is known."""

    def __init__(self, team, number):
        super().__init__(daemon=True)
        self.team, self.number, self.count = team, number, 0

    def command(self):
        """A change that is refused when it is repeated, and one that a repetition would leave twice."""
        self.count += 1
        mark = f"{self.number + 1}{self.team.round:02}{self.count:05}"
        if self.count % 2:
            domain = f"c{mark}.fr"
            return ["customers", "add", f"Customer {mark}", "--domain", domain, "--country", "FR", "--email", "a@b.fr"], "customer.added", domain
        amount = f"{mark}.01"
        return ["eligibility", "revenue", "add", "2021-01", amount, "--currency", "EUR"], "revenue.stated", amount

    def run(self):
        while not self.team.is_over:
            args, action, marker = self.command()
            account, started = self.team.account_of(self.number), time.monotonic()
            try:
                run = self.team.world.run(*args, "--account", account, "--wait", WAIT, timeout=LONGEST)
                code, said = run.returncode, run.stderr
            except subprocess.TimeoutExpired:
                code, said = None, "hangs"
            self.team.done.append(Done(self.number, args, account, action, marker, started, time.monotonic(), code, said))


class Team:
    """A store on the cluster with an account for each writer, the writers, and what their commands answered."""

    def __init__(self, database, writers):
        self.database, self.writers, self.done = database, writers, []
        self.is_over, self.is_shared, self.round = True, False, 0
        self.world = lab.World()
        self.world.env["CSP_STORE"] = database.url()
        self.accounts = []
        for number in range(writers):
            self.enroll(f"team{number}", f"481240{number}")

    def enroll(self, slug, number):
        lab.enroll_another(self.world, slug, f"Team {slug}", number)
        lab.confirm(self.world)
        for check in ("employment", "business"):
            self.world.ok("verify", "record", check, "accepted")
        self.world.ok("enroll", "sign-mpa")
        self.accounts.append(slug)

    def account_of(self, writer):
        return self.accounts[0 if self.is_shared else writer]

    def begin(self):
        self.is_over, self.round = False, self.round + 1
        self.threads = [Writer(self, number) for number in range(self.writers)]
        for thread in self.threads:
            thread.start()

    def end(self):
        self.is_over = True
        for thread in self.threads:
            thread.join(LONGEST + 30)

    def confirmed(self):
        return [one for one in list(self.done) if one.code == 0]

    def wait_for_writes(self, since, seconds=LONGEST):
        """Until each writer has a confirmed change from a command that began after that moment."""
        has_written = lambda: {one.writer for one in self.confirmed()[-500:] if one.started > since}
        cluster.wait_for("a confirmed write of each writer", seconds, lambda: len(has_written()) == self.writers, 0.05)

    def entries(self):
        """How often each mark is in the journal."""
        statement = ("SELECT action, CASE action WHEN 'customer.added' THEN subject ELSE changes::json ->> 'to' END, count(*) "
                     "FROM csp.journal WHERE action IN ('customer.added', 'revenue.stated') GROUP BY 1, 2")
        return {(action, marker): int(count) for action, marker, count in self.database.psql(statement)}


def silence(team, began, ended):
    """The longest time without a confirmed write, in which the blow fell: from the blow, or from the last write after it."""
    moments = sorted(one.ended for one in team.confirmed() if began - 5 < one.ended <= ended)
    longest = max(zip(moments, moments[1:]), key=lambda pair: pair[1] - max(pair[0], began), default=(began, began))
    return longest[1] - max(longest[0], began)


# The blows. Each has a stroke and what heals it.

def kill(database, node):
    node.kill()
    return node.start


def postmaster(database, node):
    cluster.send(node.postmaster(), signal.SIGKILL)
    return lambda: None


def stop(database, node):
    """A machine that freezes, and that its watchdog resets before it goes on."""
    cluster.send(node.processes(), signal.SIGSTOP)

    def reset():
        node.kill()
        node.start()
    return reset


def wake(database, node):
    """A machine that freezes and goes on where it was, without a watchdog. Patroni may then take the lead back from its successor,
    with what the successor confirmed: this shows why a watchdog is needed, and is not among the blows of the long form."""
    frozen = node.processes()
    cluster.send(frozen, signal.SIGSTOP)
    return lambda: cluster.send(frozen, signal.SIGCONT)


def switchover(database, node):
    moved = database.switch_over()
    if moved.returncode != 0:
        print(f"  patronictl: {moved.stdout[-200:]}{moved.stderr[-200:]}", flush=True)
    return lambda: None


def cut(database, node):
    database.net.cut(node.number)
    return lambda: database.net.heal(node.number)


def behind(database, node):
    """The standbys receive nothing for a moment, then the primary dies: what only the primary has is lost."""
    receivers = [pid for other in database.nodes if other is not node for pid in other.receivers()]
    cluster.send(receivers, signal.SIGSTOP)
    time.sleep(2)
    node.kill()
    cluster.send(receivers, signal.SIGCONT)
    return node.start


BLOWS = {blow.__name__: blow for blow in (kill, postmaster, stop, wake, switchover, cut, behind)}


def strike(team, kind, is_synchronous=True):
    """One blow under writers; returns the seconds without a confirmed write, and those until the last writer writes again."""
    database = team.database
    node = database.leader()
    began = time.monotonic()
    heal = BLOWS[kind](database, node)
    team.wait_for_writes(time.monotonic())
    again = time.monotonic()
    seconds = silence(team, began, again), again - began
    heal()
    # Patroni needs a moment to see what happened, or the cluster of before would pass for healthy.
    time.sleep(2)
    database.wait_until_healthy(is_synchronous)
    team.wait_for_writes(time.monotonic())
    time.sleep(1)
    return seconds


def verdict(entries, one, is_found):
    """What is wrong with the outcome of one command, and what it counts as."""
    count = entries.get((one.action, one.marker), 0)
    if count > 1:
        return "doubled", f"{count} times in the journal"
    if one.code == 0:
        return ("confirmed", None) if count else ("lost", "confirmed, and not in the journal")
    hashed = re.search(r"audit find ([0-9a-f]{64})", one.said)
    if one.code == 1 and hashed:
        is_in = is_found(hashed[1])
        if is_in != bool(count):
            return "unknown", f"its hash {'is' if is_in else 'is not'} there, its change {'is' if count else 'is not'}"
        return f"unknown, {'was' if is_in else 'was not'} saved", None
    if one.code == 8 and "nothing was changed" in one.said:
        if count:
            return "false no", "said that nothing was changed, and it is in the journal"
        lasted = one.ended - one.started
        return "gave up", None if lasted >= WAIT else f"gave up after {lasted:.0f} of {WAIT} s: {one.said[:300]}"
    if one.code is None:
        return "hangs", f"runs for more than {LONGEST} s"
    return "failed", f"exit {one.code}, {count} in the journal: {one.said[:300]}"


def finder(team):
    """How a hash is looked up: as a person would, or where this csp cannot, in the table."""
    has_command = team.world.run("audit", "find", "--help").returncode == 0

    def is_found(hash):
        if has_command:
            code = team.world.run("audit", "find", hash, "--wait", WAIT).returncode
            if code not in (0, NO):
                raise SystemExit(f"csp audit find {hash}: exit {code}")
            return code == 0
        return bool(team.database.psql(f"SELECT 1 FROM csp.journal WHERE hash = decode('{hash}', 'hex')"))
    return is_found


def judge(team, done=None, entries=None):
    """Every command's outcome beside the journal; returns how many there were of each, and what is wrong."""
    done, entries, is_found = done or list(team.done), entries or team.entries(), finder(team)
    counted, wrong = collections.Counter(), []
    for one in done:
        kind, what = verdict(entries, one, is_found)
        counted[kind] += 1
        if what:
            wrong.append((kind, f"{' '.join(one.args[:3])} ({one.marker}): {what}"))
    known = {(one.action, one.marker) for one in done}
    wrong += [("foreign", f"{entry} is in the journal, and no command wrote it") for entry in entries if entry not in known]
    return counted, wrong


def is_whole(team):
    """The check of the store, which counts the rows and verifies every chain; the journal by itself; customers beside entries."""
    wrong = []
    for question in (["store", "check"], ["audit", "verify"]):
        run = team.world.run(*question, "--wait", WAIT)
        if run.returncode != 0:
            wrong.append(f"{' '.join(question)}: exit {run.returncode}: {run.stdout[:300]}{run.stderr[:300]}")
    rows = int(team.database.psql("SELECT count(*) FROM csp.customers")[0][0])
    entries = int(team.database.psql("SELECT count(*) FROM csp.journal WHERE action = 'customer.added'")[0][0])
    return wrong + ([] if rows == entries else [f"{rows} customers, {entries} entries"])


def audit(team, tally):
    counted, wrong = judge(team)
    tally.tried += sum(counted.values()) - 1
    tally.add("commands", [what for _, what in wrong])
    tally.add("store", is_whole(team))
    slowest = max(one.ended - one.started for one in team.done)
    print(f"  commands: {', '.join(f'{kind} {count}' for kind, count in sorted(counted.items()))}; slowest {slowest:.0f} s", flush=True)
    return counted


def control_of_the_judge(team, tally):
    """A change that was never made, one made twice, and one that is denied must be seen."""
    entries, sample = dict(team.entries()), next(one for one in team.done if one.code == 0)
    kinds = lambda done, entries: {kind for kind, _ in judge(team, done, entries)[1]}
    gone = {entry: count for entry, count in entries.items() if entry != (sample.action, sample.marker)}
    tally.control("a confirmed change that is gone", "lost" in kinds(team.done, gone))
    denied = sample._replace(code=8, said="nothing was changed")
    tally.control("a change that was denied", "false no" in kinds([denied], entries))
    for _ in range(2):
        team.world.ok("eligibility", "revenue", "add", "2021-01", "7.77", "--currency", "EUR", "--account", team.accounts[0])
    twice = sample._replace(action="revenue.stated", marker="7.77")
    tally.control("a change that was made twice", "doubled" in kinds([twice], team.entries()))


def control(namespaces, writers, tally):
    """The same harness without synchronous replication must see a loss."""
    with cluster.Cluster(namespaces) as database:
        team = Team(database, writers)
        database.configure(synchronous_mode=False, synchronous_mode_strict=False)
        time.sleep(6)
        database.wait_until_healthy(False)
        kinds, lost, confirmed = (["kill"] * 2 if lab.is_long() else []) + ["behind"] * TRIES, 0, 0
        for number, kind in enumerate(kinds, 1):
            team.done.clear()
            before = team.entries()
            team.begin()
            time.sleep(2)
            try:
                strike(team, kind, False)
            finally:
                team.end()
            after = {entry: count for entry, count in team.entries().items() if entry not in before}
            counted, _ = judge(team, entries=after)
            lost, confirmed = counted["lost"], confirmed + counted["confirmed"] + counted["lost"]
            if lost:
                break
        whole = is_whole(team)
        tally.add("store of the control", whole)
        tally.control(f"no synchronous replication ({lost} of {confirmed} confirmed changes lost in {number} tries, the last `{kind}`)", lost > 0)
        team.world.__exit__()


def rows_of_figures(figures):
    print("  blow         times   s without a confirmed write (least, median, most)   s until the last writer writes again")
    for kind, both in figures.items():
        columns = [f"{min(seconds):5.1f} {statistics.median(seconds):5.1f} {max(seconds):5.1f}" for seconds in zip(*both)]
        print(f"  {kind:<12} {len(both):>5}   {'   '.join(columns)}", flush=True)


def chosen(words, namespaces, is_long):
    """The blows of this run, in their order."""
    number = next((int(word) for word in words if word.isdigit()), 50 if is_long else 2)
    kinds = [word for word in words if word in BLOWS]
    if not kinds:
        kinds = ["kill", "switchover", "postmaster", "stop", "cut", "behind"] if is_long else ["kill", "switchover"]
    if "cut" in kinds and not namespaces:
        print("  skipped: `cut`, because no network namespace can be made here (that needs root and `ip netns`)", flush=True)
        kinds.remove("cut")
    return [kinds[at % len(kinds)] for at in range(number)]


def option(words, name, other):
    """The number after an option; both are taken out of the words."""
    if name not in words:
        return other
    at = words.index(name)
    return int([words.pop(at), words.pop(at)][1])


def main():
    global WAIT
    words = sys.argv[1:]
    WAIT = option(words, "--wait", WAIT)
    writers = option(words, "--writers", 8 if lab.is_long() else 4)
    minutes = option(words, "--minutes", 10**6)
    tally = lab.Tally("failover")
    lacking = cluster.missing(True)
    if lacking:
        print(f"  skipped: not installed: {', '.join(lacking)} (Debian: apt-get install {' '.join(cluster.PACKAGES)})")
        return
    cluster.end_with_signals()
    namespaces = cluster.has_namespaces()
    if "--only-control" not in words:
        blows_under_writers(words, namespaces, writers, minutes, tally)
    if "--no-control" not in words:
        control(namespaces, writers, tally)
    sys.exit(tally.end())


def blows_under_writers(words, namespaces, writers, minutes, tally):
    blows, figures, started = chosen(words, namespaces, lab.is_long()), {}, time.monotonic()
    with cluster.Cluster(namespaces, keep="--keep" in words) as database:
        team = Team(database, writers)
        team.is_shared = "--one-account" in words
        team.begin()
        time.sleep(2)
        try:
            for number, kind in enumerate(blows):
                if time.monotonic() - started > minutes * 60:
                    print(f"  {number} of {len(blows)} blows, because the time is up", flush=True)
                    break
                if lab.is_long() and number == len(blows) // 2:
                    team.is_shared = True
                seconds = strike(team, kind)
                figures.setdefault(kind, []).append(seconds)
                tally.tried += 1
                print(f"  {number + 1:>3} {kind:<12} {seconds[0]:5.1f} s, all writers {seconds[1]:5.1f} s, {len(team.confirmed())} confirmed{', one account' if team.is_shared else ''}", flush=True)
        except (TimeoutError, OSError, AttributeError) as why:
            tally.add(kind, [f"{why}: {json.dumps(database.views())}"])
        finally:
            team.end()
        audit(team, tally)
        if figures:
            rows_of_figures(figures)
        all_seconds = [(kind, seconds) for kind in figures for seconds, _ in figures[kind]]
        tally.note(f"blows that took more than Patroni's ttl and 5 s ({cluster.TTL + 5} s)", sum(seconds > cluster.TTL + 5 for _, seconds in all_seconds))
        # A busy machine adds to it, but not that much.
        tally.add("seconds", [f"{kind}: {seconds:.1f} s" for kind, seconds in all_seconds if seconds > 2 * cluster.TTL])
        control_of_the_judge(team, tally)
        team.world.__exit__()


main()
