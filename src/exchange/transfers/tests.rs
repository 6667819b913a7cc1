use super::*;
use crate::domain::transfer::{
    TransferDirection, TransferId, TransferKind, TransferSighting, TransferStateKind,
};
use crate::exchange::decode::{DecodedFile, Expected, Opening};
use crate::exchange::sheet::Parsed;

fn read(bytes: &[u8]) -> Parsed<TransferFile> {
    let opening = Opening {
        expected: Expected::RowsOrJson,
        sheet: None,
    };
    TransferFile::read(DecodedFile::read(bytes, opening).unwrap())
}

fn one(text: &str) -> TransferSighting {
    let Parsed { mut file, mistakes } = read(text.as_bytes());
    assert!(mistakes.is_empty(), "{:?}", mistakes.into_listed());
    assert_eq!(file.transfers.len(), 1);
    file.transfers.remove(0).1
}

const ID: &str = "b81d7a60-4444-4f0e-9b2c-0000000000d1";
const OURS: &str = "7d0c1e52-1111-4a6b-9c01-0000000000a1";

const PENDING: &str = r#"{
  "id": "b81d7a60-4444-4f0e-9b2c-0000000000d1",
  "status": "Active",
  "transferType": "5",
  "createdTime": "2026-10-14T09:30:00Z",
  "lastModifiedTime": "2026-10-14T09:30:00Z",
  "customerTenantId": "9f3b6a40-2222-4d17-8e55-0000000000c1",
  "customerName": "Tulip Harbor Bakery, Ltd.",
  "customerEmailId": "office@tulip-harbor.example",
  "partnertenantid": "7d0c1e52-1111-4a6b-9c01-0000000000a1",
  "sourcePartnerName": "Pebble Lane Licensing",
  "targetPartnerName": "Heron Quay Cloud GmbH",
  "partnerOnRecord": "5550202",
  "targetProductTypes": null,
  "lineItems": []
}"#;

const DONE: &str = r#"{"id":"b81d7a60-4444-4f0e-9b2c-0000000000d1","status":"Completed","transferType":"5",
  "createdTime":"2026-10-14T09:30:00Z","lastModifiedTime":"2026-10-16T15:02:11Z",
  "completedTime":"2026-10-16T15:02:11Z","lineItems":[{"id":"1",
  "subscriptionId":"5E1FB2C8-5555-4C3D-A7E6-0000000000F1","quantity":14,"billingCycle":"Monthly",
  "productType":"OnlineServicesNCE","status":"Complete"}]}"#;

const LEGACY: &str = r#"{"id":"b81d7a60-4444-4f0e-9b2c-0000000000d2","status":"reject",
  "createdTime":"2021-05-03T09:30:00.1234567","customerTenantId":"9f3b6a40-2222-4d17-8e55-0000000000c1",
  "partnerTenantId":"7d0c1e52-3333-4a6b-9c01-0000000000a3",
  "sourcePartnerTenantId":"7d0c1e52-1111-4a6b-9c01-0000000000a1","targetPartnerName":"Nordic",
  "targetPartnerTenantId":"7d0c1e52-3333-4a6b-9c01-0000000000a3",
  "lineItems":[{"id":"0","subscriptionId":"5e1fb2c8-5555-4c3d-a7e6-0000000000f1","quantity":3,
  "friendlyName":"Mail","offerId":"031c9e47-4802-4248-838e-778fb1d2cc05","transferError":"too late",
  "addonItems":[{"subscriptionId":"5e1fb2c8-5555-4c3d-a7e6-0000000000f2","quantity":3}]}]}"#;

#[test]
fn both_spellings_are_read() {
    let ours = Some(OURS.parse().unwrap());
    let pending = one(PENDING);
    assert_eq!(pending.kind, Some(TransferKind::NewCommerce));
    assert_eq!(pending.direction(ours), Some(TransferDirection::In));
    assert_eq!(
        pending.source.name.as_deref(),
        Some("Pebble Lane Licensing")
    );
    assert_eq!(pending.partner_on_record.as_deref(), Some("5550202"));
    assert_eq!(pending.items, Some(vec![]));
    let done = one(DONE);
    assert_eq!(done.direction(ours), None);
    let items = done.items.unwrap();
    assert_eq!(
        items[0].subscription,
        "5e1fb2c8-5555-4c3d-a7e6-0000000000f1"
    );
    assert_eq!(
        (items[0].quantity, items[0].status.as_deref()),
        (Some(14), Some("Complete"))
    );
    let Parsed { file, mistakes } = read(LEGACY.as_bytes());
    assert!(mistakes.is_empty());
    let legacy = &file.transfers[0].1;
    assert_eq!(legacy.kind, Some(TransferKind::Legacy));
    assert_eq!(legacy.direction(ours), Some(TransferDirection::Out));
    let items = legacy.items.as_ref().unwrap();
    assert_eq!(items.len(), 2, "add-ons move with their base subscription");
    assert_eq!(items[0].error.as_deref(), Some("too late"));
    assert!(
        matches!(
            &file.notes[0].1,
            TransferNote::UnreadDate {
                field: "createdTime",
                ..
            }
        ),
        "without a zone"
    );
}

#[test]
fn lists_lines_and_several_documents_are_read() {
    let other = PENDING.replace("0000000000d1", "0000000000d2");
    let line = |text: &str| text.replace('\n', " ");
    for (name, text) in [
        (
            "answer",
            format!(r#"{{"totalCount": 2, "items": [{PENDING}, {other}]}}"#),
        ),
        (
            "value",
            format!(r#"{{"value": [{PENDING}, {other}], "Count": 2}}"#),
        ),
        ("array", format!("[{PENDING}, {other}]")),
        ("documents", format!("{PENDING}\n{other}")),
        ("lines", format!("{}\n{}\n", line(PENDING), line(&other))),
        (
            "pages",
            format!(r#"[{{"items":[{PENDING}]}}, {{"items":[{other}]}}]"#),
        ),
        (
            "warning",
            format!("WARNING: truncated\n[{PENDING}, {other}]"),
        ),
        (
            "PowerShell",
            format!("[{PENDING}, {other}]")
                .replace("\"id\"", "\"Id\"")
                .replace("\"status\"", "\"Status\"")
                .replace("\"partnertenantid\"", "\"PartnerTenantId\"")
                .replace("\"5\"", "5"),
        ),
    ] {
        let Parsed { file, mistakes } = read(text.as_bytes());
        assert!(mistakes.is_empty(), "{name}");
        let ids: Vec<_> = file.transfers.iter().map(|(_, seen)| seen.id).collect();
        assert_eq!(ids.len(), 2, "{name}");
        assert_eq!(TransferId::Microsoft(ids[0]).to_string(), ID);
        assert_eq!(
            file.transfers[0].1.kind,
            Some(TransferKind::NewCommerce),
            "{name}"
        );
    }
    let mut wide = vec![0xff, 0xfe];
    wide.extend(PENDING.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read(&wide).file.transfers[0].1, one(PENDING));
    assert_eq!(read(br#"{"items": []}"#).file.transfers.len(), 0);
}

#[test]
fn words_that_csp_does_not_know_are_kept_and_noted() {
    let text = PENDING.replace("Active", "InProgress");
    let Parsed { file, .. } = read(text.as_bytes());
    assert_eq!(file.transfers[0].1.status, "InProgress");
    let unknown = TransferNote::UnknownStatus {
        shown: "InProgress".to_owned(),
    };
    assert_eq!(file.notes, [((2, 9), unknown)]);
    assert_eq!(TransferStateKind::shown_as("InProgress"), None);
    let cut = PENDING.replace("[]", "\"System.Object[]\"");
    let Parsed { file, .. } = read(cut.as_bytes());
    assert_eq!(file.notes[0].1, TransferNote::CutItems);
    assert_eq!(file.transfers[0].1.items, None);
}

#[test]
fn files_of_another_kind_are_refused_with_what_they_are() {
    let mut text = String::new();
    for (name, content) in [
        ("empty", ""),
        ("csv", "id,status\n1,2\n"),
        ("broken", "[{\"id\": "),
        ("number", "[4]"),
        (
            "name twice",
            "[{\"id\":\"b81d7a60-4444-4f0e-9b2c-0000000000d1\",\n\"status\":\"Active\",\"Status\":\"Completed\",\"lineItems\":[]}]",
        ),
        (
            "error of Graph",
            r#"{"error":{"code":"Forbidden","message":"no"}}"#,
        ),
        (
            "error of Partner Center",
            r#"{"code":900100,"description":"not found"}"#,
        ),
        ("eligibility", r#"[{"id":"x","isEligible":true}]"#),
        ("customers", r#"{"items":[{"id":"x","companyProfile":{}}]}"#),
        (
            "own answer",
            r#"{"id":"draft-1","microsoft_status":null,"items":[]}"#,
        ),
        ("other", r#"{"hello": 1}"#),
        (
            "request",
            r#"{"sourcePartnerTenantId":"7d0c1e52-3333-4a6b-9c01-0000000000a3"}"#,
        ),
        (
            "no status",
            r#"{"id":"b81d7a60-4444-4f0e-9b2c-0000000000d1","lineItems":[]}"#,
        ),
        ("bad id", r#"{"id":"7","status":"Active","lineItems":[]}"#),
        (
            "bad tenant",
            r#"{"id":"b81d7a60-4444-4f0e-9b2c-0000000000d1","status":"Active","transferType":"5","customerTenantId":"x"}"#,
        ),
        (
            "item without id",
            r#"{"id":"b81d7a60-4444-4f0e-9b2c-0000000000d1","status":"Active","lineItems":[{"id":"0"}]}"#,
        ),
        ("cut", r#"["@{id=1}"]"#),
    ] {
        let Parsed { file, mistakes } = read(content.as_bytes());
        assert_eq!(file.transfers.len(), 0, "{name}");
        let mistakes = mistakes.into_listed();
        assert!(!mistakes.is_empty(), "{name}");
        for one in mistakes {
            text.push_str(&format!("{name}: {}\n", one.located_message()));
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn the_call_of_each_kind_and_direction_is_ours_or_none() {
    use crate::domain::transfer::samples::planned;
    use crate::domain::transfer::{Transfer, TransferItem};
    use crate::domain::word::Word as _;
    let ours = Some(OURS.parse().unwrap());
    let mut text = String::new();
    for kind in TransferKind::ALL {
        for direction in TransferDirection::ALL {
            for state in [TransferStateKind::Planned, TransferStateKind::Pending] {
                let mut it = Transfer {
                    state,
                    ..planned(*kind, *direction)
                };
                it.items = vec![TransferItem {
                    subscription: "5e1fb2c8-5555-4c3d-a7e6-0000000000f1".to_owned(),
                    product_type: Some("OnlineServicesNCE".to_owned()),
                    quantity: Some(14),
                    ..TransferItem::default()
                }];
                let call = TransferCall::of(&it, ours);
                let call = serde_json::to_string_pretty(&call).unwrap();
                text.push_str(&format!("{kind}, {direction}, {state}\n{call}\n\n"));
            }
        }
    }
    insta::assert_snapshot!(text);
}
