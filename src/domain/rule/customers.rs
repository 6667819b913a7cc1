//! Rules of customers, relationship requests, agreements and orders.

use super::rules;
use crate::domain::source::*;

rules! {
    UNIQUE "customers.unique" {
        statement: "A domain and a tenant id each name one customer of the account; names may repeat.",
        sources: [OUR_CHOICE],
        remedy: "See who has it with `csp customers show DOMAIN`; change a record with `csp customers edit`.",
    }
    ACCOUNT_ACTIVE "customers.account-active" {
        statement: "Requests go out only from an active enrollment.",
        sources: [S18],
        remedy: "Carry the enrollment to active first; `csp status` says what is next.",
    }
    TERRITORY "customers.territory" {
        statement: "A customer's tenant country lies in the account's region.",
        sources: [S20M, S20E, S20D],
        remedy: "Correct the country with `csp customers edit CUSTOMER --country CC`; a customer elsewhere is served from an account in that region.",
    }
    NOT_CSP_TENANT "customers.not-csp-tenant" {
        statement: "A tenant used for CSP transactions is no customer: partners do not resell to partners.",
        sources: [S17, S20E],
        remedy: "Serve the company through a tenant that it does not use for CSP; if the mark is wrong, `csp customers edit CUSTOMER --csp-tenant false`.",
    }
    REGISTRATION_ID "customers.registration-id" {
        statement: "A customer has a registration ID in the published form in the countries that ask for one, and none elsewhere.",
        sources: [ENROLLING_2021, ERROR_CODES_2023],
        remedy: "Set or clear it with `csp customers edit CUSTOMER --registration-id ID`.",
    }
    NOT_SELF "customers.not-self" {
        statement: "A partner does not sell to its own tenant.",
        sources: [SUPPORTED_2023],
        remedy: "Record a customer's tenant, not the account's own; `csp enroll show` shows which that is.",
    }
    TENANT_KNOWN "customers.tenant-known" {
        statement: "The personal link needs our tenant id, and for a joint request the provider's.",
        sources: [SUPPORTED_2023],
        remedy: "Give them with `csp enroll edit --tenant-id GUID` and `csp providers edit PROVIDER --tenant-id GUID`.",
    }
    LINK_REQUIRED "customers.link-required" {
        statement: "An edited message keeps the personal link exactly.",
        sources: [S18],
        remedy: "Put the link, or `{link}`, into the message and run `csp customers invite` again.",
    }
    PROVIDER_ACTIVE "customers.provider-active" {
        statement: "A joint request, and an order through a provider, needs an active partnership with it.",
        sources: [S18],
        remedy: "Authorize the provider first: `csp providers authorize PROVIDER --accept`.",
    }
    RESTRICTED "customers.restricted" {
        statement: "A restricted direct-bill partner sends no direct requests and places no new orders; as an active indirect reseller it may send joint requests.",
        sources: [RESTRICTED_2022],
        remedy: "Have the restriction lifted (`csp enroll reinstate`), or move on with `csp enroll transition`.",
    }
    AGREEMENT_FIRST "customers.agreement-first" {
        statement: "No order is placed before the customer has accepted the Microsoft Customer Agreement.",
        sources: [S20M],
        remedy: "Have the customer accept it and record that with `csp customers agreement CUSTOMER`.",
    }
    PROVIDER_RELATIONSHIP "customers.provider-relationship" {
        statement: "A provider orders only for customers it has a reseller relationship with.",
        sources: [S18, S20D],
        remedy: "Invite the customer to both at once: `csp customers invite CUSTOMER --provider PROVIDER`.",
    }
    SELF_RELATIONSHIP "customers.self-relationship" {
        statement: "Managing a customer needs our own reseller relationship.",
        sources: [S18],
        remedy: "Invite the customer: `csp customers invite CUSTOMER`.",
    }
    ATTESTATION "customers.attestation" {
        statement: "Attestation is by a direct-bill partner for its own customers or by the provider, never by an indirect reseller; an agreement names the signer and a date that is not in the future.",
        sources: [AGREEMENT_2023],
        remedy: "Have the provider attest, `csp customers agreement CUSTOMER --method attestation --attested-by PROVIDER`, or the customer accept it directly, with `--method direct`.",
    }
    EXTENSION "customers.extension" {
        statement: "A transitioning direct-bill partner may extend an existing direct relationship to a provider it is partnered with, with the customer's consent; the provider gets no admin rights, and an attested agreement must be attested again by the provider.",
        sources: [TRANSITION_2021],
        remedy: "Get the customer's consent and say so with `--consent-obtained`; start the transition with `csp enroll transition`.",
    }
    EXISTING "customers.existing" {
        statement: "Customers whom an indirect reseller already serves through other Microsoft portals are listed once it is active; everyone else needs a request.",
        sources: [S17, S18],
        remedy: "Add them with `csp customers add NAME --domain DOMAIN --country CC --email ADDRESS --origin existing`; a direct-bill partner uses `csp customers invite`.",
    }
    SUBSCRIPTIONS_SUSPENDED "customers.subscriptions-suspended" {
        statement: "A relationship is removed only after active subscriptions are suspended and reservations and software cancelled.",
        sources: [REMOVE_2021],
        remedy: "Suspend and cancel them, then say so: `csp customers remove CUSTOMER --subscriptions-suspended`.",
    }
    STEP "customers.step" {
        statement: "The step asked for belongs to the present state of the request or relationship, and a customer has one open request at a time.",
        sources: [OUR_CHOICE],
        remedy: "See the customer with `csp customers show CUSTOMER`.",
    }
    DIRECT_ORDER "customers.direct-order" {
        statement: "A direct-bill account orders for customers it won as such; for customers won as indirect reseller only the provider does.",
        sources: [TRANSITION_2021],
        remedy: "Order through the provider: `csp customers can-order CUSTOMER --provider PROVIDER`.",
    }
}
