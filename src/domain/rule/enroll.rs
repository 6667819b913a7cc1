//! Rules of applying for the programme and staying in it.

use super::rules;
use crate::domain::source::*;

rules! {
    MPN_ID "enroll.mpn-id" {
        statement: "An application needs the MPN ID (Partner ID) of the location that sells: 4 to 10 digits.",
        sources: [S17, S20E],
        remedy: "Add it: `csp enroll edit --mpn-id ID`\nWithout an MPN ID, join the Microsoft partner network first.",
    }
    MPN_COUNTRY "enroll.mpn-country" {
        statement: "The MPN ID must belong to an active profile in the same country as the tenant.",
        sources: [S18, S20D],
        remedy: "Give the MPN ID of the location in the tenant's country: `csp enroll edit --mpn-id ID --mpn-country CC`",
    }
    MPN_UNIQUE "enroll.mpn-unique" {
        statement: "An MPN ID, a tenant domain and a tenant ID each belong to one account in a store.",
        sources: [ACCOUNT_STRUCTURE_2022],
        remedy: "See the account that has it: `csp enroll list`\nA further location needs its own MPN ID and tenant.",
    }
    SLUG "enroll.slug" {
        statement: "A short name belongs to one account in a store.",
        sources: [OUR_CHOICE],
        remedy: "Choose another short name with `--slug NAME`. To see those in use: `csp enroll list`",
    }
    LEGAL_PROFILE "enroll.legal-profile" {
        statement: "An application needs the legal name and the complete business address: line, city, postal code where the country has them, and the state or province in AU, BR, CA, CN, IN, JP, MX and US.",
        sources: [S17, S18, S20E, S20D],
        remedy: "Add what is missing: `csp enroll edit --legal-name NAME --line1 ADDRESS --city CITY --postal-code CODE`",
    }
    MARKET "enroll.market" {
        statement: "The company's country must be one where the programme has a market.",
        sources: [S20M],
        remedy: "Give the country's two-letter code: `csp enroll edit --country CC`\nTo see the countries: `csp enroll markets`",
    }
    REGISTRATION_ID "enroll.registration-id" {
        statement: "A registration ID is required in some countries.",
        sources: [ENROLLING_2021],
        remedy: "Give the number from the country's register or tax office: `csp enroll edit --registration-id ID`",
    }
    PRIMARY_CONTACT "enroll.primary-contact" {
        statement: "An application needs the primary contact's name and email address.",
        sources: [S18, S20D],
        remedy: "Add the person to whom messages about the application go: `csp enroll edit --contact-first-name NAME --contact-last-name NAME --contact-email ADDRESS`",
    }
    WEBMAIL "enroll.webmail" {
        statement: "The primary contact's address and the tenant's domain cannot belong to a web mail service.",
        sources: [S18, S20D],
        remedy: "Give an address on the company's own domain: `csp enroll edit --contact-email ADDRESS`",
    }
    CONTACT_DOMAIN "enroll.contact-domain" {
        statement: "If the primary contact's address is outside the tenant's domain, or on onmicrosoft.com, employment verification asks for proof that the company owns the domain; the address is accepted with a warning.",
        sources: [VERIFICATION_2023],
        remedy: "Have the proof ready, or give an address on the tenant's domain: `csp enroll edit --contact-email ADDRESS`",
    }
    SUPPORT_CONTACT "enroll.support-contact" {
        statement: "An application needs the email address and phone number of customer support.",
        sources: [S18, S20D],
        remedy: "Add both: `csp enroll edit --support-email ADDRESS --support-phone NUMBER`",
    }
    ADMIN "enroll.admin" {
        statement: "An application needs the first administrator, with a work address on the tenant's domain.",
        sources: [S17, S20E],
        remedy: "Add the administrator: `csp enroll edit --admin-first-name NAME --admin-last-name NAME --admin-email ADDRESS`",
    }
    BANK "enroll.bank" {
        statement: "An application needs bank details: a valid IBAN, or an account number with its bank code.",
        sources: [S17, S20E],
        remedy: "With an IBAN: `csp enroll edit --bank-holder NAME --iban IBAN`\nWithout an IBAN: `csp enroll edit --bank-holder NAME --account-number NUMBER --bank-code CODE`",
    }
    AUTHORITY "enroll.authority" {
        statement: "The applicant must have the authority to sign legal agreements for the company.",
        sources: [S20M, S20E],
        remedy: "If you have it, declare it: `csp enroll edit --authority-to-sign true`\nOtherwise have someone apply who does.",
    }
    ONE_MODEL "enroll.one-model" {
        statement: "One tenant has one model, except through the transition from direct bill to indirect reseller.",
        sources: [ENROLLING_2021],
        remedy: "To change from direct bill to indirect reseller: `csp enroll transition`\nAny other second model needs its own tenant.",
    }
    EVIDENCE_COMPANY "enroll.evidence-company" {
        statement: "Evidence for a direct-bill application must be about the same company: an account with the same legal name or tax ID that is or was an indirect reseller, or a facts file with one of the company's MPN IDs.",
        sources: [S20E],
        remedy: "Use evidence of the company itself, or give the reason why it is the same company: `csp enroll submit --same-company REASON`",
    }
    DIRECT_ELIGIBILITY "enroll.direct-eligibility" {
        statement: "A direct-bill application can only be submitted when the eligibility check answers yes for that day.",
        sources: [S20E, S20D],
        remedy: "To write down the facts, start with: `csp eligibility template --model direct`\nTo see what is missing: `csp eligibility check --model direct --facts FILE`\nTo submit with these facts: `csp enroll submit --facts FILE`\nTo submit with evidence of another account: `csp enroll submit --evidence-account ACCOUNT`\nTo submit anyway: `csp enroll submit --despite-eligibility REASON`",
    }
    BILLING_DAY "enroll.billing-day" {
        statement: "A direct-bill partner needs a billing day from 1 to 28, which cannot be changed after submitting.",
        sources: [ENROLLING_2021],
        remedy: "Set it before submitting: `csp enroll edit --billing-day DAY`",
    }
    MPA_GLOBAL_ADMIN "enroll.mpa-global-admin" {
        statement: "The Microsoft Partner Agreement must be signed by a global admin.",
        sources: [S20D],
        remedy: "Have a global admin sign: `csp enroll sign-mpa --as ADDRESS`\nTo see the global admins: `csp users list --role global-admin`",
    }
    STEP "enroll.step" {
        statement: "The step must be possible in the present state of the application.",
        sources: [OUR_CHOICE],
        remedy: "See the present state and the next step: `csp enroll show`",
    }
}
