//! Documents of revenue: parts, repeated content, new content, and sources that exclude each other.

use proptest::prelude::*;
use serde_json::Value;

use crate::world::{World, requirement};

const MODERN: &str = "PartnerId,InvoiceNumber,ResellerMPNID,CustomerId,Subtotal,Currency,PublisherName,PublisherId,\
    ChargeStartDate,ChargeEndDate,TermAndBillingCycle,PricingCurrency,PCToBCExchangeRate\n";
const LICENCE: &str =
    "PartnerId,CustomerId,OfferId,ChargeStartDate,ChargeEndDate,Subtotal,Currency\n";

fn reseller() -> World {
    World::reseller("2020-01-10T09:00:00Z")
}

/// A line of an invoice of September 2020.
fn line(invoice: &str, customer: &str, amount: &str) -> String {
    format!("p,{invoice},,{customer},{amount},USD,Microsoft,NA,9/1/2020,9/30/2020,Monthly,USD,1\n")
}

fn import<'a>(files: &[&'a str]) -> Vec<&'a str> {
    [&["eligibility", "revenue", "import"], files].concat()
}

/// The revenue that counts, one month per line.
fn counted(world: &World) -> Vec<String> {
    let list = world.json(&["eligibility", "revenue", "list"], 0);
    let rows = list.as_array().unwrap().iter();
    rows.filter(|row| row["counted"] == true)
        .map(|row| {
            let amount = &row["amount"];
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            format!(
                "{} {} {}",
                text(&row["month"]),
                text(&amount["amount"]),
                text(&amount["currency"])
            )
        })
        .collect()
}

#[test]
fn parts_of_one_command_add_up_in_any_order() {
    for files in [["a.csv", "b.csv"], ["b.csv", "a.csv"]] {
        let world = reseller();
        world.write("a.csv", &format!("{MODERN}{}", line("G1", "c1", "1000.00")));
        world.write("b.csv", &format!("{MODERN}{}", line("G1", "c2", "250.00")));
        let answer = world.json(&import(&files), 0);
        assert_eq!(answer["documents"][0]["after"][0]["amount"], "1250.00");
        assert_eq!(counted(&world), ["2020-09 1250.00 USD"]);
        for again in [&files[..], &files[..1], &files[1..]] {
            let answer = world.json(&import(again), 0);
            assert_eq!(answer["documents"][0]["outcome"], "unchanged");
        }
        // The same lines in one file, in another order.
        let joined = format!(
            "{MODERN}{}{}",
            line("G1", "c2", "250.00"),
            line("G1", "c1", "1000.00")
        );
        world.write("joined.csv", &joined);
        let answer = world.json(&import(&["joined.csv"]), 0);
        assert_eq!(answer["documents"][0]["outcome"], "unchanged");
        assert_eq!(counted(&world), ["2020-09 1250.00 USD"]);
        world.csp(&["store", "check"]).expect(0);
    }
}

#[test]
fn parts_that_repeat_lines_are_refused_and_named() {
    let world = reseller();
    let (one, two) = (line("G1", "c1", "10.00"), line("G1", "c2", "5.00"));
    world.write("a.csv", &format!("{MODERN}{one}{two}"));
    world.write("b.csv", &format!("{MODERN}{two}"));
    let run = world.csp(&import(&["a.csv", "b.csv"])).expect(2);
    assert!(run.stderr.contains("repeats 1 line of"), "{}", run.stderr);
    world.csp(&import(&["a.csv"])).expect(0);
    let run = world.csp(&import(&["b.csv", "--add"])).expect(2);
    assert!(run.stderr.contains("repeats 1 line of"), "{}", run.stderr);
    assert_eq!(counted(&world), ["2020-09 15.00 USD"]);
}

/// A file as a spreadsheet saves it again: numbers without trailing zeros.
fn saved_again(file: &str) -> String {
    file.replace(".00,", ",")
}

#[test]
fn a_file_saved_again_beside_itself_is_not_counted_twice() {
    let world = reseller();
    let one = format!(
        "{MODERN}{}{}",
        line("G1", "c1", "10.00"),
        line("G1", "c2", "5.00")
    );
    world.write("a.csv", &one);
    world.write("copy.csv", &saved_again(&one));
    for files in [["a.csv", "copy.csv"], ["copy.csv", "a.csv"]] {
        let run = world.csp(&import(&files)).expect(2);
        assert!(
            run.stderr.contains("may be the same file saved again"),
            "{}",
            run.stderr
        );
    }
    // Equal sums for other customers are separate parts.
    world.write(
        "b.csv",
        &format!(
            "{MODERN}{}{}",
            line("G1", "c3", "10"),
            line("G1", "c4", "5")
        ),
    );
    world.csp(&import(&["a.csv", "b.csv"])).expect(0);
    assert_eq!(counted(&world), ["2020-09 30.00 USD"]);
}

#[test]
fn a_missing_file_is_reported_with_what_to_do() {
    let run = reseller().csp(&import(&["lost.csv"])).expect(2);
    assert!(
        run.stderr.contains("help: Check the path"),
        "{}",
        run.stderr
    );
}

#[test]
fn replacing_with_one_part_removes_the_other_parts() {
    let world = reseller();
    world.write("a.csv", &format!("{MODERN}{}", line("G1", "c1", "10.00")));
    world.write("b.csv", &format!("{MODERN}{}", line("G1", "c2", "5.00")));
    world.csp(&import(&["a.csv", "b.csv"])).expect(0);
    let answer = world.json(&import(&["b.csv", "a.csv", "--replace"]), 0);
    assert_eq!(answer["documents"][0]["outcome"], "unchanged");
    let answer = world.json(&import(&["a.csv"]), 0);
    assert_eq!(answer["documents"][0]["outcome"], "unchanged");
    let answer = world.json(&import(&["a.csv", "--replace"]), 0);
    assert_eq!(answer["documents"][0]["outcome"], "replaced");
    assert_eq!(answer["documents"][0]["before"][0]["amount"], "15.00");
    assert_eq!(answer["documents"][0]["after"][0]["amount"], "10.00");
    assert_eq!(counted(&world), ["2020-09 10.00 USD"]);
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn other_content_is_refused_until_it_is_added_or_replaces() {
    let world = reseller();
    world.write("a.csv", &format!("{MODERN}{}", line("G1", "c1", "400.00")));
    world.write("b.csv", &format!("{MODERN}{}", line("G1", "c2", "90.00")));
    world.csp(&import(&["a.csv"])).expect(0);
    let run = world.csp(&import(&["b.csv"])).expect(2);
    for part in ["400.00 USD", "90.00 USD", "--replace", "--add"] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    assert_eq!(counted(&world), ["2020-09 400.00 USD"]);
    let rehearsal = world.json(&import(&["b.csv", "--add", "--dry-run"]), 0);
    assert_eq!(rehearsal["documents"][0]["after"][0]["amount"], "490.00");
    let answer = world.json(&import(&["b.csv", "--add"]), 0);
    let document = &answer["documents"][0];
    assert_eq!(document["outcome"], "added");
    assert_eq!(document["before"][0]["amount"], "400.00");
    assert_eq!(document["after"][0]["amount"], "490.00");
    assert_eq!(counted(&world), ["2020-09 490.00 USD"]);
    assert_eq!(
        world.json(&import(&["b.csv"]), 0)["files"][0]["unchanged"],
        1
    );
    let answer = world.json(&import(&["b.csv", "a.csv", "--replace"]), 0);
    assert_eq!(answer["documents"][0]["outcome"], "unchanged");
    world.write("c.csv", &format!("{MODERN}{}", line("G1", "c3", "7.00")));
    let answer = world.json(&import(&["c.csv", "--replace"]), 0);
    assert_eq!(answer["documents"][0]["outcome"], "replaced");
    assert_eq!(answer["documents"][0]["before"][0]["amount"], "490.00");
    assert_eq!(counted(&world), ["2020-09 7.00 USD"]);
    world
        .csp(&import(&["c.csv", "--replace", "--add"]))
        .expect(2);
    world.csp(&["audit", "verify"]).expect(0);
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn licence_files_are_distinguished_by_currency_and_period() {
    let world = reseller();
    let row = |customer: &str, start: &str, end: &str, amount: &str, currency: &str| {
        format!("P1,{customer},o,{start},{end},{amount},{currency}\n")
    };
    world.write(
        "eur.csv",
        &format!(
            "{LICENCE}{}",
            row("c", "9/1/2020", "9/30/2020", "10", "EUR")
        ),
    );
    world.write(
        "usd.csv",
        &format!(
            "{LICENCE}{}",
            row("c", "9/1/2020", "9/30/2020", "20", "USD")
        ),
    );
    world.csp(&import(&["eur.csv"])).expect(0);
    world.csp(&import(&["usd.csv"])).expect(0);
    assert_eq!(counted(&world), ["2020-09 10.00 EUR", "2020-09 20.00 USD"]);
    world.write(
        "late.csv",
        &format!(
            "{LICENCE}{}",
            row("d", "9/15/2020", "10/14/2020", "5", "EUR")
        ),
    );
    let run = world.csp(&import(&["late.csv"])).expect(2);
    for period in ["2020-09-01..2020-09-30", "2020-09-15..2020-10-14"] {
        assert!(run.stderr.contains(period), "{}", run.stderr);
    }
    world.csp(&import(&["late.csv", "--add"])).expect(0);
    assert_eq!(counted(&world), ["2020-09 15.00 EUR", "2020-09 20.00 USD"]);
    assert_eq!(
        world.json(&import(&["late.csv"]), 0)["files"][0]["unchanged"],
        1
    );
    world.write(
        "both.csv",
        &format!(
            "{LICENCE}{}",
            row("e", "9/20/2020", "10/19/2020", "1", "EUR")
        ),
    );
    let answer = world.json(&import(&["both.csv", "--replace"]), 0);
    assert_eq!(answer["documents"][0]["before"][0]["amount"], "15.00");
    assert_eq!(counted(&world), ["2020-09 1.00 EUR", "2020-09 20.00 USD"]);
}

#[test]
fn two_partners_may_use_one_invoice_number() {
    let world = reseller();
    world.write("p.csv", &format!("{MODERN}{}", line("G1", "c1", "1.00")));
    world.write(
        "q.csv",
        &format!("{MODERN}q{}", &line("G1", "c1", "2.00")[1..]),
    );
    world.csp(&import(&["p.csv"])).expect(0);
    world.csp(&import(&["q.csv"])).expect(0);
    assert_eq!(counted(&world), ["2020-09 3.00 USD"]);
}

#[test]
fn sources_of_one_month_exclude_each_other_in_any_order() {
    let steps: [(&str, &[&str]); 3] = [
        (
            "export",
            &["eligibility", "revenue", "import", "insights.csv"],
        ),
        (
            "invoice",
            &["eligibility", "revenue", "import", "invoice.csv"],
        ),
        (
            "stated",
            &["eligibility", "revenue", "add", "2020-09", "156000"],
        ),
    ];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let world = reseller();
        world.write(
            "insights.csv",
            "MonthKey,BilledRevenueUSD\n202009,150000.00\n202010,5.00\n",
        );
        world.write(
            "invoice.csv",
            &format!("{MODERN}{}", line("G1", "c", "155000.00")),
        );
        for step in order {
            world.csp(steps[step].1).expect(0);
        }
        assert_eq!(
            counted(&world),
            ["2020-09 156000.00 USD", "2020-10 5.00 USD"]
        );
        let check = world.json(&["eligibility", "check", "--model", "direct"], 3);
        let revenue = requirement(&check, "revenue-ttm");
        assert_eq!(revenue["found"], "156005.00 USD", "{revenue}");
        let detail = revenue["detail"].as_str().unwrap();
        for others in ["invoices", "exports"] {
            assert!(
                detail.contains(&format!("Not counted in 2020-09: {others}")),
                "{detail}"
            );
        }
        for (kind, left) in [("stated", "155000.00"), ("invoice", "150000.00")] {
            let remove = [
                "eligibility",
                "revenue",
                "remove",
                "2020-09",
                "--source",
                kind,
            ];
            let answer = world.json(&remove, 0);
            assert_eq!(answer["removed"][0]["kind"], kind);
            assert_eq!(answer["removed"][0]["counted"], true);
            assert_eq!(counted(&world)[0], format!("2020-09 {left} USD"));
            world.csp(&remove).expect(5);
        }
        world.csp(&["store", "check"]).expect(0);
    }
}

#[test]
fn an_import_says_what_does_not_count() {
    let world = reseller();
    world
        .csp(&["eligibility", "revenue", "add", "2020-09", "1"])
        .expect(0);
    world.write(
        "invoice.csv",
        &format!("{MODERN}{}", line("G1", "c", "5.00")),
    );
    let run = world
        .csp(&import(&["invoice.csv", "--format", "json"]))
        .expect(0);
    assert!(
        run.stderr.contains("not counted in 2020-09: invoices"),
        "{}",
        run.stderr
    );
    assert_eq!(run.json()["not_counted"][0]["amount"]["amount"], "5.00");
}

#[test]
fn what_was_removed_can_be_imported_again() {
    let world = reseller();
    world.write("a.csv", &format!("{MODERN}{}", line("G1", "c1", "400.00")));
    world.csp(&import(&["a.csv"])).expect(0);
    let remove = [
        "eligibility",
        "revenue",
        "remove",
        "2020-09",
        "--currency",
        "USD",
    ];
    world.csp(&remove).expect(0);
    assert!(counted(&world).is_empty());
    assert_eq!(world.json(&import(&["a.csv"]), 0)["files"][0]["new"], 1);
    world.csp(&["eligibility", "revenue", "remove"]).expect(7);
    let log = world.json(&["audit", "log"], 0).to_string();
    assert!(log.contains("revenue.removed"), "{log}");
}

#[test]
fn files_in_csps_format_in_one_command_do_not_conflict() {
    let world = reseller();
    world.write("a.csv", "month,currency,amount\n2020-09,USD,5\n");
    world.write("b.csv", "month,currency,amount\n2020-09,USD,6\n");
    world.csp(&import(&["a.csv", "b.csv"])).expect(2);
    world.csp(&import(&["a.csv"])).expect(0);
    let answer = world.json(&import(&["b.csv"]), 0);
    assert_eq!(answer["documents"][0]["before"][0]["amount"], "5.00");
    assert_eq!(answer["documents"][0]["after"][0]["amount"], "6.00");
    assert_eq!(counted(&world), ["2020-09 6.00 USD"]);
}

#[test]
fn a_listed_csv_states_only_what_counts() {
    let world = reseller();
    world.write(
        "invoice.csv",
        &format!("{MODERN}{}", line("G1", "c", "5.00")),
    );
    world.csp(&import(&["invoice.csv"])).expect(0);
    world
        .csp(&["eligibility", "revenue", "add", "2020-09", "1"])
        .expect(0);
    let csv = world
        .csp(&["eligibility", "revenue", "list", "--format", "csv"])
        .expect(0)
        .stdout;
    world.write("list.csv", &csv);
    let other = reseller();
    other.write("list.csv", &csv);
    other.csp(&import(&["list.csv"])).expect(0);
    assert_eq!(counted(&other), ["2020-09 1.00 USD"]);
}

#[test]
fn rates_are_removed_and_unlikely_ones_warned_about() {
    let world = reseller();
    let set = [
        "eligibility",
        "rates",
        "set",
        "JPY",
        "149.5",
        "--month",
        "2020-09",
    ];
    let run = world.csp(&set).expect(0);
    assert!(run.stderr.contains("looks inverted"), "{}", run.stderr);
    let unset = ["eligibility", "rates", "unset", "JPY", "--month", "2020-09"];
    world
        .csp(&["eligibility", "rates", "unset", "JPY"])
        .expect(5);
    assert_eq!(world.json(&unset, 0)["rate"], "149.5");
    world.csp(&unset).expect(5);
    assert_eq!(
        world.json(&["eligibility", "rates", "list"], 0),
        serde_json::json!([])
    );
    let blank = b"month,currency,rate\n2020-09,EUR,'1.18\n,,\n";
    world
        .fed(&["eligibility", "rates", "import", "-"], blank)
        .expect(0);
}

#[test]
fn day_first_dates_are_refused_unless_stated() {
    let world = reseller();
    let row = "p,G1,,c,5.00,USD,Microsoft,NA,03/02/2020,02/03/2020,Monthly,USD,1\n";
    world.write("a.csv", &format!("{MODERN}{row}"));
    let run = world.csp(&import(&["a.csv"])).expect(2);
    assert!(run.stderr.contains("--dates dmy"), "{}", run.stderr);
    world.csp(&import(&["a.csv", "--dates", "dmy"])).expect(0);
    assert_eq!(counted(&world), ["2020-02 5.00 USD"]);
    world.csp(&import(&["a.csv", "--dates", "mdy"])).expect(2);
    world.csp(&import(&["a.csv", "--dates", "iso"])).expect(2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_split_and_repetition_never_change_a_sum(
        cents in prop::collection::vec((1..3_u8, -9_999_i64..99_999, 0..3_usize), 1..12),
        again in prop::collection::vec(0..3_usize, 0..4),
        turned in any::<bool>(),
    ) {
        let world = reseller();
        let mut parts = [const { Vec::new() }; 3];
        let mut total = 0;
        for (at, (invoice, amount, part)) in cents.iter().enumerate() {
            let sign = if *amount < 0 { "-" } else { "" };
            let amount_text = format!("{sign}{}.{:02}", amount.abs() / 100, amount.abs() % 100);
            parts[*part].push(line(&format!("G{invoice}"), &format!("c{at}"), &amount_text));
            total += amount;
        }
        let mut files = Vec::new();
        for (name, mut lines) in ["a.csv", "b.csv", "c.csv"].into_iter().zip(parts) {
            if turned {
                lines.reverse();
            }
            if !lines.is_empty() {
                world.write(name, &format!("{MODERN}{}", lines.concat()));
                files.push(name);
            }
        }
        if turned {
            files.reverse();
        }
        world.csp(&import(&files)).expect(0);
        for place in again {
            world.csp(&import(&[files[place % files.len()]])).expect(0);
        }
        files.rotate_left(1);
        world.csp(&import(&files)).expect(0);
        let list = world.json(&["eligibility", "revenue", "list"], 0);
        let sum: rust_decimal::Decimal = list[0]["amount"]["amount"].as_str().unwrap().parse().unwrap();
        prop_assert_eq!(sum, rust_decimal::Decimal::new(total, 2));
    }
}
