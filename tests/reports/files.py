#!/usr/bin/env python3
"""Reads the workbook and the calendar of `csp report` as other programs do.

    python3 tests/reports/files.py CSP [STORE]

CSP is the program. Without STORE, it makes one with two accounts. Checks: the workbook in openpyxl (no formula, dates
as dates, amounts as numbers, frozen headings, filters) and in LibreOffice; the calendar in `icalendar`, twice, on two
days, with nothing doubled. What is not on the machine is skipped, and the last line says so.
"""

import datetime
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = []


def run(program, *words, now="2021-03-08T09:00:00Z", store=None):
    environment = dict(os.environ, CSP_NOW=now, CSP_STORE=str(store), CSP_NO_INPUT="1")
    done = subprocess.run([program, *words], env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"csp {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def make_store(program, folder):
    store = folder / "csp.db"
    for name in ("contoso-france", "adventure-works-us"):
        run(program, "enroll", "--from", str(ROOT / "examples" / f"{name}.toml"), now="2021-03-01T09:00:00Z", store=store)
    return store


def check_workbook(path):
    try:
        import openpyxl
    except ImportError:
        SKIPPED.append("openpyxl")
        return
    book = openpyxl.load_workbook(path)
    names = ["Accounts", "Late", "Next actions", "Dates", "Revenue", "Staff", "Journal"]
    assert book.sheetnames == names, book.sheetnames
    rows = 0
    for sheet in book:
        assert sheet.freeze_panes == "A2", sheet.title
        assert sheet.auto_filter.ref, sheet.title
        headings = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            rows += 1
            for heading, cell in zip(headings, row):
                assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
                if cell.value is None:
                    continue
                if heading in ("Due", "Date", "First date", "Month"):
                    assert isinstance(cell.value, datetime.datetime), (sheet.title, cell.coordinate, cell.value)
                if heading in ("Amount", "Required in twelve months", "Entries", "Active users", "Days late"):
                    assert isinstance(cell.value, (int, float)), (sheet.title, cell.coordinate, cell.value)
    assert book["Accounts"].max_row > 1
    print(f"openpyxl: {len(names)} sheets, {rows} rows, no formula")


def check_in_libreoffice(path, folder):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        SKIPPED.append("LibreOffice")
        return
    home = folder / "office"
    words = [office, f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", "csv", "--outdir", str(folder), str(path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=180)
    made = folder / (path.stem + ".csv")
    assert made.exists(), done.stderr
    lines = made.read_text().splitlines()
    assert lines[0].startswith("Account,Legal name,MPN ID"), lines[0]
    print(f"LibreOffice: the first sheet has {len(lines) - 1} rows")


def events_of(path):
    import icalendar

    content = path.read_bytes()
    for line in content.split(b"\r\n"):
        assert len(line) <= 75, line
        assert b"\n" not in line and b"\r" not in line, line
    calendar = icalendar.Calendar.from_ical(content)
    events = {}
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        uid = str(event["UID"])
        assert uid not in events, f"{uid} is there twice"
        assert isinstance(event.decoded("DTSTART"), datetime.date)
        events[uid] = (event.decoded("DTSTART"), str(event["SUMMARY"]))
    return events


def check_calendar(program, store, folder):
    try:
        import icalendar  # noqa: F401
    except ImportError:
        SKIPPED.append("icalendar")
        return
    first, second = folder / "first.ics", folder / "second.ics"
    run(program, "report", "--out", str(first), store=store)
    run(program, "report", "--out", str(second), store=store, now="2021-03-09T09:00:00Z")
    one, other = events_of(first), events_of(second)
    assert one, "there is no event"
    assert events_of(first) == one
    merged = {**one, **other}
    doubled = len(merged) - len({summary for _, summary in merged.values()})
    assert doubled == 0, merged
    assert set(one) == set(other), set(one) ^ set(other)
    print(f"icalendar: {len(one)} events, the same ids on the next day, nothing doubled")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        given = len(sys.argv) > 2
        store = pathlib.Path(sys.argv[2]).resolve() if given else make_store(program, folder)
        book = folder / "report.xlsx"
        run(program, "report", "--out", str(book), store=store)
        check_workbook(book)
        check_in_libreoffice(book, folder)
        check_calendar(program, store, folder)
    print(f"SKIPPED, not on this machine: {', '.join(SKIPPED)}" if SKIPPED else "everything was checked")


if __name__ == "__main__":
    main()
