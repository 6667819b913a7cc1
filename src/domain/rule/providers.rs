//! Rules of working with indirect providers.

use super::rules;
use crate::domain::source::*;

rules! {
    RESELLER_ACTIVE "providers.reseller-active" {
        statement: "Only an active indirect reseller is invited or partnered: enrolled, verified, partner agreement signed. From 2020-02-01 on that is the Microsoft Partner Agreement; before it was the reseller agreement of that time.",
        sources: [S20D],
        remedy: "Carry the indirect-reseller enrollment to active first; `csp status` says what is next.",
    }
    NOT_SELF "providers.not-self" {
        statement: "An account is not its own provider: the provider's MPN ID, tenant and domain are others than ours.",
        sources: [OUR_CHOICE],
        remedy: "See our own with `csp enroll show` and correct the entry with `csp providers edit PROVIDER`.",
    }
    SAME_REGION "providers.same-region" {
        statement: "Both sides of a partnership are in the same region.",
        sources: [S20D],
        remedy: "Find providers that fit with `csp providers search`.",
    }
    LINK "providers.link" {
        statement: "An invitation is accepted through its personal link, by a signed-in global admin.",
        sources: [S18, S20D],
        remedy: "Use the link of the open invitation, shown by `csp providers show PROVIDER`, or leave `--link` away.",
    }
    ACCEPT "providers.accept" {
        statement: "Authorizing takes the explicit check mark; it lets the provider order and add subscriptions for shared customers and grants it administrator access to the account.",
        sources: [S18, S20D],
        remedy: "Set the check mark with `csp providers authorize PROVIDER --accept`.",
    }
    REVOKE_ADMIN "providers.revoke-admin" {
        statement: "The provider's administrator access can be taken back while the partnership stays, and given again.",
        sources: [S18, S20D],
        remedy: "See the partnership with `csp providers show PROVIDER`. An active one loses the access with `csp providers revoke-admin PROVIDER` and gets it back with `csp providers restore-admin PROVIDER`.",
    }
    STEP "providers.step" {
        statement: "The step asked for belongs to the partnership's present state, and a provider has one open invitation at a time.",
        sources: [OUR_CHOICE],
        remedy: "See the partnership with `csp providers show PROVIDER`.",
    }
    UNIQUE "providers.unique" {
        statement: "An MPN ID, a tenant id and a tenant domain each name one provider of the directory; names may repeat.",
        sources: [OUR_CHOICE],
        remedy: "See who has it with `csp providers show MPN-ID`; change an entry with `csp providers edit`.",
    }
    NO_INHERITED_CUSTOMERS "providers.no-inherited-customers" {
        statement: "Connecting brings no customers of the provider into the account's list.",
        sources: [S18],
        remedy: "Invite each customer: `csp customers invite CUSTOMER --provider PROVIDER`.",
    }
}
