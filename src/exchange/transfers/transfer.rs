//! Reads one transfer, in the spelling of new commerce and of the legacy pages. Keys are found in any case.

use std::str::FromStr;

use super::findings::{Findings, TransferNote};
use crate::domain::calendar::Instant;
use crate::domain::text::kept_text;
use crate::domain::transfer::{
    MicrosoftTransferId, TransferItem, TransferKind, TransferPartner, TransferSighting,
    TransferStateKind, subscription_key,
};
use crate::exchange::json::date::{SeenInstant, seen_instant};
use crate::exchange::json::node::{Fields, Node, is_cut};

/// Line and column of a record, both from 1.
type At = (u64, usize);

/// What a record shows of a transfer; `None` where it has a mistake.
pub(super) fn transfer_of(
    findings: &mut Findings<'_>,
    fields: &Fields<'_>,
    at: At,
) -> Option<TransferSighting> {
    let Some(id) = fields.text("id") else {
        findings.wrong(
            at,
            "this transfer does not have an `id`: it is a request and not what Microsoft answered",
        );
        return None;
    };
    let id = id
        .parse::<MicrosoftTransferId>()
        .map_err(|error| findings.wrong_field(at, "id", error))
        .ok();
    let status = match fields.given("status") {
        Some(Node::Text(text)) if !text.trim().is_empty() => shown(text),
        Some(Node::Number(number)) => Some(number.to_string()),
        Some(_) | None => None,
    };
    if status.is_none() {
        findings.wrong(at, "this transfer does not have a `status`");
    }
    let (id, status) = (id?, status?);
    if TransferStateKind::shown_as(&status).is_none() {
        let shown = status.clone();
        findings.note(at, TransferNote::UnknownStatus { shown });
    }
    let mut seen = TransferSighting::of(id, &status);
    let before = findings.mistakes_so_far();
    seen.customer_tenant = guid(findings, fields, at, "customerTenantId");
    seen.customer_name = words(fields, "customerName");
    seen.customer_email = words(fields, "customerEmailId");
    seen.source = TransferPartner {
        name: words(fields, "sourcePartnerName"),
        tenant_id: guid(findings, fields, at, "sourcePartnerTenantId"),
    };
    seen.target = TransferPartner {
        name: words(fields, "targetPartnerName"),
        tenant_id: guid(findings, fields, at, "targetPartnerTenantId"),
    };
    seen.partner_tenant = guid(findings, fields, at, "partnerTenantId");
    seen.partner_on_record = word_or_number(fields.given("partnerOnRecord"));
    seen.created_at = date(findings, fields, at, "createdTime");
    seen.modified_at = date(findings, fields, at, "lastModifiedTime");
    seen.completed_at = date(findings, fields, at, "completedTime");
    seen.expires_at = date(findings, fields, at, "expirationTime");
    seen.items = items(findings, fields, at);
    seen.kind = kind_of(fields, &status);
    (findings.mistakes_so_far() == before).then_some(seen)
}

/// The kind, where the record shows it: its type, or fields that only one kind has.
fn kind_of(fields: &Fields<'_>, status: &str) -> Option<TransferKind> {
    let shown_type = word_or_number(fields.given("transferType"));
    if let Some(shown) = shown_type {
        let plain: String = shown.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.to_ascii_lowercase().as_str() {
            "3" | "5" | "modernazure" | "newcommerce" => return Some(TransferKind::NewCommerce),
            "directtoindirect" => return Some(TransferKind::Legacy),
            _ => {}
        }
    }
    let of_new_commerce = [
        "customerEmailId",
        "targetProductTypes",
        "partnerOnRecord",
        "completedTime",
        "expirationTime",
    ];
    let of_legacy_items = [
        "offerId",
        "addonItems",
        "transferError",
        "partnerIdOnRecord",
    ];
    let items = fields.given("lineItems").and_then(Node::list);
    let has = |keys: &[&str]| {
        let mut items = items.into_iter().flatten();
        items.any(|one| matches!(one, Node::Object(item) if item.has_any(keys)))
    };
    if fields.has_any(&of_new_commerce) || has(&["productType"]) {
        Some(TransferKind::NewCommerce)
    } else if has(&of_legacy_items)
        || TransferStateKind::shown_as(status) == Some(TransferStateKind::Rejected)
    {
        Some(TransferKind::Legacy)
    } else {
        None
    }
}

fn items(findings: &mut Findings<'_>, fields: &Fields<'_>, at: At) -> Option<Vec<TransferItem>> {
    let node = fields.given("lineItems")?;
    let mut found = Vec::new();
    match node.list() {
        Some(all) => add_items(findings, all, at, &mut found),
        None => {
            if node.text().is_some_and(is_cut) {
                findings.note(at, TransferNote::CutItems);
            }
            return None;
        }
    }
    Some(found)
}

/// Adds items, and the add-ons of legacy ones, which move with their base subscription.
fn add_items(findings: &mut Findings<'_>, all: &[Node<'_>], at: At, found: &mut Vec<TransferItem>) {
    for one in all {
        match one {
            Node::Null => {}
            Node::Object(item) => {
                let Some(subscription) = words(item, "subscriptionId") else {
                    findings.wrong_field(
                        at,
                        "lineItems",
                        "an item does not have a `subscriptionId`",
                    );
                    continue;
                };
                let subscription = subscription_key(&subscription);
                if found.iter().any(|one| one.subscription == subscription) {
                    let subscription = subscription.clone();
                    findings.note(at, TransferNote::RepeatedItem { subscription });
                }
                found.push(TransferItem {
                    subscription,
                    product_type: words(item, "productType"),
                    quantity: quantity(findings, item, at),
                    billing_cycle: word_or_number(item.given("billingCycle")),
                    status: word_or_number(item.given("status")),
                    error: words(item, "transferError"),
                });
                let add_ons = item.given("addonItems").and_then(Node::list);
                add_items(findings, add_ons.unwrap_or_default(), at, found);
            }
            Node::Text(text) if is_cut(text) => findings.note(at, TransferNote::CutItems),
            Node::Text(_) | Node::Bool(_) | Node::Number(_) | Node::List(_) | Node::TooDeep => {
                findings.wrong_field(at, "lineItems", "expected objects with a `subscriptionId`");
            }
        }
    }
}

/// The quantity of an item. What is not a whole number, 0 or greater, is noted.
fn quantity(findings: &mut Findings<'_>, item: &Fields<'_>, at: At) -> Option<i64> {
    /// Every whole number up to this one is exact.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let (read, written) = match item.given("quantity")? {
        Node::Text(text) => (text.trim().parse().ok(), shown(text)?),
        Node::Number(number) if number.abs() > MOST => (None, format!("{number:e}")),
        Node::Number(number) if number.fract() == 0.0 => (Some(*number as i64), number.to_string()),
        Node::Number(number) => (None, number.to_string()),
        Node::Bool(value) => (None, value.to_string()),
        Node::List(_) | Node::TooDeep => (None, "a list".to_owned()),
        Node::Object(_) => (None, "an object".to_owned()),
        Node::Null => return None,
    };
    let read = read.filter(|number| *number >= 0);
    if read.is_none() {
        let shown = written;
        findings.note(at, TransferNote::UnreadQuantity { shown });
    }
    read
}

/// A text for people: normalised, without invisible characters; `None` if it is blank.
fn shown(text: &str) -> Option<String> {
    let kept = kept_text(text.trim());
    (!kept.is_empty() && !kept.contains('\0')).then(|| kept.into_owned())
}

fn words(fields: &Fields<'_>, key: &str) -> Option<String> {
    fields.text(key).and_then(shown)
}

fn word_or_number(node: Option<&Node<'_>>) -> Option<String> {
    match node? {
        Node::Text(text) => shown(text),
        Node::Number(number) => Some(number.to_string()),
        Node::Null | Node::Bool(_) | Node::List(_) | Node::Object(_) | Node::TooDeep => None,
    }
}

/// A GUID; blank, or all zeros as .NET writes it where there is none, counts as absent.
fn guid<T: FromStr<Err: std::fmt::Display>>(
    findings: &mut Findings<'_>,
    fields: &Fields<'_>,
    at: At,
    key: &'static str,
) -> Option<T> {
    let text = fields.text(key)?;
    if text.chars().all(|letter| matches!(letter, '0' | '-')) {
        return None;
    }
    text.parse()
        .map_err(|error| findings.wrong_field(at, key, error))
        .ok()
}

fn date(
    findings: &mut Findings<'_>,
    fields: &Fields<'_>,
    at: At,
    field: &'static str,
) -> Option<Instant> {
    match seen_instant(fields.get(field)) {
        SeenInstant::Absent => None,
        SeenInstant::At(at) => Some(at),
        SeenInstant::Unread(shown) => {
            findings.note(at, TransferNote::UnreadDate { field, shown });
            None
        }
    }
}
