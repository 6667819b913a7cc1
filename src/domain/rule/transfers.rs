//! Rules of transfers of subscriptions between partners.

use super::rules;
use crate::domain::source::*;

rules! {
    RELATIONSHIP "transfers.relationship" {
        statement: "The customer accepts a reseller relationship with the target partner before the transfer is created.",
        sources: [TRANSITION_2021, TRANSFERS_2023],
        remedy: "Ask the customer for a relationship: `csp customers invite CUSTOMER`\nOr extend the customer to the provider: `csp customers extend CUSTOMER --provider PROVIDER --consent-obtained`",
    }
    REGION "transfers.region" {
        statement: "Both partners are in the same region of the programme.",
        sources: [TRANSITION_2021, TRANSFER_LIMITS_2024, OUR_CHOICE],
        remedy: "Record the country of the other partner: `csp providers add NAME --country CC --mpn-id ID`\nIf the directory has it already: `csp providers edit PROVIDER --country CC`",
    }
    ITEMS "transfers.items" {
        statement: "A transfer moves whole subscriptions, each in one open transfer at most. A new-commerce transfer has 1 to 25 items of the types AzureSubscription, AzureReservation, AzureSavingsPlan, OnlineServicesNCE, Software or SaaS. A legacy one moves Azure pay-as-you-go (AzureSubscription) and licence subscriptions from before new commerce (LegacyLicense).",
        sources: [TRANSITION_2021, TRANSFER_LIMITS_2024, OUR_CHOICE],
        remedy: "Plan it with other items: `csp transfers plan CUSTOMER --direction DIRECTION --partner NAME --item SUBSCRIPTION:TYPE`",
    }
    RESELLER_OF_RECORD "transfers.reseller-of-record" {
        statement: "From 2025-12-01 Microsoft validates the Partner ID of the reseller of record on the target side of a transfer.",
        sources: [RESELLER_OF_RECORD_2025],
        remedy: "Ask the provider for Microsoft's answer. If it was yes: `csp providers validation PROVIDER valid`\nIf it was no: `csp providers validation PROVIDER invalid`",
    }
    ROLE "transfers.role" {
        statement: "An Admin agent creates, submits, accepts or cancels a transfer at Microsoft. In csp a global admin may record it too.",
        sources: [TRANSFERS_2023, OUR_CHOICE],
        remedy: "Grant the role: `csp users grant EMAIL admin-agent`",
    }
    STEP "transfers.step" {
        statement: "The step must be possible in the present state of the transfer. A new-commerce transfer is created by the target and submitted by the source; a legacy one is created by the source and accepted or rejected by the target.",
        sources: [TRANSFERS_2022, TRANSFERS_2023],
        remedy: "See the present state: `csp transfers show ID`",
    }
}
