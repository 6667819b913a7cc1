//! Rules of applying for the programme and staying in it.

use super::rules;
use crate::domain::source::*;

rules! {
    MPN_ID "enroll.mpn-id" {
        statement: "An application names the MPN ID (Partner ID) of the selling location: 4 to 10 digits.",
        sources: [S17, S20E],
        remedy: "No MPN ID yet? Join the partner network first; then `csp enroll edit --mpn-id ID`.",
    }
    MPN_COUNTRY "enroll.mpn-country" {
        statement: "The MPN ID belongs to an active profile in the same country as the tenant.",
        sources: [S18, S20D],
        remedy: "Give the MPN ID of the location in the tenant's country: `csp enroll edit --mpn-id ID --mpn-country CC`.",
    }
    MPN_UNIQUE "enroll.mpn-unique" {
        statement: "An MPN ID belongs to one account in a store, and so do a tenant domain and a tenant id.",
        sources: [ACCOUNT_STRUCTURE_2022],
        remedy: "See who has it with `csp enroll list`; a further location enrolls with its own MPN ID and tenant.",
    }
    SLUG "enroll.slug" {
        statement: "A short name chooses one account in a store.",
        sources: [OUR_CHOICE],
        remedy: "Choose another short name with `--slug NAME`; `csp enroll list` shows those that are taken.",
    }
    LEGAL_PROFILE "enroll.legal-profile" {
        statement: "An application gives the legal name and the complete business address: line, city, postal code where the country has them, and the state or province in AU, BR, CA, CN, IN, JP, MX and US.",
        sources: [S17, S18, S20E, S20D],
        remedy: "Complete the profile with `csp enroll edit --legal-name NAME --line1 ADDRESS --city CITY --postal-code CODE`.",
    }
    MARKET "enroll.market" {
        statement: "The company's country has a CSP market.",
        sources: [S20M],
        remedy: "Give the ISO code of the company's country with `csp enroll edit --country CC`; a country outside the published list cannot be enrolled.",
    }
    REGISTRATION_ID "enroll.registration-id" {
        statement: "A registration ID is given in the countries that ask for one.",
        sources: [ENROLLING_2021],
        remedy: "Give the number that the country's register or tax office issued: `csp enroll edit --registration-id ID`.",
    }
    PRIMARY_CONTACT "enroll.primary-contact" {
        statement: "An application names the primary contact, with name and email address.",
        sources: [S18, S20D],
        remedy: "Name the person who is written to about the application: `csp enroll edit --contact-first-name NAME --contact-last-name NAME --contact-email ADDRESS`.",
    }
    WEBMAIL "enroll.webmail" {
        statement: "Neither the primary contact's address nor the tenant's domain is of a web mail service.",
        sources: [S18, S20D],
        remedy: "Give a work address on the company's own domain: `csp enroll edit --contact-email ADDRESS`; the tenant's domain is the company's own too.",
    }
    CONTACT_DOMAIN "enroll.contact-domain" {
        statement: "A primary contact outside the tenant's domain, or in an onmicrosoft.com domain, is accepted with a warning: employment verification will want proof that the company owns the domain.",
        sources: [VERIFICATION_2023],
        remedy: "Have proof of the domain's ownership at hand, or give an address on the tenant's domain: `csp enroll edit --contact-email ADDRESS`.",
    }
    SUPPORT_CONTACT "enroll.support-contact" {
        statement: "An application gives the email address and phone number of customer support.",
        sources: [S18, S20D],
        remedy: "Give both: `csp enroll edit --support-email ADDRESS --support-phone NUMBER`.",
    }
    ADMIN "enroll.admin" {
        statement: "An application names the first administrator, with a work address on the tenant's domain.",
        sources: [S17, S20E],
        remedy: "Name the administrator: `csp enroll edit --admin-first-name NAME --admin-last-name NAME --admin-email ADDRESS`.",
    }
    BANK "enroll.bank" {
        statement: "An application gives bank details: an IBAN that checks, or an account number with its bank code.",
        sources: [S17, S20E],
        remedy: "Give `--bank-holder` and either `--iban`, or `--account-number` with `--bank-code`, to `csp enroll edit`.",
    }
    AUTHORITY "enroll.authority" {
        statement: "Whoever applies has the authority to sign legal agreements for the company.",
        sources: [S20M, S20E],
        remedy: "Declare it with `csp enroll edit --authority-to-sign true`, or have someone apply who may sign.",
    }
    ONE_MODEL "enroll.one-model" {
        statement: "One tenant holds one model, except through the transition from direct bill to indirect reseller.",
        sources: [ENROLLING_2021],
        remedy: "To move from direct bill to indirect reseller use `csp enroll transition`; any other second model needs its own tenant.",
    }
    EVIDENCE_COMPANY "enroll.evidence-company" {
        statement: "Evidence for a direct-bill application is of the same company: an account with the same legal name or tax ID that is or was an indirect reseller, and a facts file that names one of the company's MPN IDs.",
        sources: [S20E],
        remedy: "Give evidence of the company itself, or say why it is the same company: `csp enroll submit --same-company REASON`.",
    }
    DIRECT_ELIGIBILITY "enroll.direct-eligibility" {
        statement: "A direct-bill application is submitted only when the eligibility check says yes for that day.",
        sources: [S20E, S20D],
        remedy: "Write down what is known in a file: `csp eligibility template --model direct` prints one to fill in. See what is missing with `csp eligibility check --facts FILE`, and apply with `--facts FILE`; or bring evidence with `--evidence-account ACCOUNT`, or record why you go ahead with `--despite-eligibility REASON`.",
    }
    BILLING_DAY "enroll.billing-day" {
        statement: "A direct-bill partner chooses a billing day from 1 to 28, which is fixed once the application is submitted.",
        sources: [ENROLLING_2021],
        remedy: "Choose it with `csp enroll edit --billing-day DAY` before submitting.",
    }
    MPA_GLOBAL_ADMIN "enroll.mpa-global-admin" {
        statement: "The Microsoft Partner Agreement is signed by a global admin.",
        sources: [S20D],
        remedy: "Let a global admin sign: `csp enroll sign-mpa --as ADDRESS`; `csp users list --role global-admin` shows who may.",
    }
    STEP "enroll.step" {
        statement: "The step asked for belongs to the application's present state.",
        sources: [OUR_CHOICE],
        remedy: "See where the application stands and what comes next: `csp enroll show`.",
    }
}
