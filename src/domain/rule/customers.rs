//! Rules of customers, relationship requests, agreements and orders.

use super::rules;
use crate::domain::source::*;

rules! {
    UNIQUE "customers.unique" {
        statement: "A domain and a tenant ID each belong to one customer of the account; names may repeat.",
        sources: [OUR_CHOICE],
        remedy: "See the customer that has it: `csp customers show DOMAIN`",
    }
    ACCOUNT_ACTIVE "customers.account-active" {
        statement: "Requests can only be sent while an enrollment is active.",
        sources: [S18],
        remedy: "Bring the enrollment to active first. To see the next step: `csp status`",
    }
    TERRITORY "customers.territory" {
        statement: "A customer's tenant must be in a country of the account's region.",
        sources: [S20M, S20E, S20D],
        remedy: "If the country is wrong, correct it: `csp customers edit CUSTOMER --country CC`\nServe a customer in another region from an account in that region.",
    }
    NOT_CSP_TENANT "customers.not-csp-tenant" {
        statement: "A tenant that is used for CSP transactions cannot be a customer: partners do not resell to partners.",
        sources: [S17, S20E],
        remedy: "Serve the company through a tenant that it does not use for CSP.\nIf the mark is wrong: `csp customers edit CUSTOMER --csp-tenant false`",
    }
    REGISTRATION_ID "customers.registration-id" {
        statement: "A customer must have a registration ID in the published form in countries that require one, and cannot have one in countries that do not use them.",
        sources: [ENROLLING_2021, ERROR_CODES_2023],
        remedy: "Set it, or clear it with an empty value: `csp customers edit CUSTOMER --registration-id ID`",
    }
    NOT_SELF "customers.not-self" {
        statement: "A partner cannot sell to its own tenant.",
        sources: [SUPPORTED_2023],
        remedy: "Use the customer's tenant. To see the account's own: `csp enroll show`",
    }
    TENANT_KNOWN "customers.tenant-known" {
        statement: "The personal link contains the account's tenant ID, and for a joint request the provider's tenant ID.",
        sources: [SUPPORTED_2023],
        remedy: "Add the account's: `csp enroll edit --tenant-id GUID`\nAdd the provider's: `csp providers edit PROVIDER --tenant-id GUID`",
    }
    LINK_REQUIRED "customers.link-required" {
        statement: "An edited message must contain the personal link without changes.",
        sources: [S18],
        remedy: "Put the link, or `{link}`, into the message and run `csp customers invite CUSTOMER` again.",
    }
    PROVIDER_ACTIVE "customers.provider-active" {
        statement: "A joint request, or an order through a provider, needs an active partnership with the provider.",
        sources: [S18],
        remedy: "Authorize the provider first: `csp providers authorize PROVIDER --accept`",
    }
    RESTRICTED "customers.restricted" {
        statement: "A restricted direct-bill partner cannot send direct requests or place new orders; as an active indirect reseller it can send joint requests.",
        sources: [RESTRICTED_2022],
        remedy: "When the restriction is lifted: `csp enroll reinstate`\nTo change to indirect reseller: `csp enroll transition`",
    }
    AGREEMENT_FIRST "customers.agreement-first" {
        statement: "The customer must accept the Microsoft Customer Agreement before an order. Automatic renewal and cancellation do not need it.",
        sources: [S20M, AGREEMENT_2023],
        remedy: "Have the customer accept the agreement, then record it: `csp customers agreement CUSTOMER`",
    }
    PROVIDER_RELATIONSHIP "customers.provider-relationship" {
        statement: "A provider can only order for customers with which it has a reseller relationship.",
        sources: [S18, S20D],
        remedy: "Invite the customer to both in one request: `csp customers invite CUSTOMER --provider PROVIDER`",
    }
    SELF_RELATIONSHIP "customers.self-relationship" {
        statement: "Managing a customer requires our own reseller relationship with it.",
        sources: [S18],
        remedy: "Invite the customer: `csp customers invite CUSTOMER`",
    }
    ATTESTATION "customers.attestation" {
        statement: "A direct-bill partner can attest for its own customers, and a provider can attest; an indirect reseller cannot. The agreement needs the signer's first name, last name and email address, and a date that is not in the future. Since 2026-01-05, Microsoft takes attestations only through its enhanced API, and an attestation also needs the customer's company name.",
        sources: [AGREEMENT_2023, ATTESTATION_2025],
        remedy: "If the provider attests: `csp customers agreement CUSTOMER --method attestation --attested-by PROVIDER`\nIf the customer accepts it itself: `csp customers agreement CUSTOMER --method direct`",
    }
    EXTENSION "customers.extension" {
        statement: "A direct-bill partner in transition can extend an existing direct relationship to a provider it is partnered with, if the customer consents. The provider gets no admin rights, and it must attest an attested agreement again.",
        sources: [TRANSITION_2021],
        remedy: "Start the transition first: `csp enroll transition`\nGet the customer's consent, then: `csp customers extend CUSTOMER --provider PROVIDER --consent-obtained`",
    }
    EXISTING "customers.existing" {
        statement: "Customers that an indirect reseller already serves through other Microsoft portals are listed as soon as the reseller is active; all others need a request.",
        sources: [S17, S18],
        remedy: "As an indirect reseller: `csp customers add NAME --domain DOMAIN --country CC --email ADDRESS --origin existing`\nAs a direct-bill partner: `csp customers invite CUSTOMER`",
    }
    SUBSCRIPTIONS_SUSPENDED "customers.subscriptions-suspended" {
        statement: "Before a relationship is removed, active subscriptions must be suspended, and reservations and software cancelled.",
        sources: [REMOVE_2021],
        remedy: "Suspend and cancel them, then confirm it: `csp customers remove CUSTOMER --subscriptions-suspended`",
    }
    STEP "customers.step" {
        statement: "The step must be possible in the present state of the request or relationship, and a customer has one open request at a time.",
        sources: [OUR_CHOICE],
        remedy: "See the present state: `csp customers show CUSTOMER`",
    }
    DIRECT_ORDER "customers.direct-order" {
        statement: "A direct-bill account orders for customers that it won as a direct-bill partner; for customers won as an indirect reseller, only the provider can order.",
        sources: [TRANSITION_2021],
        remedy: "Order through the provider: `csp customers can-order CUSTOMER --provider PROVIDER`",
    }
    AGREEMENT_CURRENT "customers.agreement-current" {
        statement: "A customer that accepted the Microsoft Customer Agreement before 2023-04-01 must accept it again. Microsoft has not published the day from which orders are blocked: set it when you know it. Automatic renewal and cancellation are never blocked.",
        sources: [AGREEMENT_NOTICES_2025],
        remedy: "Have the customer accept the agreement again, then record it: `csp customers agreement CUSTOMER`\nIf you know the day from which orders are blocked: `csp config set orders.agreement-block-from DATE`",
    }
    ACCOUNT_VERIFICATION "customers.account-verification" {
        statement: "Microsoft blocks new orders, more seats and upgrades for a customer whose account is under review, not allowed or unknown. Renewal, fewer seats and cancellation are not blocked.",
        sources: [VALIDATION_STATUS_2021, ERROR_CODES_2023],
        remedy: "Record the status that Partner Center shows: `csp customers verification CUSTOMER STATUS`",
    }
    RESELLER_OF_RECORD "customers.reseller-of-record" {
        statement: "Where a provider orders, Microsoft must accept the Partner ID of the reseller: since 2025-06-02 for new orders, since 2025-12-01 also for more seats and changes. Automatic renewal is exempt.",
        sources: [RESELLER_OF_RECORD_2025],
        remedy: "Ask the provider for Microsoft's answer. If it was yes: `csp providers validation PROVIDER valid`\nIf it was no: `csp providers validation PROVIDER invalid`",
    }
}
