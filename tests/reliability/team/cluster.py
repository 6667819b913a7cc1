"""PostgreSQL for the harnesses and for trying things by hand: one server, or three nodes under Patroni and one etcd.

Everything lives in a temporary folder and in processes of its own, which end with the program that started them. As root, the
servers run as `nobody`, because PostgreSQL refuses root. Nodes get a network namespace each where that is asked for, so that the
cable of one can be cut.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PACKAGES = ["postgresql", "patroni", "etcd-server", "etcd-client"]
IS_ROOT = os.geteuid() == 0
# The shortest that Patroni accepts; a leader that says nothing for so long is replaced.
TTL = 20
DATABASE = ROLE = "csp"


def programs():
    """The folder with PostgreSQL's programs of the newest version: $CSP_TEST_POSTGRES, Debian's place, else PATH."""
    named = os.environ.get("CSP_TEST_POSTGRES")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("postgres")
    candidates = [Path(named)] if named else found[::-1] + ([Path(on_path).resolve().parent] if on_path else [])
    return next((path for path in candidates if (path / "initdb").exists() and (path / "postgres").exists()), None)


def program(name):
    return shutil.which(name, path=f"/usr/bin:/usr/sbin:{os.environ.get('PATH', '')}")


def missing(cluster):
    """Names of what is not installed."""
    lacking = [] if programs() else ["postgresql"]
    if cluster:
        lacking += [name for name in ("patroni", "patronictl", "etcd") if not program(name)]
    return lacking


def install(cluster):
    """Installs what is missing with apt, as root; returns what is missing after that."""
    if not missing(cluster) or not (IS_ROOT and program("apt-get")):
        return missing(cluster)
    print("installing with apt: " + ", ".join(PACKAGES if cluster else PACKAGES[:1]), file=sys.stderr, flush=True)
    # Debian starts a server when it installs one, unless this file says no.
    policy = Path("/usr/sbin/policy-rc.d")
    is_ours = not policy.exists()
    if is_ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *(PACKAGES if cluster else PACKAGES[:1])]):
            subprocess.run(["apt-get", *command], env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    finally:
        if is_ours:
            policy.unlink()
    return missing(cluster)


def has_namespaces():
    """Whether network namespaces can be made here."""
    if not (IS_ROOT and program("ip")):
        return False
    name = f"csp-try{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True).returncode == 0
    if made:
        subprocess.run(["ip", "netns", "del", name], capture_output=True)
    return made


def free_port(host="127.0.0.1"):
    with socket.socket() as tried:
        tried.bind((host, 0))
        return tried.getsockname()[1]


def wait_for(what, seconds, is_done, pause=0.2):
    """Polls until something is true; returns the seconds that took."""
    started = time.monotonic()
    while not is_done():
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(pause)
    return time.monotonic() - started


def end_with_signals():
    """Lets the ordinary clean-up run when the program is told to end."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))


def send(pids, number):
    """Signals processes, all in one go."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def children():
    """The numbers of the children of each process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        found.setdefault(parent, []).append(int(path.parent.name))
    return found


def family(pids):
    """Processes with all that descend from them."""
    below, found = children(), [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    for pid in found:
        found += [child for child in below.get(pid, []) if child not in found]
    return found


def command_of(pid):
    """The words that a process was started with; nothing where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def is_gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


class Folder:
    """A temporary folder, the processes that were started in it, and their end."""

    def __init__(self, keep=False):
        self.root = Path(tempfile.mkdtemp(prefix="csp-team-"))
        self.bin, self.keep, self.started = programs(), keep, []
        self.password = os.urandom(12).hex()
        if IS_ROOT:
            shutil.chown(self.root, "nobody")

    def as_user(self, *command, before=()):
        """A command as the user who may run a server; it ends with this program."""
        drop = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"] if IS_ROOT else []
        return [*before, "setpriv", *drop, "--pdeathsig", "INT", "--", *map(str, command)]

    @property
    def env(self):
        return {"PATH": f"{self.bin}:/usr/bin:/bin:/usr/sbin", "HOME": str(self.root), "LC_ALL": "C.UTF-8"}

    def start(self, log, *command, before=()):
        """Starts a server, in a session of its own so that Ctrl-C does not reach it."""
        with open(self.root / log, "ab") as out:
            process = subprocess.Popen(self.as_user(*command, before=before), cwd=self.root, env=self.env, stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=out, start_new_session=True)
        self.started.append(process)
        return process

    def write(self, name, text, mode=0o600):
        path = self.root / name
        path.write_text(text)
        path.chmod(mode)
        if IS_ROOT:
            shutil.chown(path, "nobody")
        return path

    def log(self, name):
        path = self.root / name
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        for process in self.started:
            process.wait()
        if self.keep:
            print(f"kept: {self.root}", file=sys.stderr)
        else:
            shutil.rmtree(self.root, ignore_errors=True)


class Database(Folder):
    """What one server and a cluster have in common: where they are, and SQL on them."""

    def addresses(self):
        raise NotImplementedError

    def url(self, **more):
        """The URL with its password, for CSP_STORE."""
        hosts = ",".join(f"{host}:{port}" for host, port in self.addresses())
        options = "&".join(f"{name}={value}" for name, value in more.items())
        return f"postgres://{ROLE}:{self.password}@{hosts}/{DATABASE}" + (f"?{options}" if options else "")

    def psql(self, statement, database=DATABASE, check=True):
        """Rows of a statement, asked as the superuser."""
        hosts, ports = zip(*self.addresses())
        info = (f"host={','.join(hosts)} port={','.join(map(str, ports))} user=postgres dbname={database} "
                "target_session_attrs=read-write connect_timeout=3 sslmode=disable")
        done = subprocess.run([self.bin / "psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", info, "-c", statement],
                              env={**self.env, "PGPASSWORD": self.password}, capture_output=True, text=True)
        if done.returncode != 0:
            if check:
                raise SystemExit(f"psql: {done.stderr}")
            return None
        return [line.split("\x1f") for line in done.stdout.splitlines()]

    def create_database(self):
        self.psql(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{self.password}'", "postgres")
        self.psql(f"CREATE DATABASE {DATABASE} OWNER {ROLE}", "postgres")


# Shared memory in files of the folder, so that a killed server leaves none behind.
SETTINGS = {"max_connections": "100", "shared_buffers": "64MB", "dynamic_shared_memory_type": "mmap"}


class Server(Database):
    """One server on loopback."""

    def __init__(self, keep=False):
        super().__init__(keep)
        self.port = free_port()
        self.data = self.root / "data"

    def addresses(self):
        return [("127.0.0.1", self.port)]

    def __enter__(self):
        secret = self.write("password", self.password)
        made = subprocess.run(self.as_user(self.bin / "initdb", "-D", self.data, "-U", "postgres", "--auth=scram-sha-256", "--pwfile", secret,
                                           "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
                              cwd=self.root, env=self.env, capture_output=True, text=True)
        if made.returncode != 0:
            raise SystemExit(f"initdb: {made.stderr}")
        options = {**SETTINGS, "listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": str(self.root)}
        self.process = self.start("log", self.bin / "postgres", "-D", self.data, *[f"--{name}={value}" for name, value in options.items()])
        wait_for(f"the server: {self.log('log')}", 60, lambda: self.psql("SELECT 1", "postgres", check=False))
        self.create_database()
        return self

    def stop(self):
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)


class Node:
    """A node of the cluster: Patroni, its PostgreSQL, and its network."""

    def __init__(self, cluster, number):
        self.cluster, self.number, self.name = cluster, number, f"n{number}"
        self.host = cluster.net.host(number) if cluster.net else "127.0.0.1"
        self.port, self.api = (5432, 8008) if cluster.net else (free_port(), free_port())
        self.data = cluster.root / f"d{number}"
        (cluster.root / f"s{number}").mkdir()
        if IS_ROOT:
            shutil.chown(cluster.root / f"s{number}", "nobody")
        self.process = None

    def config(self):
        secret = self.cluster.password
        bootstrap = {
            "dcs": {
                "ttl": TTL, "loop_wait": 5, "retry_timeout": 5, "maximum_lag_on_failover": 1048576,
                "synchronous_mode": True, "synchronous_mode_strict": True, "master_start_timeout": 300, "primary_start_timeout": 300,
                "postgresql": {"use_pg_rewind": True, "use_slots": True, "parameters": {
                    **SETTINGS, "wal_level": "replica", "hot_standby": "on", "max_wal_senders": 8, "max_replication_slots": 8,
                    "wal_log_hints": "on", "synchronous_commit": "on",
                    # A standby that found no slot on the new primary asks again soon, not only after 5 s.
                    "wal_retrieve_retry_interval": "1s"}},
            },
            "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
        }
        account = lambda name: {"username": name, "password": secret}
        # JSON is YAML.
        return json.dumps({
            "scope": "csplab", "name": self.name,
            "restapi": {"listen": f"{self.host}:{self.api}", "connect_address": f"{self.host}:{self.api}"},
            "etcd3": {"hosts": [self.cluster.etcd]}, "bootstrap": bootstrap,
            "postgresql": {
                "listen": f"{self.host}:{self.port}", "connect_address": f"{self.host}:{self.port}", "data_dir": str(self.data),
                "bin_dir": str(self.cluster.bin), "pgpass": str(self.cluster.root / f"pgpass{self.number}"),
                "pg_hba": ["local all all trust", "host all all all scram-sha-256", "host replication repl all scram-sha-256"],
                "authentication": {"superuser": account("postgres"), "replication": account("repl"), "rewind": account("rewinder")},
                "parameters": {"unix_socket_directories": str(self.cluster.root / f"s{self.number}")},
            },
        }, indent=1)

    def start(self):
        path = self.cluster.write(f"{self.name}.yml", self.config())
        before = self.cluster.net.inside(self.number) if self.cluster.net else ()
        self.process = self.cluster.start(f"{self.name}.log", program("patroni"), path, before=before)

    def postmaster(self):
        """The process of PostgreSQL, where it runs."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            return [pid] if b"postgres" in command_of(pid) else []
        except (OSError, ValueError, IndexError):
            return []

    def processes(self):
        return family([self.process.pid, *self.postmaster()])

    def kill(self):
        """Every process of the node dies at once."""
        send(self.processes(), signal.SIGKILL)
        self.process.wait()

    def receivers(self):
        """The processes that take the primary's log in."""
        return [pid for pid in family(self.postmaster()) if b"walreceiver" in command_of(pid)]

    def remove(self):
        """Ends the node for good, with the memory that PostgreSQL shares under a number of the system."""
        if self.process is None:
            return
        postmaster = self.postmaster()
        send(self.processes(), signal.SIGCONT)
        send([self.process.pid], signal.SIGKILL)
        send(postmaster, signal.SIGQUIT)
        try:
            wait_for("the end of a node", 10, lambda: all(map(is_gone, postmaster)))
        except TimeoutError:
            send(family(postmaster), signal.SIGKILL)
        try:
            memory = (self.data / "postmaster.pid").read_text().splitlines()[6].split()[1]
            subprocess.run(["ipcrm", "-m", memory], capture_output=True)
        except (OSError, IndexError):
            pass


class Network:
    """A bridge, and a namespace with a cable to it for each node."""

    def __init__(self):
        mine = os.getpid()
        self.subnet = f"10.{200 + mine % 50}.{mine // 50 % 250}"
        self.bridge = f"cspb{mine}"
        self.gateway = f"{self.subnet}.254"
        self.nodes = []

    def host(self, number):
        return f"{self.subnet}.{number}"

    def namespace(self, number):
        return f"csp{os.getpid()}n{number}"

    def cable(self, number):
        return f"cspv{os.getpid()}n{number}"[:15]

    def inside(self, number):
        return ["ip", "netns", "exec", self.namespace(number)]

    def ip(self, *words, check=True):
        done = subprocess.run(["ip", *" ".join(map(str, words)).split()], capture_output=True, text=True)
        if check and done.returncode != 0:
            raise SystemExit(f"ip {words}: {done.stderr}")

    def make(self, count):
        self.ip("link add", self.bridge, "type bridge")
        self.ip("addr add", f"{self.gateway}/24", "dev", self.bridge)
        self.ip("link set", self.bridge, "up")
        for number in range(1, count + 1):
            space, cable = self.namespace(number), self.cable(number)
            self.ip("netns add", space)
            self.nodes.append(number)
            self.ip("link add", cable, "type veth peer name eth0 netns", space)
            self.ip("link set", cable, "master", self.bridge, "up")
            self.ip("-n", space, "addr add", f"{self.host(number)}/24", "dev eth0")
            self.ip("-n", space, "link set eth0 up")
            self.ip("-n", space, "link set lo up")

    def cut(self, number):
        self.ip("link set", self.cable(number), "down")

    def heal(self, number):
        self.ip("link set", self.cable(number), "up")

    def remove(self):
        for number in self.nodes:
            self.ip("netns del", self.namespace(number), check=False)
        self.ip("link del", self.bridge, check=False)


class Cluster(Database):
    """Three nodes with synchronous replication."""

    def __init__(self, namespaces=False, keep=False):
        super().__init__(keep)
        self.net = Network() if namespaces else None
        self.nodes = []

    def addresses(self):
        return [(node.host, node.port) for node in self.nodes]

    def url(self, **more):
        return super().url(**{"target_session_attrs": "read-write", "connect_timeout": 2, "sslmode": "disable", **more})

    def __enter__(self):
        try:
            self.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def begin(self):
        if self.net:
            self.net.make(3)
        host = self.net.gateway if self.net else "127.0.0.1"
        self.etcd, peer = f"{host}:{free_port(host)}", f"http://{host}:{free_port(host)}"
        self.start("etcd.log", program("etcd"), "--data-dir", self.root / "etcd", "--listen-client-urls", f"http://{self.etcd}",
                   "--advertise-client-urls", f"http://{self.etcd}", "--listen-peer-urls", peer,
                   "--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}")
        self.nodes = [Node(self, number) for number in (1, 2, 3)]
        for node in self.nodes:
            node.start()
        self.wait_until_healthy()
        self.create_database()

    def ask(self, node, path, body=None, method=None):
        """Asks Patroni on one node; nothing where it does not answer."""
        request = urllib.request.Request(f"http://{node.host}:{node.api}/{path}", method=method,
                                         data=json.dumps(body).encode() if body is not None else None)
        try:
            with urllib.request.urlopen(request, timeout=3) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return {}

    def views(self):
        """What each node says about all. One that was stopped or cut off repeats what it knew before."""
        return [self.ask(node, "cluster").get("members", []) for node in self.nodes]

    def leader(self):
        """The node that all take for the leader."""
        names = [next((member["name"] for member in view if member["role"] == "leader"), None) for view in self.views()]
        return next((node for node in self.nodes if set(names) == {node.name}), None)

    def is_healthy(self, is_synchronous=True):
        """Whether all nodes run on one timeline behind one leader, and agree about that."""
        roles = ["leader", "replica", "sync_standby" if is_synchronous else "replica"]
        for members in self.views():
            is_up = all(member["state"] in ("running", "streaming") and "timeline" in member for member in members)
            if not is_up or sorted(member["role"] for member in members) != sorted(roles):
                return False
            if len({member["timeline"] for member in members}) != 1:
                return False
        return self.leader() is not None

    def wait_until_healthy(self, is_synchronous=True, seconds=240):
        return wait_for("a healthy cluster", seconds, lambda: self.is_healthy(is_synchronous), 0.5)

    def configure(self, **settings):
        """Changes the settings of Patroni while it runs."""
        if not any(self.ask(node, "config", settings, "PATCH") for node in self.nodes):
            raise SystemExit("Patroni does not take its settings")

    def switch_over(self):
        """Moves the leader on purpose, with the tool that people use."""
        return subprocess.run([program("patronictl"), "-c", str(self.root / "n1.yml"), "switchover", "csplab", "--force"],
                              env=self.env, capture_output=True, text=True)

    def stop(self):
        for node in self.nodes:
            node.remove()
        send([process.pid for process in self.started], signal.SIGKILL)
        if self.net:
            self.net.remove()
