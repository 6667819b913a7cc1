#!/usr/bin/env python3
"""Measure the revenue import beside a bare pass of the csv crate, DuckDB and Polars, and `eligibility check` on ten years
of revenue beside `csp --version`. Rounds are interleaved; medians of wall time and peaks of memory are printed.

    cargo build --release --bin csp --example csv_pass
    python3 -m pip install duckdb polars
    python3 benches/revenue/measure.py [ROWS] [ROUNDS]
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CSP = os.path.join(ROOT, "target/release/csp")
PASS = os.path.join(ROOT, "target/release/examples/csv_pass")
DUCKDB = """
import duckdb, sys
con = duckdb.connect(config={"threads": 2})
rows = con.execute('''
    SELECT InvoiceNumber, date_trunc('month', strptime(ChargeStartDate, '%m/%d/%Y')) AS month, Currency,
           TermAndBillingCycle IS NULL AND ChargeEndDate IS NULL AS perpetual, SUM(CAST(Subtotal AS DECIMAL(18, 2)))
    FROM read_csv(?, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')
    GROUP BY ALL''', [sys.argv[1]]).fetchall()
assert rows
"""
DUCKDB_JSON = """
import duckdb, sys
con = duckdb.connect(config={"threads": 2})
names = ["InvoiceNumber", "ChargeStartDate", "Currency", "TermAndBillingCycle", "ChargeEndDate", "Subtotal"]
columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
rows = con.execute(f'''
    SELECT InvoiceNumber, ChargeStartDate[1:7] AS month, Currency,
           TermAndBillingCycle = '' AND ChargeEndDate IS NULL AS perpetual, SUM(CAST(Subtotal AS DECIMAL(18, 2)))
    FROM read_json(?, format = 'newline_delimited', columns = {{{columns}}})
    GROUP BY ALL''', [sys.argv[1]]).fetchall()
assert rows
"""
POLARS = """
import polars as pl, sys
month = pl.col("ChargeStartDate").str.to_date("%m/%d/%Y").dt.truncate("1mo")
perpetual = pl.col("TermAndBillingCycle").is_null() & pl.col("ChargeEndDate").is_null()
rows = (
    pl.scan_csv(sys.argv[1], infer_schema=False)
    .group_by("InvoiceNumber", month.alias("month"), "Currency", perpetual.alias("perpetual"))
    .agg(pl.col("Subtotal").cast(pl.Decimal(18, 2)).sum())
    .collect()
)
assert rows.height
"""


def run(command, env):
    started = time.perf_counter()
    child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 3):
        sys.exit(f"{command}: exit {child.returncode}: {child.stderr.read().decode()}")
    return took, usage.ru_maxrss / 1024


def rounds(contestants, count, between=lambda: None):
    results = {name: [] for name in contestants}
    for turn in range(count + 1):
        for name, (command, env) in contestants.items():
            between()
            measured = run(command, env)
            if turn:
                results[name].append(measured)
    return results


def show(results, beside, rows=None):
    base = statistics.median(time for time, _ in results[beside])
    for name, measured in results.items():
        median = statistics.median(time for time, _ in measured)
        peak = max(memory for _, memory in measured)
        rate = f"{rows / median / 1e6:6.2f} M rows/s" if rows else ""
        print(f"{name:28} {median * 1000:9.2f} ms {peak:8.1f} MB {median / base:6.2f} x {rate}")


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "invoice.csv")
        subprocess.check_call([sys.executable, os.path.join(HERE, "generate.py"), str(rows), file])
        store, seed = os.path.join(folder, "csp.db"), os.path.join(folder, "seed.db")
        env = {"CSP_STORE": store, "CSP_CONFIG": os.path.join(folder, "none.toml"), "CSP_NOW": "2021-03-01T09:00:00Z"}
        application = os.path.join(ROOT, "examples/contoso-france.toml")
        run([CSP, "enroll", "--from", application], env)
        shutil.copy(store, seed)

        def fresh():
            for end in ("", "-wal", "-shm"):
                if os.path.exists(store + end):
                    os.remove(store + end)
            shutil.copy(seed, store)

        print(f"import of {rows} rows, {os.path.getsize(file) / 1e6:.0f} MB, {count} rounds")
        show(
            rounds(
                {
                    "csv crate, parse only": ([PASS, file], env),
                    "csp revenue import": ([CSP, "eligibility", "revenue", "import", file, "--reseller-mpn-id", "6048879"], env),
                    "DuckDB, 2 threads": ([sys.executable, "-c", DUCKDB, file], dict(os.environ)),
                    "Polars": ([sys.executable, "-c", POLARS, file], dict(os.environ)),
                },
                count,
                fresh,
            ),
            "csv crate, parse only",
            rows,
        )
        packed = os.path.join(folder, "part-00000.json.gz")
        subprocess.check_call([sys.executable, os.path.join(HERE, "generate.py"), str(rows), packed])
        print(f"import of {rows} rows as gzip JSON lines, {os.path.getsize(packed) / 1e6:.0f} MB, {count} rounds")
        show(
            rounds(
                {
                    "DuckDB read_json, 2 threads": ([sys.executable, "-c", DUCKDB_JSON, packed], dict(os.environ)),
                    "csp revenue import": ([CSP, "eligibility", "revenue", "import", packed, "--reseller-mpn-id", "6048879"], env),
                    "csp, the CSV form": ([CSP, "eligibility", "revenue", "import", file, "--reseller-mpn-id", "6048879"], env),
                    "gzip -dc": (["gzip", "-dc", packed], env),
                },
                count,
                fresh,
            ),
            "DuckDB read_json, 2 threads",
            rows,
        )
        # Ten years of 120 months, a file of each: what a store of five million lines comes to.
        fresh()
        for year in range(2011, 2021):
            part = os.path.join(folder, f"{year}.csv")
            with open(file, encoding="utf-8") as source, open(part, "w", encoding="utf-8") as target:
                for line, text in enumerate(source):
                    target.write(text.replace("2019", str(year)).replace("2020", str(year)))
                    if line == 20_000:
                        break
            run([CSP, "eligibility", "revenue", "import", part, "--reseller-mpn-id", "6048879"], env)
        for month in range(120):
            stated = f"{2011 + month // 12}-{month % 12 + 1:02}"
            run([CSP, "eligibility", "revenue", "add", stated, "25000.00"], env)
        print(f"check on ten years of revenue, {count * 5} rounds")
        check = [CSP, "eligibility", "check", "--model", "direct", "--format", "json"]
        show(rounds({"csp --version": ([CSP, "--version"], env), "csp eligibility check": (check, env)}, count * 5), "csp --version")


if __name__ == "__main__":
    main()
