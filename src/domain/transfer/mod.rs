//! Transfers: a customer's subscriptions that move between us and another partner.
//!
//! The machine, the rules, what must be true first, and what an export shows of a transfer. csp keeps the register and
//! changes nothing at Microsoft.

mod attention;
mod checks;
mod id;
mod item;
mod orderer;
mod plan;
mod reconcile;
mod record;
#[cfg(test)]
pub(crate) mod samples;
mod sighting;
mod state;
mod steps;

pub use attention::{FOLLOWED_UP_DAYS, TransferNeed, TransferNeedKind, TransferNeeds};
pub use checks::{
    TransferCheck, TransferCheckStatus, TransferFacts, TransferNextStep, ValidatedProvider,
    next_step_of, transfer_checks,
};
pub use id::{BadTransferId, MicrosoftTransferId, TransferId};
pub use item::{
    BadItem, MOST_ITEMS, PlannedItem, TransferItem, TransferProductType, subscription_key,
};
pub use orderer::TransferOrderer;
pub use plan::{
    TransferParties, TransferRequest, item_refusals, plan_transfer, transfer_plan_refusals,
};
pub use reconcile::ReconciledTransfer;
pub use record::{Transfer, TransferCustomer, TransferPartner};
pub use sighting::TransferSighting;
pub use state::{
    ShownTransferStep, TransferActor, TransferDirection, TransferEvent, TransferKind,
    TransferStateKind,
};
pub use steps::SeenTransferState;
