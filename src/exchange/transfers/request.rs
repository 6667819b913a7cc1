//! The call at Microsoft that takes a transfer further, with its body in Microsoft's names. csp itself calls nothing.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::domain::TenantId;
use crate::domain::transfer::{
    Transfer, TransferDirection, TransferEvent, TransferKind, TransferStateKind,
};

/// A call of Partner Center's API. What csp does not know is a word in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TransferCall {
    /// The method of HTTP.
    pub method: &'static str,
    /// The path of the address.
    pub path: String,
    /// The body; null if the call has none.
    pub body: Value,
}

impl TransferCall {
    /// The call that is ours to make: to create the transfer, to submit its items, or to accept it. Of a plan that the
    /// other partner creates, the call that follows. `None` where nothing is ours to do.
    pub fn of(it: &Transfer, ours: Option<TenantId>) -> Option<Self> {
        let customer = it.customer.tenant_id.map(|id| id.to_string());
        let customer = customer.unwrap_or_else(|| "CUSTOMER-TENANT-ID".to_owned());
        let base = format!("/v1/customers/{customer}/transfers");
        let id = it.id.microsoft().map(|id| id.to_string());
        let id = id.unwrap_or_else(|| "TRANSFER-ID".to_owned());
        let event = match (it.state, it.kind, it.direction) {
            (TransferStateKind::Planned, TransferKind::NewCommerce, TransferDirection::In)
            | (TransferStateKind::Planned, TransferKind::Legacy, TransferDirection::Out) => {
                TransferEvent::Create
            }
            (
                TransferStateKind::Planned | TransferStateKind::Pending,
                TransferKind::NewCommerce,
                TransferDirection::Out,
            ) => TransferEvent::Submit,
            (
                TransferStateKind::Planned | TransferStateKind::Pending,
                TransferKind::Legacy,
                TransferDirection::In,
            ) => TransferEvent::Accept,
            (TransferStateKind::Pending, ..)
            | (
                TransferStateKind::Completed
                | TransferStateKind::Cancelled
                | TransferStateKind::Rejected
                | TransferStateKind::Expired,
                ..,
            ) => return None,
        };
        let call = |method, path, body| Some(Self { method, path, body });
        match event {
            TransferEvent::Create => {
                let body = match it.kind {
                    TransferKind::NewCommerce => new_commerce_body(it, ours),
                    TransferKind::Legacy => legacy_body(it, ours),
                };
                call("POST", base, body)
            }
            TransferEvent::Submit => {
                let body = json!({ "id": id, "lineItems": items(it, &["productType"]) });
                call("PATCH", format!("{base}/{id}"), body)
            }
            TransferEvent::Accept => call("POST", format!("{base}/{id}/accept"), Value::Null),
            TransferEvent::Reject | TransferEvent::Cancel | TransferEvent::Expire => None,
        }
    }
}

/// The target creates it: the source partner and the customer's address are required.
fn new_commerce_body(it: &Transfer, ours: Option<TenantId>) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Option<String>, required: Option<&str>| {
        if let Some(value) = value.or_else(|| required.map(str::to_owned)) {
            body.insert(key.to_owned(), value.into());
        }
    };
    let source = it.partner.tenant_id.map(|id| id.to_string());
    put("sourcePartnerTenantId", source, Some("SOURCE-TENANT-ID"));
    put(
        "sourcePartnerName",
        it.partner.name.clone(),
        Some("SOURCE-NAME"),
    );
    put(
        "customerEmailId",
        it.customer.email.clone(),
        Some("CUSTOMER-EMAIL"),
    );
    put("customerName", it.customer.name.clone(), None);
    put("targetPartnerTenantId", ours.map(|id| id.to_string()), None);
    let mut types: Vec<&str> = it
        .items
        .iter()
        .filter_map(|item| item.product_type.as_deref())
        .collect();
    types.sort_unstable();
    types.dedup();
    if !types.is_empty() {
        body.insert("targetProductTypes".to_owned(), types.into());
    }
    Value::Object(body)
}

/// The source creates it, with the items.
fn legacy_body(it: &Transfer, ours: Option<TenantId>) -> Value {
    let mut body = Map::new();
    let target = it.partner.tenant_id.map(|id| id.to_string());
    let target = target.unwrap_or_else(|| "TARGET-TENANT-ID".to_owned());
    if let Some(ours) = ours {
        body.insert("sourcePartnerTenantId".to_owned(), ours.to_string().into());
    }
    body.insert("targetPartnerTenantId".to_owned(), target.into());
    if let Some(name) = &it.partner.name {
        body.insert("targetPartnerName".to_owned(), name.as_str().into());
    }
    if let Some(name) = &it.customer.name {
        body.insert("customerName".to_owned(), name.as_str().into());
    }
    body.insert("lineItems".to_owned(), items(it, &["quantity"]).into());
    Value::Object(body)
}

/// The items, with these keys beside the subscription where they are known.
fn items(it: &Transfer, keys: &[&str]) -> Vec<Value> {
    let of = |item: &crate::domain::transfer::TransferItem| {
        let mut fields = Map::new();
        fields.insert(
            "subscriptionId".to_owned(),
            item.subscription.as_str().into(),
        );
        for key in keys {
            let value: Option<Value> = match *key {
                "productType" => item.product_type.as_deref().map(Into::into),
                _ => item.quantity.map(Into::into),
            };
            if let Some(value) = value {
                fields.insert((*key).to_owned(), value);
            }
        }
        Value::Object(fields)
    };
    it.items.iter().map(of).collect()
}
