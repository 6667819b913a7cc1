use std::io::Read;

use proptest::prelude::*;

use super::super::*;
use crate::domain::revenue::DocumentSums;

/// The lines of the published shapes: every kind of line of one invoice.
const LINES: [&str; 5] = [
    r#"{"PartnerId":"7d0c","CustomerId":"9f3b","CustomerName":"Tulip Harbor Bakery, Ltd.","InvoiceNumber":"G900000001","MpnId":"5550101","Tier2MpnId":"5550202","OrderId":"o1","OrderDate":"2026-10-01T00:00:00Z","ChargeType":"cycleCharge","Subtotal":147.0,"TaxTotal":0,"Total":147.0,"Currency":"EUR","PriceAdjustmentDescription":"[]","PublisherName":"Microsoft","PublisherId":"NA","SubscriptionId":"s1","ChargeStartDate":"2026-10-01T00:00:00Z","ChargeEndDate":"2026-10-31T00:00:00Z","TermAndBillingCycle":"One-Year commitment for monthly/yearly billing","PricingCurrency":"EUR","PCToBCExchangeRate":1,"PCToBCExchangeRateDate":"0001-01-01T00:00:00","ProductQualifiers":[],"PromotionId":"","ProductCategory":null}"#,
    r#"{"InvoiceNumber":"G900000001","MpnId":"5550101","Tier2MpnId":5550303,"ProductName":"Example Storage","SubscriptionDescription":"Azure plan","ChargeType":"New","UnitPrice":0.045,"BillableQuantity":1203.75,"Subtotal":38.95,"Total":38.95,"Currency":"EUR","PricingCurrency":"USD","PCToBCExchangeRate":0.846202666,"PCToBCExchangeRateDate":"2026-10-29T00:00:00Z","PriceAdjustmentDescription":"[\"15.0% Partner earned credit for services managed\"]","TermAndBillingCycle":"Data Stored (GB/Month)","ChargeStartDate":"2026-10-01T00:00:00","ChargeEndDate":"2026-11-01T00:00:00"}"#,
    r#"{"InvoiceNumber":"G900000001","MpnId":"5550101","Tier2MpnId":"0","ProductName":"Example Server 2025 - 1 licence","ChargeType":"new","UnitPrice":"820","BillableQuantity":"1","Subtotal":"820","TaxTotal":"0E-20","Total":"820","Currency":"EUR","TermAndBillingCycle":"","BillingFrequency":"","ChargeStartDate":"2026-10-12T18:30:06.6045692Z","ChargeEndDate":null,"PublisherName":"Microsoft"}"#,
    r#"{"InvoiceNumber":"G900000001","Tier2MpnId":"5550202","ChargeType":"removeQuantity","BillableQuantity":-3,"Subtotal":-31.5,"Total":-31.5,"Currency":"EUR","TermAndBillingCycle":"One-Year commitment for monthly/yearly billing","ChargeStartDate":"2026-09-28T00:00:00-08:00","ChargeEndDate":"2026-09-30T00:00:00Z","ReferenceId":"{\"osId\":\"example-os\",\"id\":\"71c2\",\"v\":2}"}"#,
    r#"{"InvoiceNumber":"G900000001","Tier2MpnId":null,"ProductName":"Example Firewall","PublisherName":"Invented Security Oy","PublisherId":"21220000","ChargeType":"new","Subtotal":59.9,"Total":59.9,"Currency":"EUR","TermAndBillingCycle":"1 Year Subscription","ChargeStartDate":"2026-10-05T00:00:00Z","ChargeEndDate":"2027-10-04T00:00:00Z"}"#,
];

fn reading(whose: Whose<'_>) -> Reading<'_> {
    Reading {
        whose,
        dates: None,
        is_from_provider: false,
        is_basic: false,
        may_be_empty: false,
        today: Day::from_ymd_opt(2026, 11, 28).unwrap(),
    }
}

fn read(text: impl AsRef<[u8]>) -> RevenueFile {
    read_revenue(text.as_ref(), reading(Whose::Everybodys)).unwrap()
}

#[track_caller]
fn refused(text: impl AsRef<[u8]>) -> String {
    let found = read_revenue(text.as_ref(), reading(Whose::Everybodys)).unwrap_err();
    let listed = found.into_listed();
    let messages: Vec<String> = listed.iter().map(Diagnostic::located_message).collect();
    messages.join("\n")
}

/// The sums of all documents, and the fingerprints of all lines.
fn content(file: &RevenueFile) -> (DocumentSums, Vec<u64>) {
    let (mut sums, mut marks) = (DocumentSums::default(), Vec::new());
    for part in &file.documents {
        sums.add_part(&part.sums).unwrap();
        marks.extend(&part.marks);
    }
    marks.sort_unstable();
    (sums, marks)
}

fn amounts(file: &RevenueFile) -> Vec<String> {
    let (sums, _) = content(file);
    let amounts = sums.amounts.iter();
    amounts
        .map(|(key, amount)| {
            format!(
                "{} {} {} {}",
                key.month,
                key.category,
                amount.normalize(),
                key.currency
            )
        })
        .collect()
}

#[test]
fn the_published_lines_have_their_sums() {
    let own: MpnId = "5550202".parse().unwrap();
    let file = read_revenue(LINES.join("\n").as_bytes(), reading(Whose::Of(&own))).unwrap();
    assert_eq!(
        amounts(&file),
        [
            "2026-09 cloud -31.5 EUR",
            "2026-10 cloud 147 EUR",
            "2026-10 perpetual-software 820 EUR",
            "2026-10 third-party 59.9 EUR",
        ]
    );
    let money =
        |left: &LeftOut| -> Vec<String> { left.money().iter().map(ToString::to_string).collect() };
    assert_eq!((file.rows, file.other_resellers.rows), (4, 1));
    assert_eq!(money(&file.other_resellers), ["38.95 EUR"]);
    assert_eq!(money(&file.without_reseller), ["879.90 EUR"]);
    assert!(file.unknown_charges.is_empty());
}

#[test]
fn every_layout_of_the_lines_is_the_same() {
    let plain = read(LINES.join("\n"));
    let pretty: Vec<String> = LINES
        .iter()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            serde_json::to_string_pretty(&value).unwrap()
        })
        .collect();
    for (name, text) in [
        ("a line end at the end", LINES.join("\n") + "\n"),
        (
            "BOM, CRLF and blank lines",
            format!("\u{feff}{}\r\n\r\n", LINES.join("\r\n \r\n")),
        ),
        ("an array", format!("[{}]", LINES.join(","))),
        (
            "an array over lines",
            format!("[\n  {}\n]\n", LINES.join(",\n  ")),
        ),
        (
            "two arrays",
            format!("[{}]\n[{}]", LINES[..2].join(","), LINES[2..].join(",")),
        ),
        ("objects over lines", pretty.join("\n")),
        (
            "an array of objects over lines",
            format!("[{}]", pretty.join(",")),
        ),
        ("one after the other", LINES.join("")),
        (
            "the answer of version 1",
            format!(
                "{{\"totalCount\":5,\"items\":[{}],\"attributes\":{{}}}}",
                LINES.join(",")
            ),
        ),
        (
            "the answer of Graph",
            format!(
                "{{\"@odata.context\":\"x\",\n\"value\": [\n{}\n]}}",
                LINES.join(",\n")
            ),
        ),
    ] {
        let read = read(&text);
        assert_eq!(content(&read), content(&plain), "{name}");
        assert_eq!(read.rows, 5, "{name}");
    }
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(LINES.join("\n").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(content(&read(utf16)), content(&plain));
}

#[test]
fn names_are_matched_like_headings() {
    let spelled = LINES[0]
        .replace("Tier2MpnId", "resellerMPNID")
        .replace("InvoiceNumber", "invoice_number")
        .replace("Subtotal", "SUBTOTAL");
    assert_eq!(amounts(&read(spelled)), ["2026-10 cloud 147 EUR"]);
    let both = LINES[0].replace("\"MpnId\"", "\"ResellerMpnId\"");
    let message = refused(both);
    assert!(
        message.contains("name different resellers in one row"),
        "{message}"
    );
    let twice = LINES[0].replace("\"TaxTotal\"", "\"subtotal\"");
    assert!(refused(twice).contains("appears twice in one line"));
}

#[test]
fn every_cell_without_a_value_is_none() {
    let own: MpnId = "5550202".parse().unwrap();
    for cell in ["-1", "\"-1\"", "0", "\"0\"", "\"\"", "null"] {
        let line = LINES[0].replace("\"5550202\"", cell);
        let file = read_revenue(line.as_bytes(), reading(Whose::Of(&own))).unwrap();
        assert_eq!((file.rows, file.without_reseller.rows), (1, 1), "{cell}");
    }
    for cell in ["\"0001-01-01T00:00:00\"", "\"1/1/0001\"", "\"\"", "null"] {
        let line = LINES[0].replace(
            "\"ChargeStartDate\":\"2026-10-01T00:00:00Z\"",
            &format!("\"ChargeStartDate\":{cell}"),
        );
        assert_eq!(
            amounts(&read(line.replace("2026-10-01", "2026-09-30"))),
            ["2026-09 cloud 147 EUR"],
            "{cell}"
        );
    }
    for (cell, amount) in [
        ("0E-20", "0"),
        ("1.2E-05", "0.000012"),
        ("\"'22.000000000000000000\"", "22"),
        ("0.486031696515249", "0.486031696515249"),
        ("1E+2", "100"),
        ("\"$0.0808\"", "0.0808"),
    ] {
        let line = LINES[0].replace("\"Subtotal\":147.0", &format!("\"Subtotal\":{cell}"));
        assert_eq!(
            amounts(&read(line)),
            [format!("2026-10 cloud {amount} EUR")],
            "{cell}"
        );
    }
}

#[test]
fn mistakes_are_named_with_line_and_column() {
    let bad = LINES[1].replace("38.95,\"Total\"", "\"about 39\",\"Total\"");
    let column = bad.find("\"about 39\"").unwrap() + 1;
    assert_eq!(
        refused(format!("{}\n\n{bad}\n", LINES[0])),
        format!("3:{column}: Subtotal: {}", number::EXPECTED)
    );
    for (text, said) in [
        (
            format!("{}\n{}", LINES[0], &LINES[1][..200]),
            "2:1: the file is incomplete",
        ),
        (format!("[{},", LINES[0]), "1:1: the file is incomplete"),
        (
            format!("{{\"value\":[{}", LINES[0]),
            "1:1: the file is incomplete",
        ),
        (
            format!("{}\n{}", LINES[0], LINES[1].replace("0.045", "0.045x")),
            "2:1: not valid JSON",
        ),
        (format!("{}\n17\n", LINES[0]), "2:1: not valid JSON"),
        (LINES[0].replace("147.0", "NaN"), "1:1: not valid JSON"),
        (
            format!("{}\n{}", LINES[0], LINES[1].replace("38.95", "05")),
            "2:1: not valid JSON",
        ),
        (
            format!("[{} {}]", LINES[0], LINES[1]),
            "1:1: not valid JSON: a comma",
        ),
        (
            format!("[{},\n,{}]", LINES[0], LINES[1]),
            "2:1: not valid JSON: a comma",
        ),
        (
            format!("{{\"value\":[{},]}}", LINES[0]),
            "1:1: not valid JSON: a comma",
        ),
        (
            format!("{},\n{}", LINES[0], LINES[1]),
            "1:1: not valid JSON",
        ),
        (
            "{\"value\":[]}".to_owned(),
            "1:1: the file does not contain any lines",
        ),
        ("[]".to_owned(), "1:1: the file does not contain any lines"),
        (
            format!("{{\"totalCount\":9,\"items\":[{}]}}", LINES[0]),
            "has 1 of 9",
        ),
        (
            format!(
                "{{\"value\":[{}],\"@odata.nextLink\":\"https://x\"}}",
                LINES[0]
            ),
            "one page of a longer list",
        ),
        (
            "{\"month\":\"2020-03\",\"currency\":\"EUR\",\"amount\":1}".to_owned(),
            "read as CSV",
        ),
        ("{\"a\":1}".to_owned(), "not a known revenue file"),
    ] {
        let message = refused(&text);
        assert!(message.contains(said), "{said}: {message}");
    }
    let accents = LINES[0].replace("Bakery", "Bäkery");
    let mut invalid = LINES[1].as_bytes().to_vec();
    invalid[20] = 0xff;
    let text = [accents.as_bytes(), b"\n", &invalid].concat();
    let message = refused(text);
    assert!(
        message.starts_with("2:1: the line has bytes that are not UTF-8"),
        "{message}"
    );
}

#[test]
fn endless_input_is_refused_and_not_kept() {
    for start in ["{\"a\":\"", "[[[[", "{\"value\":[{\"a\":["] {
        let endless = start
            .as_bytes()
            .chain(std::io::repeat(b'x'))
            .take(100 << 20);
        let found = read_revenue(endless, reading(Whose::Everybodys)).unwrap_err();
        assert_eq!(found.count(), 1, "{start}");
    }
    let names: Vec<String> = (0..2000).map(|n| format!("\"n{n}\":1")).collect();
    assert!(refused(format!("{{{}}}", names.join(","))).contains("1000 different names"));
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(400_000), "]".repeat(400_000));
    assert!(!refused(deep).is_empty());
}

#[test]
fn lines_that_repeat_charges_are_refused() {
    let unbilled = LINES[0].replace("\"G900000001\"", "\"\"");
    assert!(refused(unbilled).contains("repeat charges"));
    for usage in [
        r#"{"InvoiceNumber":"G1","MpnId":"1","UsageDate":"2026-10-17T00:00:00Z","BillingPreTaxTotal":1.57,"BillingCurrency":"EUR","MeterCategory":"VM"}"#,
        r#"{"InvoiceNumber":"G1","UsageDate":"2026-10-17T00:00:00Z","BillingPreTaxTotal":1.57,"BillingCurrency":"EUR"}"#,
    ] {
        assert!(refused(usage).contains("repeats the Azure charges"));
    }
    let influenced = r#"{"Month":"2026-10-01","CPORRevenue":5,"PartnerAttributionType":"CPOR"}"#;
    assert!(refused(influenced).contains("not billed and never counts"));
    let export = r#"{"MonthKey":"20261001","BilledRevenueUSD":10,"CPORRevenue":7,"PartnerAttributionType":"Transacting Partner"}
{"MonthKey":"20261001","BilledRevenueUSD":5,"CPORRevenue":7,"PartnerAttributionType":"CPOR"}"#;
    assert_eq!(amounts(&read(export)), ["2026-10 cloud 10 USD"]);
}

#[test]
fn a_basic_export_cannot_be_filtered() {
    let own: MpnId = "5550202".parse().unwrap();
    let mut basic = LINES[0].to_owned();
    for name in [
        "\"MpnId\":\"5550101\",",
        "\"Tier2MpnId\":\"5550202\",",
        "\"PublisherId\":\"NA\",",
    ] {
        basic = basic.replace(name, "");
    }
    // One name of a full export does not say which reseller a line belongs to.
    let with_product = basic.replace("{", "{\"ProductName\":\"x\",");
    for basic in [basic, with_product] {
        let refused = |whose, is_from_provider| {
            let reading = Reading {
                is_from_provider,
                ..reading(whose)
            };
            let file = read_revenue(basic.as_bytes(), reading).unwrap();
            file.not_filtered.is_some()
        };
        assert!(refused(Whose::Of(&own), false));
        assert!(refused(Whose::OwnInvoices(&own), true));
        assert!(!refused(Whose::OwnInvoices(&own), false));
        assert!(!refused(Whose::Everybodys, true));
    }
}

#[test]
fn unknown_kinds_of_charge_count_and_are_named() {
    let unknown = LINES[0].replace("cycleCharge", "Shiny new kind");
    let file = read(format!("{unknown}\n{}\n{unknown}", LINES[3]));
    assert_eq!(file.rows, 3);
    assert_eq!(
        file.unknown_charges,
        [("Shiny new kind".to_owned(), 2)].into()
    );
}

/// Returns a few bytes at a time, so that objects are split at many positions.
struct Drip<'a>(&'a [u8], usize);
impl Read for Drip<'_> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.len().min(self.1).min(room.len());
        room[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// A line of its own for each number.
fn line(number: usize) -> String {
    let kind = LINES[number % LINES.len()];
    kind.replace(
        "\"InvoiceNumber\":\"G900000001\"",
        &format!("\"InvoiceNumber\":\"G900000001\",\"ReferenceId2\":{number}"),
    )
}

proptest! {
    #[test]
    fn no_order_and_no_split_changes_a_sum(
        numbers in prop::collection::btree_set(0..1000_usize, 1..30).prop_map(Vec::from_iter),
        order in any::<u64>(), at in any::<prop::sample::Index>(), step in 1..5000_usize,
    ) {
        let lines: Vec<String> = numbers.iter().map(|number| line(*number)).collect();
        let whole = read(lines.join("\n"));
        let mut mixed = lines.clone();
        mixed.sort_by_key(|line| mix(line, order));
        let dripped = mixed.join("\n");
        let slow = read_revenue(Drip(dripped.as_bytes(), step), reading(Whose::Everybodys)).unwrap();
        prop_assert_eq!(content(&slow), content(&whole));
        let (front, back) = mixed.split_at(at.index(mixed.len()));
        let parts: Vec<_> = [front, back].iter().filter(|part| !part.is_empty()).map(|part| content(&read(part.join("\n")))).collect();
        let (mut sums, mut marks) = (DocumentSums::default(), Vec::new());
        for (part, lines) in parts {
            sums.add_part(&part).unwrap();
            marks.extend(lines);
        }
        marks.sort_unstable();
        prop_assert_eq!((sums, marks), content(&whole));
    }

    #[test]
    fn what_repeats_charges_is_never_added(at in 0..6_usize, amount in "[0-9]{1,6}\\.[0-9]{2}") {
        let mut lines: Vec<String> = LINES.iter().map(|line| (*line).to_owned()).collect();
        lines.insert(at.min(5), LINES[1].replace("\"G900000001\"", "null").replace("38.95", &amount));
        let repeated = read_revenue(lines.join("\n").as_bytes(), reading(Whose::Everybodys));
        prop_assert!(repeated.is_err());
    }

    #[test]
    fn no_text_makes_the_reader_fail(text in "(\\{|\\[|\\}|\\]|\"|,|:|Subtotal|\"Currency\":\"EUR\"|1e9|null|\\\\|\n| ){0,60}") {
        let _ = read_revenue(format!("{{\"a{text}").as_bytes(), reading(Whose::Everybodys));
    }
}

/// An order of lines for each number.
fn mix(line: &str, order: u64) -> u64 {
    let bytes = line.bytes();
    bytes.fold(order, |mixed, byte| {
        (mixed ^ u64::from(byte))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(13)
    })
}
