#!/usr/bin/env python3
"""Writes tests/stores/VERSION.db and its anchor: at each release, and until the first one whenever the schema changes."""

import re
import shutil

import lab

version = re.search(r'^version = "(.+)"', (lab.ROOT / "Cargo.toml").read_text(), re.M)[1]
folder = lab.ROOT / "tests/stores"
with lab.active() as world:
    shutil.copy(world.store, folder / f"{version}.db")
    anchor = world.ok("audit", "anchor")
    (folder / f"{version}.anchor").write_text(f"{anchor['seq']}:{anchor['hash']}\n")
print(f"{folder}/{version}.db")
