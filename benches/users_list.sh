#!/usr/bin/env bash
# Reading users beside the sqlite3 shell asking the same store for the same rows, interleaved.
#
#   benches/users_list.sh CSP [USERS] [ROUNDS]
#
# CSP is the built program. It needs bash, sqlite3, hyperfine and awk, and works in a new folder under TMPDIR.
set -euo pipefail

csp=$(realpath "$1")
users=${2:-100000}
rounds=${3:-200}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/csp-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
export CSP_STORE=$work/csp.db CSP_CONFIG=$work/config.toml CSP_NO_INPUT=1

"$here/active_account.sh" "$csp" "$work" >/dev/null
awk -v n="$users" 'BEGIN {
  print "email,first_name,last_name,roles"
  for (i = 0; i < n; i++) printf "user%07d@contoso.fr,First%d,Last%d,sales-agent;helpdesk-agent\n", i, i, i
}' | "$csp" users import - --credentials passwords.csv >/dev/null

columns='email, first_name, last_name, display_name, state, roles, created_at, last_sign_in_at, expires_at'
page="SELECT $columns FROM users WHERE account_id = 1 AND email_key > 'user0050000' AND state <> 'removed' ORDER BY email_key LIMIT 50"
half=$(printf 'user%07d@contoso.fr' $((users / 2)))

ratio() { # WHAT CSP-COMMAND SQLITE-COMMAND ROUNDS
    for _ in 1 2; do
        hyperfine -N --style none --warmup 20 --runs "$4" --export-csv part.csv "$2" "$3" >/dev/null
        tail -n +2 part.csv | awk -F, '{ print $(NF - 4) }' >>medians.txt
    done
    awk -v what="$1" '{ if (NR % 2) a += $1; else b += $1 } END {
      printf "%s: csp %.2f ms, sqlite3 %.2f ms, ratio of medians %.2f\n", what, a * 500, b * 500, a / b }' medians.txt
    rm medians.txt
}
echo "$users users"
ratio 'users show' "$csp users show $half --format json" "sqlite3 csp.db \"$page\"" "$rounds"
ratio 'users list --limit 50' "$csp users list --limit 50 --format json --after user0050000" "sqlite3 csp.db \"$page\"" "$rounds"
ratio 'users list --format jsonl, all' "$csp users list --format jsonl" "sqlite3 csp.db \"SELECT $columns FROM users WHERE account_id = 1 AND state <> 'removed' ORDER BY email_key\"" $((rounds / 20))
