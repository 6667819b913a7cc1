#!/usr/bin/env bash
# Import of users beside `sqlite3 .import` of the same rows into tables of the same shape, interleaved.
#
#   benches/users_import.sh CSP [USERS] [ROUNDS]
#
# CSP is the built program. It needs bash, sqlite3, GNU time and awk, and works in a new folder under TMPDIR.
#
# What csp does: read and check the CSV, make a random password a user, hash it, write users, roles and journal in one
# transaction with full sync, write the credentials file and sync it. What sqlite3 does: .import of three ready CSVs,
# users, roles and journal, each row with the same columns of the same length, into the same tables and indexes, in one
# transaction with the same pragmas. Only the types differ: .import writes text alone, so the tables are
# not STRICT there, digests are 32 characters where csp has 32 bytes, and what is NULL in csp is empty text.
set -euo pipefail

csp=$(realpath "$1")
users=${2:-100000}
rounds=${3:-7}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/csp-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
export CSP_STORE=$work/csp.db CSP_CONFIG=$work/config.toml CSP_NO_INPUT=1

"$here/active_account.sh" "$csp" "$work" >/dev/null
cp csp.db seed.db
awk -v n="$users" 'BEGIN {
  srand(1); for (i = 0; i < n; i++) id[i] = i
  for (i = n - 1; i > 0; i--) { j = int(rand() * (i + 1)); t = id[i]; id[i] = id[j]; id[j] = t }
  print "email,first_name,last_name,roles"
  for (i = 0; i < n; i++) printf "user%07d@contoso.fr,First%d,Last%d,sales-agent;helpdesk-agent\n", id[i], id[i], id[i]
}' >staff.csv

# The ready CSVs, from a first run of csp itself.
"$csp" users import staff.csv --credentials first.csv --format json >/dev/null
sqlite3 csp.db <<'SQL'
.headers on
.mode csv
.output users.csv
SELECT account_id, email_key, email, first_name, last_name, display_name, roles, state, state_before, expires_at,
  removed_at, created_at, last_sign_in_at, wrong_tries, closed_until, substr(hex(temporary_hash), 1, 32) AS temporary_hash,
  own_hash, substr(hex(digest), 1, 32) AS digest FROM users WHERE temporary_hash IS NOT NULL;
.output roles.csv
SELECT account_id, role, email_key FROM user_roles WHERE email_key LIKE 'user%';
.output journal.csv
SELECT seq, at, account, actor, action, subject, reason, changes, clock, substr(hex(state), 1, 32) AS state,
  substr(hex(hash), 1, 32) AS hash FROM journal WHERE subject LIKE 'user%';
SQL
{
    sqlite3 seed.db '.schema users' '.schema user_roles' '.schema journal' |
        sed -e '/sqlite_sequence/d' -e 's/ BLOB NOT NULL CHECK (length([a-z]*) = 32)/ TEXT/' -e 's/ BLOB NOT NULL/ TEXT/' -e 's/ BLOB CHECK.*,/ TEXT,/' \
            -e 's/ REFERENCES accounts (id)//' -e 's/) STRICT, WITHOUT ROWID/) WITHOUT ROWID/' -e 's/) STRICT/)/' -e 's/CHECK (state_before = [^)]*)//' -e 's/CHECK (clock IN ([^)]*))//'
} >schema.sql

import_with_sqlite3() {
    sqlite3 plain.db >/dev/null <<SQL
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -16384;
BEGIN IMMEDIATE;
.import --csv --skip 1 users.csv users
.import --csv --skip 1 roles.csv user_roles
.import --csv --skip 1 journal.csv journal
COMMIT;
SQL
}

measure() { # NAME COMMAND...
    local name=$1
    shift
    /usr/bin/time -f '%e %M %U %S' -o time.txt "$@" >/dev/null
    echo "$name $(cat time.txt)" >>times.txt
}
export -f import_with_sqlite3

for _ in $(seq "$rounds"); do
    rm -f csp.db csp.db-* credentials.csv plain.db plain.db-*
    cp seed.db csp.db
    sqlite3 plain.db 'PRAGMA journal_mode = WAL' '.read schema.sql' >/dev/null
    sync
    measure csp "$csp" users import staff.csv --credentials credentials.csv --format json
    sync
    measure sqlite3 bash -c import_with_sqlite3
done
test "$(sqlite3 plain.db 'SELECT count(*) FROM users')" = "$users"
test "$(wc -l <credentials.csv)" = $((users + 1))

column() { grep "^$1 " times.txt | awk -v c="$2" '{ print c == "cpu" ? $4 + $5 : $c }' | sort -n; }
median() { column "$@" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
peak() { column "$1" 3 | tail -1; }
awk -v n="$users" -v a="$(median csp 2)" -v b="$(median sqlite3 2)" -v ca="$(median csp cpu)" -v cb="$(median sqlite3 cpu)" \
    -v ka="$(peak csp)" -v kb="$(peak sqlite3)" 'BEGIN {
  printf "%d users: csp %.2f s (cpu %.2f s, peak %.0f MB), sqlite3 .import %.2f s (cpu %.2f s, peak %.0f MB); ratio of times %.2f, of cpu %.2f\n",
    n, a, ca, ka / 1024, b, cb, kb / 1024, a / b, ca / cb }'
