//! What a file shows of a transfer.

use super::id::MicrosoftTransferId;
use super::item::TransferItem;
use super::record::TransferPartner;
use super::state::{TransferDirection, TransferKind};
use crate::domain::TenantId;
use crate::domain::calendar::Instant;

/// One transfer in a file. What the file does not say is `None` and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferSighting {
    /// Microsoft's id, by which records are matched.
    pub id: MicrosoftTransferId,
    /// The kind, where the file shows it.
    pub kind: Option<TransferKind>,
    /// Microsoft's word for its state.
    pub status: String,
    /// The customer's tenant.
    pub customer_tenant: Option<TenantId>,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// The address to which Microsoft sends notices.
    pub customer_email: Option<String>,
    /// The source partner.
    pub source: TransferPartner,
    /// The target partner.
    pub target: TransferPartner,
    /// `partnertenantid`. In new commerce it is the target, which creates the transfer; for legacy transfers nothing is
    /// published.
    pub partner_tenant: Option<TenantId>,
    /// The reseller that an indirect provider names for the moved subscriptions.
    pub partner_on_record: Option<String>,
    /// The items; `None` if the file has none or they were cut off.
    pub items: Option<Vec<TransferItem>>,
    /// When it was created.
    pub created_at: Option<Instant>,
    /// When it was last changed at Microsoft.
    pub modified_at: Option<Instant>,
    /// When it was completed.
    pub completed_at: Option<Instant>,
    /// When it expires.
    pub expires_at: Option<Instant>,
}

impl TransferSighting {
    /// Shows the state of a transfer, and nothing else of it.
    pub fn of(id: MicrosoftTransferId, status: &str) -> Self {
        Self {
            id,
            kind: None,
            status: status.to_owned(),
            customer_tenant: None,
            customer_name: None,
            customer_email: None,
            source: TransferPartner::default(),
            target: TransferPartner::default(),
            partner_tenant: None,
            partner_on_record: None,
            items: None,
            created_at: None,
            modified_at: None,
            completed_at: None,
            expires_at: None,
        }
    }

    /// To us or away from us, where the tenants of the partners show it.
    pub fn direction(&self, ours: Option<TenantId>) -> Option<TransferDirection> {
        let ours = ours?;
        let creator = match self.kind {
            Some(TransferKind::NewCommerce) => self.partner_tenant,
            Some(TransferKind::Legacy) | None => None,
        };
        if self.source.tenant_id == Some(ours) {
            Some(TransferDirection::Out)
        } else if self.target.tenant_id.or(creator) == Some(ours) {
            Some(TransferDirection::In)
        } else {
            None
        }
    }

    /// The other partner of a transfer in this direction.
    pub(super) fn partner(&self, direction: TransferDirection) -> TransferPartner {
        match direction {
            TransferDirection::In => self.source.clone(),
            TransferDirection::Out => TransferPartner {
                name: self.target.name.clone(),
                tenant_id: self.target.tenant_id.or(match self.kind {
                    Some(TransferKind::NewCommerce) => self.partner_tenant,
                    Some(TransferKind::Legacy) | None => None,
                }),
            },
        }
    }
}
