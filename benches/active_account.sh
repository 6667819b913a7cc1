#!/usr/bin/env bash
# Brings an indirect reseller's account to `active` in the store that CSP_STORE names.
#
#   benches/active_account.sh CSP FOLDER
set -euo pipefail
csp=$1
folder=$2
"$csp" enroll --model indirect --mpn-id 4812345 --legal-name "Contoso France SAS" --country FR \
    --tenant-domain contoso.fr --line1 "39 quai du Président Roosevelt" --city Issy --postal-code 92130 \
    --contact-first-name Alice --contact-last-name Martin --contact-email alice.martin@contoso.fr \
    --support-email support@contoso.fr --support-phone "+33 1 57 75 10 01" \
    --admin-first-name Bruno --admin-last-name Petit --admin-email bruno.petit@contoso.fr \
    --bank-holder "Contoso France SAS" --iban FR1420041010050500013M02606 --authority-to-sign --format json
"$csp" verify record email-ownership accepted
"$csp" verify record employment accepted
"$csp" verify record business accepted
"$csp" enroll sign-mpa
