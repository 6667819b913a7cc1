#!/usr/bin/env bash
# Reading users beside the sqlite3 shell asking the same store for the same rows, interleaved.
#
#   benches/users_list.sh CSP [USERS] [ROUNDS]
#
# CSP is the built program. It needs bash 5, sqlite3 and awk, and works in a new folder under TMPDIR.
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

timed() { # NAME COMMAND...
    local name=$1 begin=$EPOCHREALTIME
    shift
    "$@" >/dev/null
    local end=$EPOCHREALTIME
    echo "$((${end/./} - ${begin/./}))" >>"$name.times"
}

median() { sort -n "$1.times" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

ratio() { # WHAT SQL ROUNDS CSP-ARGUMENTS...
    local what=$1 sql=$2 times=$3
    shift 3
    rm -f ./*.times
    for _ in $(seq "$times"); do
        timed ours "$csp" "$@"
        timed theirs sqlite3 csp.db "$sql"
    done
    awk -v what="$what" -v a="$(median ours)" -v b="$(median theirs)" 'BEGIN {
      printf "%s: csp %.2f ms, sqlite3 %.2f ms, ratio of medians %.2f\n", what, a / 1000, b / 1000, a / b }'
}

echo "$users users"
ratio 'users show' "$page" "$rounds" users show "$half" --format json
ratio 'users list --limit 50' "$page" "$rounds" users list --limit 50 --format json --after user0050000
ratio 'users list --format jsonl, everybody' \
    "SELECT $columns FROM users WHERE account_id = 1 AND state <> 'removed' ORDER BY email_key" $((rounds / 20)) \
    users list --format jsonl
