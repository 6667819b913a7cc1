#!/usr/bin/env bash
# Enrolls a company for each application in a folder and goes on when one is refused.
#   examples/import-all.sh FOLDER
# Exits with the number of applications that were not taken.
set -uo pipefail

failed=0
for file in "$1"/*.toml; do
    if answer=$(csp --no-input enroll --from "$file" --format json 2>refused.json); then
        echo "taken: $(grep -o '"account":"[^"]*"' <<<"$answer" | head -1) from $file"
    else
        code=$?
        echo "not taken (exit $code): $file: $(tail -n 1 refused.json)" >&2
        failed=$((failed + 1))
    fi
done
exit "$failed"
