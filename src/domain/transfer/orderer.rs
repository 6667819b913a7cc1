//! Who acts for our side of a transfer: we do, or the provider that orders for the customer.

use super::state::TransferActor;
use crate::domain::model::Model;
use crate::domain::order::{SeveralProviders, who_orders};
use crate::domain::relationship::Party;
use crate::domain::slug::Slug;
use crate::domain::standing::Standing;

/// Who orders for the customer of a transfer, and so acts for our side of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TransferOrderer<P> {
    /// We do.
    #[default]
    Us,
    /// One of these providers does. There is none while no provider works with us.
    Providers(Vec<P>),
}

impl TransferOrderer<Slug> {
    /// As an order would be decided. A customer that is not on record would be won as we win customers now. An account
    /// that is not active in the programme acts itself.
    pub fn of(
        ours: &Standing,
        won_as: Option<Model>,
        related: Vec<Slug>,
        partners: &[Slug],
    ) -> Self {
        if !ours.is_active() {
            return Self::Us;
        }
        let won_as = won_as.unwrap_or_else(|| ours.wins_as());
        match who_orders(ours, won_as, related, partners) {
            Ok(Some(Party::Us)) => Self::Us,
            Ok(Some(Party::Provider(slug))) => Self::Providers(vec![slug]),
            Ok(None) => Self::Providers(Vec::new()),
            Err(SeveralProviders(slugs)) => Self::Providers(slugs),
        }
    }
}

impl<P> TransferOrderer<P> {
    /// Who acts, where the procedure of a transfer names this side.
    pub fn acts_as(&self, actor: TransferActor) -> TransferActor {
        match (actor, self) {
            (TransferActor::Us, Self::Providers(_)) => TransferActor::Provider,
            (
                TransferActor::Us
                | TransferActor::Provider
                | TransferActor::OtherPartner
                | TransferActor::Microsoft,
                _,
            ) => actor,
        }
    }

    /// The provider, if it is known which one.
    pub fn provider(&self) -> Option<&P> {
        match self {
            Self::Providers(all) => match all.as_slice() {
                [only] => Some(only),
                _ => None,
            },
            Self::Us => None,
        }
    }
}
