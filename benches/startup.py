#!/usr/bin/env python3
"""Start-up beside the sqlite3 shell: whole processes, interleaved, medians.

usage: benches/startup.py CSP_BINARY [ROUNDS]
"""
import os, statistics, subprocess, sys, tempfile, time

csp = os.path.abspath(sys.argv[1])
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 300
home = tempfile.mkdtemp()
store = os.path.join(home, "csp.db")
application = os.path.join(os.path.dirname(__file__), "../examples/contoso-france.toml")
env = {"HOME": home, "CSP_STORE": store, "PATH": os.environ["PATH"]}
subprocess.run([csp, "enroll", "--from", application, "-q"], env=env, check=True, stdout=subprocess.DEVNULL)
commands = {
    "true": ["true"],
    "csp --version": [csp, "--version"],
    "csp --help": [csp, "--help"],
    "csp enroll show": [csp, "enroll", "show", "--format", "json"],
    "sqlite3 db 'select 1'": ["sqlite3", store, "select 1"],
}
times = {name: [] for name in commands}
for turn in range(rounds + 5):
    for name, command in commands.items():
        start = time.perf_counter()
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
        if turn >= 5:
            times[name].append(time.perf_counter() - start)
base = statistics.median(times["sqlite3 db 'select 1'"])
print("| command | median ms | beside sqlite3 |\n| --- | ---: | ---: |")
for name, taken in times.items():
    median = statistics.median(taken)
    print(f"| `{name}` | {median * 1000:.2f} | {median / base:.2f} |")
