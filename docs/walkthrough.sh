#!/bin/sh
# From nothing to a customer that may be ordered for: as indirect reseller, as direct-bill partner, and through
# the transition between the two. A test runs this script; `csp` is on the PATH, the store is empty.
set -eu

# Exits with the code that is expected, or stops the script.
expect() {
    wanted=$1; shift
    code=0; "$@" || code=$?
    test "$code" = "$wanted" || { echo "wanted exit $wanted, got $code: $*" >&2; exit 1; }
}

# --- 1. An indirect reseller ---------------------------------------------------------------------------------

export CSP_NOW=2021-03-01T09:00:00Z

csp enroll --model indirect --slug contoso --legal-name 'Contoso France SAS' --country FR \
    --tenant-domain contoso.fr --tenant-id 0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11 --mpn-id 4812345 \
    --line1 '39 quai du Président Roosevelt' --city Issy-les-Moulineaux --postal-code 92130 \
    --contact-first-name Alice --contact-last-name Martin --contact-email alice.martin@contoso.fr \
    --support-email support@contoso.fr --support-phone '+33 1 57 75 10 01' \
    --admin-first-name Bruno --admin-last-name Petit --admin-email bruno.petit@contoso.fr \
    --bank-holder 'Contoso France SAS' --iban FR1420041010050500013M02606 --authority-to-sign
export CSP_ACCOUNT=contoso

# A customer served through other portals for years is known already, and is listed once the reseller is active.
csp customers add Wingtip --domain wingtip.fr --country FR --email it@wingtip.fr --origin existing

csp verify record email-ownership accepted
csp verify record employment accepted
csp verify record business accepted
csp enroll sign-mpa
csp customers show wingtip.fr

# A provider is found, invites the account, and gets the check mark. Without `--accept` nothing is granted.
csp providers add 'Nordic Distribution' --country SE --mpn-id 5550001 --service billing,support \
    --tenant-id 11111111-2222-3333-4444-555555555555 --tenant-domain nordic.example
csp providers search
csp providers invite nordic-distribution --draft-out invitation.eml
expect 4 csp providers authorize nordic-distribution
csp providers authorize nordic-distribution --accept
csp providers revoke-admin nordic-distribution --yes
csp providers restore-admin nordic-distribution

# A customer is put on record. An order would not be allowed, and every failing condition says what to do.
csp customers add Fabrikam --domain fabrikam.de --country DE --email it@fabrikam.de
expect 3 csp customers can-order fabrikam.de

# It is asked for a relationship with both at once, and accepts.
csp customers invite fabrikam.de --provider nordic-distribution --draft-out request.eml
csp customers sent fabrikam.de
expect 4 csp customers invite fabrikam.de
export CSP_NOW=2021-03-08T09:00:00Z
csp customers accept fabrikam.de --tenant-id 22222222-2222-3333-4444-555555555555
expect 3 csp customers can-order fabrikam.de

# The provider attests that the customer accepted the Microsoft Customer Agreement. Now it may order.
csp customers agreement fabrikam.de --method attestation --attested-by nordic-distribution \
    --first-name Ada --last-name Byron --email ada@fabrikam.de --on 2021-03-05
csp customers can-order fabrikam.de
csp providers customers nordic-distribution

# --- 2. A direct-bill partner --------------------------------------------------------------------------------

csp enroll --model direct --slug litware --legal-name 'Litware SAS' --country FR \
    --tenant-domain litware.fr --tenant-id 0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d12 --mpn-id 4812346 \
    --line1 '1 rue de la Paix' --city Paris --postal-code 75002 \
    --contact-first-name Chloé --contact-last-name Durand --contact-email chloe.durand@litware.fr \
    --support-email support@litware.fr --support-phone '+33 1 57 75 10 02' \
    --admin-first-name David --admin-last-name Moreau --admin-email david.moreau@litware.fr \
    --bank-holder 'Litware SAS' --iban FR1420041010050500013M02606 --authority-to-sign --billing-day 5 \
    --despite-eligibility 'figures are under review with Microsoft'
export CSP_ACCOUNT=litware

csp verify record email-ownership accepted
csp verify record employment accepted
csp verify record business accepted
csp verify record credit accepted
csp verify support-plan asfp
csp enroll sign-mpa

# It asks for a relationship with itself alone, and orders itself.
csp customers add 'Alpine Ski House' --domain alpineski.at --country AT --email it@alpineski.at
csp customers invite alpineski.at
csp customers accept alpineski.at
csp customers agreement alpineski.at --method direct \
    --first-name Anna --last-name Gruber --email anna@alpineski.at --on 2021-03-08
csp customers can-order alpineski.at

# --- 3. The transition ---------------------------------------------------------------------------------------

csp enroll transition --yes
csp verify record business accepted
csp enroll sign-mpa
csp providers invite nordic-distribution
csp providers authorize nordic-distribution --accept

# Direct customers are ordered for as before. With its consent one is extended to the provider, which gets no admin
# rights; the customer accepted the agreement itself, so it stays, and the provider may order too.
csp customers can-order alpineski.at
expect 4 csp customers extend alpineski.at --provider nordic-distribution
csp customers extend alpineski.at --provider nordic-distribution --consent-obtained
csp customers can-order alpineski.at --provider nordic-distribution

# New customers are won as indirect reseller: only the provider orders for them.
csp customers add Tailspin --domain tailspin.be --country BE --email it@tailspin.be
csp customers invite tailspin.be --provider nordic-distribution
csp customers accept tailspin.be
csp customers agreement tailspin.be --method direct \
    --first-name Tom --last-name Peeters --email tom@tailspin.be --on 2021-03-08
csp customers can-order tailspin.be

csp status
csp audit verify
