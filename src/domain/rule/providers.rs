//! Rules of working with indirect providers.

use super::rules;
use crate::domain::source::*;

rules! {
    RESELLER_ACTIVE "providers.reseller-active" {
        statement: "Only an active indirect reseller can have providers: enrolled, verified, partner agreement signed. From 2020-02-01 on this is the Microsoft Partner Agreement, before that the reseller agreement of the time.",
        sources: [S20D],
        remedy: "Bring the indirect-reseller enrollment to active first. To see the next step: `csp status`",
    }
    NOT_SELF "providers.not-self" {
        statement: "An account cannot be its own provider: MPN ID, tenant and domain must differ from the account's own.",
        sources: [OUR_CHOICE],
        remedy: "Compare it with this account: `csp enroll show`\nThen correct the entry: `csp providers edit PROVIDER --help` lists the flags",
    }
    SAME_REGION "providers.same-region" {
        statement: "Both sides of a partnership must be in the same region.",
        sources: [S20D],
        remedy: "Find providers in your region: `csp providers search`",
    }
    LINK "providers.link" {
        statement: "An invitation is accepted through its personal link, by a signed-in global admin.",
        sources: [S18, S20D],
        remedy: "Leave out `--link`, or use the link of the open invitation: `csp providers show PROVIDER`",
    }
    ACCEPT "providers.accept" {
        statement: "Authorizing requires explicit consent: the provider can then order and add subscriptions for shared customers, and gets administrator access to the account.",
        sources: [S18, S20D],
        remedy: "To agree: `csp providers authorize PROVIDER --accept`",
    }
    REVOKE_ADMIN "providers.revoke-admin" {
        statement: "The provider's administrator access can be taken back and given again while the partnership continues.",
        sources: [S18, S20D],
        remedy: "See the partnership: `csp providers show PROVIDER`\nTo take the access back: `csp providers revoke-admin PROVIDER`\nTo give it again: `csp providers restore-admin PROVIDER`",
    }
    STEP "providers.step" {
        statement: "The step must be possible in the present state of the partnership, and a provider has one open invitation at a time.",
        sources: [OUR_CHOICE],
        remedy: "See the present state: `csp providers show PROVIDER`",
    }
    UNIQUE "providers.unique" {
        statement: "An MPN ID, a tenant ID and a tenant domain each belong to one provider in the directory; names may repeat.",
        sources: [OUR_CHOICE],
        remedy: "See the provider that has it: `csp providers show MPN-ID`",
    }
    NO_INHERITED_CUSTOMERS "providers.no-inherited-customers" {
        statement: "A partnership does not add the provider's customers to the account's list.",
        sources: [S18],
        remedy: "Invite each customer: `csp customers invite CUSTOMER --provider PROVIDER`",
    }
}
