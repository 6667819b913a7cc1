"""Stores of any size, and whole processes taking turns: what the scripts of this folder share."""
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
COLUMNS = "email, first_name, last_name, display_name, state, roles, created_at, last_sign_in_at, expires_at"
ENROLL = """enroll --model indirect --mpn-id 4812345 --country FR --tenant-domain contoso.fr --line1 Quai --city Issy
--postal-code 92130 --contact-first-name Alice --contact-last-name Martin --contact-email alice.martin@contoso.fr
--support-email support@contoso.fr --support-phone +33157751001 --admin-first-name Bruno --admin-last-name Petit
--admin-email bruno.petit@contoso.fr --iban FR1420041010050500013M02606 --authority-to-sign""".split()
NAMES = ["--legal-name", "Contoso France SAS", "--bank-holder", "Contoso France SAS"]


def environment(folder):
    return {"PATH": os.environ["PATH"], "HOME": folder, "CSP_STORE": os.path.join(folder, "csp.db"), "CSP_NO_INPUT": "1"}


def silent(command, env, **more):
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)


def active_account(csp, folder):
    """An indirect reseller's account in `active`, in FOLDER/csp.db."""
    env = environment(folder)
    silent([csp, *ENROLL, *NAMES], env)
    for check in ("email-ownership", "employment", "business"):
        silent([csp, "verify", "record", check, "accepted"], env)
    silent([csp, "enroll", "sign-mpa"], env)
    return env


# What tells where accounts stand, and what says what they are.
ACCOUNT_TABLES = ["accounts", "enrollments", "checks", "confirmations", "documents", "partner_agreements"]
STATUS_TABLES = ACCOUNT_TABLES + [
    "users", "user_roles", "partnerships", "requests", "relationships", "evidence", "revenue_stated", "revenue_sums",
    "revenue_rates", "exchange_rates", "business_profiles",
]


def many_accounts(csp, folder, count, customers=0):
    """A store with so many accounts: every other one active, with so many customers; the rest under verification."""
    os.makedirs(folder)
    env = active_account(csp, folder)
    if customers:
        rows = "".join(f"Customer {at},customer{at:04d}.example,FR,it@customer{at:04d}.example\n" for at in range(customers))
        with open(os.path.join(folder, "customers.csv"), "w", encoding="utf-8") as file:
            file.write("name,domain,country,email\n" + rows)
        silent([csp, "customers", "import", file.name], env)
    if count > 1:
        other = [word.replace("4812345", "4812346").replace("contoso.fr", "fabrikam.fr") for word in ENROLL]
        silent([csp, *other, "--legal-name", "Fabrikam SAS", "--bank-holder", "Fabrikam SAS"], env)
        many = os.path.join(ROOT, "target/release/examples/many_accounts")
        silent([many, env["CSP_STORE"], str(count)], env)
    return env


def email(number):
    return f"user{number:07d}@contoso.fr"


def write_users(path, count, shuffled=False):
    """A file of users with two roles each; shuffled by a step that visits every number once."""
    step = 611_953 if shuffled else 1
    with open(path, "w", encoding="utf-8") as out:
        out.write("email,first_name,last_name,roles\n")
        for place in range(count):
            number = place * step % count
            out.write(f"{email(number)},First{number},Last{number},sales-agent;helpdesk-agent\n")


APPLICATION = (
    "model,account,mpn-id,legal-name,country,tenant-domain,tenant-id,line1,city,postal-code,contact-first-name,contact-last-name,"
    "contact-email,support-email,support-phone,admin-first-name,admin-last-name,admin-email,bank-holder,iban,authority-to-sign"
).split(",")


def application(number):
    """The cells of an application, in the order of APPLICATION."""
    domain, name = f"partner{number:05d}.fr", f"Partner {number:05d} SAS"
    return [
        "indirect", f"partner-{number:05d}", str(50_000_000 + number), name, "FR", domain,
        f"{number:08x}-7d7c-4c1d-9a57-1f0b7c3b3d11", f"{number} rue de la Paix", "Lyon", "69002", "Camille", "Roux",
        f"camille.roux@{domain}", f"support@{domain}", "+33 4 57 75 10 01", "Louis", "Blanc", f"louis.blanc@{domain}", name,
        "FR1420041010050500013M02606", "true",
    ]


def write_applications(path, count):
    with open(path, "w", encoding="utf-8") as out:
        out.write(",".join(APPLICATION) + "\n")
        out.writelines(",".join(application(number)) + "\n" for number in range(count))


def write_results(path, count):
    """Three results of checks for each of the applications."""
    with open(path, "w", encoding="utf-8") as out:
        out.write("account,check,state\n")
        for number in range(count):
            out.writelines(f"partner-{number:05d},{check},accepted\n" for check in ("email-ownership", "employment", "business"))


def enroll_words(number):
    """The same application as a command line of `csp enroll`."""
    flags = {"account": "slug"}
    cells = zip(APPLICATION, application(number))
    return ["enroll"] + [word for name, cell in cells for word in (f"--{flags.get(name, name)}", cell)]


def write_customers(path, count):
    with open(path, "w", encoding="utf-8") as out:
        out.write("name,domain,country,email,tenant_id,registration_id,origin,csp_tenant\n")
        for number in range(count):
            out.write(f"Customer {number},customer{number:07d}.example,DE,office@customer{number:07d}.example,,,,\n")


def write_relationships(path, count):
    """A file of customers as the Partner Center API gives them, each with a reseller relationship with us."""
    with open(path, "w", encoding="utf-8") as out:
        out.write("[\n")
        for number in range(count):
            domain = f"customer{number:07d}.example"
            customer = {
                "id": f"{number:08x}-0000-4000-8000-000000000000",
                "companyProfile": {"domain": domain, "companyName": f"Customer {number}", "address": {"country": "DE"}},
                "billingProfile": {"email": f"office@{domain}"},
                "relationshipToPartner": "reseller",
                "allowDelegatedAccess": number % 2 == 0,
            }
            out.write(json.dumps(customer) + (",\n" if number + 1 < count else "\n]\n"))


def write_gdap(path, count):
    """A page of Graph with so many delegated admin relationships of five roles each, in no order of their ids."""
    roles = ["729827e3-9c14-49f7-bb1b-9608f156bbb8", "fe930be7-5e62-47db-91af-98c3a49a38b1", "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
             "4d6ac14f-3453-41d0-bef9-a3e0c569773a", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"]
    context = "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships"
    with open(path, "w", encoding="utf-8") as out:
        out.write(f'{{"@odata.context":"{context}","value":[\n')
        for number in range(count):
            place = number * 611_953 % count
            relationship = {
                "id": f"{place:08x}-0000-4000-8000-000000000000-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4",
                "displayName": f"Support {place}", "duration": "P730D", "status": "expired" if place % 10 == 0 else "active",
                "createdDateTime": "2025-03-02T08:11:04.1234567Z", "lastModifiedDateTime": "2025-03-02T09:40:12.7654321Z",
                "activatedDateTime": "2025-03-02T09:45:00Z", "endDateTime": f"2027-{1 + place % 12:02}-02T09:45:00Z",
                "autoExtendDuration": "P180D" if place % 2 else "PT0S",
                "customer": {"tenantId": f"{place:08x}-1111-4111-8111-111111111111", "displayName": f"Customer {place}"},
                "accessDetails": {"unifiedRoles": [{"roleDefinitionId": role} for role in roles]},
            }
            out.write(json.dumps(relationship) + (",\n" if number + 1 < count else "\n]}\n"))


# All that a listed customer shows, out of the tables that keep it.
CUSTOMERS_JOINED = """SELECT c.*, r.*, q.*, a.* FROM customers AS c
LEFT JOIN relationships AS r ON r.account_id = c.account_id AND r.domain_key = c.domain_key
LEFT JOIN requests AS q ON q.account_id = c.account_id AND q.domain_key = c.domain_key
LEFT JOIN agreements AS a ON a.account_id = c.account_id AND a.domain_key = c.domain_key
WHERE c.account_id = (SELECT id FROM accounts) ORDER BY c.domain_key"""


def agreed(csp, env, count):
    """Requests and agreements for so many customers, spread over the list."""
    for number in range(0, count * 1000, 1000):
        domain = f"customer{number:07d}.example"
        silent([csp, "customers", "agreement", domain, "--method", "direct", "--first-name", "Eva", "--last-name", "Roth", "--email", f"eva@{domain}"], env)


def store(csp, folder, users=0, customers=0, relationships=0):
    """A store with an active account, so many users, so many customers, and so many customers with a relationship."""
    os.makedirs(folder)
    env = active_account(csp, folder)
    file = os.path.join(folder, "import.csv")
    if users:
        write_users(file, users)
        silent([csp, "users", "import", file, "--credentials", os.path.join(folder, "passwords.csv")], env)
    if customers:
        write_customers(file, customers)
        silent([csp, "customers", "import", file], env)
    if relationships:
        write_relationships(file, relationships)
        silent([csp, "customers", "import", file], env)
        agreed(csp, env, relationships // 1000)
    return env


def run(command, env):
    """Runs a command; its time in seconds."""
    started = time.perf_counter()
    child = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    took = time.perf_counter() - started
    if child.returncode not in (0, 3):
        sys.exit(f"{command}: exit {child.returncode}: {child.stderr.decode()}")
    return took


def peak(command, env):
    """The peak of memory in MB. GNU time starts the command, for a child of this interpreter begins with its size."""
    log = os.path.join(env["HOME"], "peak.txt")
    subprocess.run(["/usr/bin/time", "-f", "%M", "-o", log, *command], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    with open(log, encoding="utf-8") as lines:
        return int(lines.read().split()[-1]) / 1024


def in_turns(contestants, rounds, before=lambda name: None):
    """Each contestant once a round, after one round for the memory alone: name -> (median seconds, peak MB)."""
    taken, peaks = {name: [] for name in contestants}, {}
    for turn in range(rounds + 1):
        for name, (command, env) in contestants.items():
            before(name)
            if turn:
                taken[name].append(run(command, env))
            else:
                peaks[name] = peak(command, env)
    return {name: (statistics.median(times), peaks[name]) for name, times in taken.items()}


def calls(command, env, which=None):
    """How many system calls a command makes, of all kinds or of some."""
    log = os.path.join(env["HOME"], "calls.txt")
    only = ["-e", f"trace={which}"] if which else []
    silent(["strace", "-f", "-qq", "-o", log, *only, *command], env)
    with open(log, encoding="utf-8", errors="replace") as lines:
        return sum(1 for line in lines if "(" in line)


def instructions_of(command, env):
    """How many instructions a command takes, under callgrind; an answer of no (exit 3) counts too."""
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
    )
    return next(int(line.split()[-1]) for line in done.stderr.splitlines() if "Collected" in line)


def forget(path):
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.remove(path + end)


def fresh(path, seed):
    forget(path)
    shutil.copy(seed, path)
