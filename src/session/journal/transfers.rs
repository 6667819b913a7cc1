//! Forms of `transfers.…` entries.

use serde::Serialize;
use serde_json::Value;

use super::Form;
use crate::diagnostic::Result;
use crate::domain::TenantId;
use crate::domain::calendar::Instant;
use crate::domain::transfer::{
    Transfer, TransferDirection, TransferId, TransferItem, TransferKind, TransferStateKind,
};

/// A transfer. Every change of one compares two of these.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TransferForm<'a> {
    id: TransferId,
    kind: TransferKind,
    direction: TransferDirection,
    customer_domain: Option<String>,
    customer_tenant: Option<TenantId>,
    customer_name: Option<&'a str>,
    customer_email: Option<&'a str>,
    partner_name: Option<&'a str>,
    partner_tenant: Option<TenantId>,
    state: TransferStateKind,
    microsoft_status: Option<&'a str>,
    partner_on_record: Option<&'a str>,
    items: Vec<TransferItemForm<'a>>,
    planned_at: Option<String>,
    created_at: Option<String>,
    modified_at: Option<String>,
    completed_at: Option<String>,
    expires_at: Option<String>,
    note: Option<&'a str>,
}

/// A subscription of a transfer.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct TransferItemForm<'a> {
    subscription: &'a str,
    product_type: Option<&'a str>,
    quantity: Option<i64>,
    billing_cycle: Option<&'a str>,
    status: Option<&'a str>,
    error: Option<&'a str>,
}

/// A new transfer: what is known of it. Its id is the subject of the entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct NewTransferForm<'a>(pub TransferForm<'a>);

/// That a file shows a state that contradicts the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TransferContradictionForm<'a> {
    /// What the file shows.
    pub shown: &'a str,
    /// What is recorded.
    pub recorded: TransferStateKind,
}

impl Form for TransferForm<'_> {}
impl Form for TransferContradictionForm<'_> {}
impl Form for NewTransferForm<'_> {
    fn to_changes(&self) -> Result<Value> {
        let mut changes = self.0.to_changes()?;
        if let Value::Object(fields) = &mut changes {
            fields.retain(|key, value| key != "id" && !value.is_null());
        }
        Ok(changes)
    }
}

impl<'a> From<&'a TransferItem> for TransferItemForm<'a> {
    fn from(it: &'a TransferItem) -> Self {
        Self {
            subscription: &it.subscription,
            product_type: it.product_type.as_deref(),
            quantity: it.quantity,
            billing_cycle: it.billing_cycle.as_deref(),
            status: it.status.as_deref(),
            error: it.error.as_deref(),
        }
    }
}

impl<'a> From<&'a Transfer> for TransferForm<'a> {
    fn from(it: &'a Transfer) -> Self {
        let moment = |at: Option<Instant>| at.map(crate::domain::calendar::rfc3339);
        Self {
            id: it.id,
            kind: it.kind,
            direction: it.direction,
            customer_domain: it.customer.domain.as_ref().map(ToString::to_string),
            customer_tenant: it.customer.tenant_id,
            customer_name: it.customer.name.as_deref(),
            customer_email: it.customer.email.as_deref(),
            partner_name: it.partner.name.as_deref(),
            partner_tenant: it.partner.tenant_id,
            state: it.state,
            microsoft_status: it.microsoft_status.as_deref(),
            partner_on_record: it.partner_on_record.as_deref(),
            items: it.items.iter().map(Into::into).collect(),
            planned_at: moment(it.planned_at),
            created_at: moment(it.created_at),
            modified_at: moment(it.modified_at),
            completed_at: moment(it.completed_at),
            expires_at: moment(it.expires_at),
            note: it.note.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EditedFields, assert_json};
    use super::*;
    use crate::domain::transfer::samples::{planned, seen_as};

    #[test]
    fn a_transfer_has_every_key() {
        let mut it = planned(TransferKind::NewCommerce, TransferDirection::Out);
        it.items.push(TransferItem {
            subscription: "one".to_owned(),
            ..TransferItem::default()
        });
        assert_json(
            &TransferForm::from(&it),
            concat!(
                r#"{"id":"draft-1","kind":"new-commerce","direction":"out","customer_domain":"contoso.fr","#,
                r#""customer_tenant":null,"customer_name":"Contoso","customer_email":null,"#,
                r#""partner_name":"Pebble Lane","partner_tenant":null,"state":"planned","#,
                r#""microsoft_status":null,"partner_on_record":null,"items":[{"subscription":"one","#,
                r#""product_type":null,"quantity":null,"billing_cycle":null,"status":null,"error":null}],"#,
                r#""planned_at":"2026-11-01T09:00:00Z","created_at":null,"modified_at":null,"completed_at":null,"#,
                r#""expires_at":null,"note":null}"#,
            ),
        );
    }

    #[test]
    fn a_new_transfer_has_what_is_known() {
        let expected = serde_json::json!({
            "kind": "new-commerce", "direction": "in", "state": "completed",
            "microsoft_status": "Completed", "items": [],
        });
        let it = seen_as("Completed");
        let form = NewTransferForm(TransferForm::from(&it));
        assert_eq!(form.to_changes().unwrap(), expected);
    }

    #[test]
    fn a_changed_transfer_has_the_changed_fields_alone() {
        let edited = EditedFields::of_transfer(&seen_as("Active"), &seen_as("Complete"));
        assert_json(
            &edited.unwrap(),
            r#"{"state":{"from":"pending","to":"completed"},"microsoft_status":{"from":"Active","to":"Complete"}}"#,
        );
    }

    #[test]
    fn a_contradiction_has_both_states() {
        let form = TransferContradictionForm {
            shown: "Cancel",
            recorded: TransferStateKind::Completed,
        };
        assert_json(&form, r#"{"shown":"Cancel","recorded":"completed"}"#);
    }
}
