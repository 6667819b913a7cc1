use proptest::prelude::*;

use super::*;
use crate::domain::revenue::DocumentSums;

const MODERN: &str = "PartnerId,InvoiceNumber,ResellerMPNID,OrderDate,Subtotal,Currency,PublisherName,PublisherId,\
    ChargeStartDate,ChargeEndDate,TermAndBillingCycle,PricingCurrency,PCToBCExchangeRate,PCToBCExchangeRateDate\n";

fn of(whose: Whose<'_>) -> Reading<'_> {
    Reading {
        whose,
        dates: None,
        is_from_provider: false,
        is_basic: false,
        may_be_empty: false,
        today: Day::from_ymd_opt(2021, 3, 1).unwrap(),
    }
}

fn read(text: &str) -> RevenueFile {
    read_revenue(text.as_bytes(), of(Whose::Everybodys)).unwrap()
}

fn mistakes(text: &str) -> Vec<(u64, usize, String)> {
    let found = read_revenue(text.as_bytes(), of(Whose::Everybodys)).unwrap_err();
    let mut places = Vec::new();
    for one in found.into_listed() {
        for place in one.places() {
            let (line, column) = place.position().unwrap();
            places.push((line, column, one.message().to_owned()));
        }
    }
    places.sort();
    places
}

/// Every sum on one line, with undated charges in the latest month of their document.
fn lines(file: &RevenueFile) -> Vec<String> {
    let mut lines = Vec::new();
    let mut say = |name: &str, sums: &DocumentSums| {
        for (key, amount) in &sums.amounts {
            lines.push(format!(
                "{name} {} {} {amount} {}",
                key.month, key.category, key.currency
            ));
        }
        for ((month, currency), rate) in &sums.rates {
            lines.push(format!("{name} {month} {currency} at {}", rate.for_one_usd));
        }
    };
    say("", &file.stated);
    for part in &file.documents {
        let sums = match part.sums.latest_month() {
            Some(month) => part.placed_in(month).unwrap(),
            None => part.sums.clone(),
        };
        say(&part.name.to_string(), &sums);
    }
    lines
}

#[test]
fn an_own_file_states_totals_and_adds_up_its_rows() {
    let file = read(
        "month,currency,amount,category\n2020-03,USD,10.50,cloud\n2020-03,USD,-0.25,\n2020-04,EUR,1,third-party\n",
    );
    assert_eq!(
        lines(&file),
        [" 2020-03 cloud 10.25 USD", " 2020-04 third-party 1 EUR"]
    );
    assert_eq!((file.kind, file.rows), (RevenueFileKind::Own, 3));
    let spreadsheet = read("\u{feff}Amount;Month;Currency\r\n10.50;2020-03;USD\r\n");
    assert_eq!(lines(&spreadsheet), [" 2020-03 cloud 10.50 USD"]);
}

#[test]
fn every_bad_row_is_named_with_its_line_and_column() {
    let found = mistakes(
        "month,currency,amount,category\n\"2020-3\",USD,1,cloud\n2020-03,US,\"1,000\",cloud\n2020-03,USD,1\n\n2020-03,USD,,clod\n",
    );
    let places: Vec<(u64, usize)> = found
        .iter()
        .map(|(line, column, _)| (*line, *column))
        .collect();
    assert_eq!(
        places,
        [(2, 1), (3, 2), (3, 3), (4, 1), (6, 3), (6, 4)],
        "{found:#?}"
    );
    assert!(found[0].2.starts_with("month: "), "{found:?}");
}

#[test]
fn mistakes_beyond_the_listed_ones_are_counted() {
    let text = format!("month,currency,amount\n{}", "x,y,z\n".repeat(50));
    let found = read_revenue(text.as_bytes(), of(Whose::Everybodys)).unwrap_err();
    assert_eq!((found.count(), found.into_listed().len()), (150, 3));
}

#[test]
fn new_commerce_sums_are_by_invoice_month_category_currency() {
    let file = read(&format!(
        "{MODERN}p,G1,,10/3/2020,100.10,EUR,Microsoft,NA,9/1/2020,9/30/2020,One-Year,USD,0.85,9/29/2020\n\
        p,G1,,10/3/2020,-0.10,EUR,Microsoft,NA,9/1/2020,9/30/2020,One-Year,USD,0.86,9/29/2020\n\
        p,G1,,10/3/2020,7,EUR,Microsoft,NA,9/2/2020,,,EUR,1,\n\
        p,G2,,10/3/2020,5,EUR,Barracuda,212,10/2/2020 0:00,10/31/2020,1 Year Subscription,EUR,1,\n\
        p,G2,,10/3/2020,3,USD,Microsoft,NA,10/2/2020 0:00,10/31/2020,One-Month,USD,1,\n"
    ));
    assert_eq!(
        lines(&file),
        [
            "G1 of p 2020-09 cloud 100.00 EUR",
            "G1 of p 2020-09 perpetual-software 7 EUR",
            "G1 of p 2020-09 EUR at 0.86",
            "G2 of p 2020-10 cloud 3 USD",
            "G2 of p 2020-10 third-party 5 EUR",
        ]
    );
}

#[test]
fn a_row_without_charge_date_takes_its_order_or_invoice_date() {
    let row =
        |start: &str, order: &str| format!("p,G1,,{order},1,USD,Microsoft,NA,{start},,x,,,\n");
    let file = read(&format!(
        "{MODERN}{}{}{}",
        row("", ""),
        row("9/1/2020", ""),
        row("", "8/1/2020")
    ));
    assert_eq!(
        lines(&file),
        ["G1 of p 2020-08 cloud 1 USD", "G1 of p 2020-09 cloud 2 USD"]
    );
    let undated = read(&format!("{MODERN}{}", row("", "")));
    assert_eq!(undated.documents[0].first_undated, Some((2, 8)));
}

#[test]
fn rows_of_another_reseller_are_left_out_and_counted() {
    let row = |id: &str| format!("p,G1,{id},,1,USD,Microsoft,NA,9/1/2020,,x,,,\n");
    let text = format!(
        "{MODERN}{}{}{}{}",
        row("6048879"),
        row(""),
        row("1234567"),
        row("-1")
    );
    let ours: MpnId = "6048879".parse().unwrap();
    let file = read_revenue(text.as_bytes(), of(Whose::Of(&ours))).unwrap();
    assert_eq!((file.rows, file.other_resellers.rows), (3, 1));
    assert_eq!(lines(&file), ["G1 of p 2020-09 cloud 3 USD"]);
    let all = read(&text);
    assert_eq!(all.resellers.len(), 2);
    assert_eq!(all.other_resellers.rows, 0);
}

#[test]
fn licence_and_usage_files_are_named_by_period_or_invoice() {
    let licence = read(
        "PartnerId,OfferId,ChargeStartDate,ChargeEndDate,Subtotal,Currency\nP1,o,2/1/2019 0:00,2/28/2019 23:59,11,EUR\n\
        P1,o,2/15/2019 0:00,3/14/2019 23:59,-1.5,EUR\n",
    );
    assert_eq!(
        lines(&licence),
        ["P1 2019-02-01..2019-03-14 EUR 2019-02 cloud 9.5 EUR"]
    );
    let usage = read(
        "InvoiceNumber,Charge_Start_Date,PretaxCharges,Currency\nD020001IVK,2/1/2019 0:00,0.085,EUR\nD020001IVK,2/1/2019 0:00,0.005,EUR\n",
    );
    assert_eq!(lines(&usage), ["D020001IVK 2019-02 cloud 0.090 EUR"]);
}

#[test]
fn an_export_counts_each_row_once_and_only_in_dollars() {
    let file = read(
        "PGAMpnID,MonthKey,Product,IsDuplicateRowForPGA,BilledRevenueUSD\n1,202003,Azure,0,10.5\n1,202003,Azure,1,99\n\
        1,202003,SQL Server Perpetual,0,4\n1,202004,Azure,,\n",
    );
    assert_eq!(
        lines(&file),
        [
            "2020-03 2020-03 cloud 10.5 USD",
            "2020-03 2020-03 perpetual-software 4 USD",
            "2020-04 2020-04 cloud 0 USD"
        ]
    );
    assert_eq!((file.rows, file.duplicates.rows), (3, 1));
}

#[test]
fn a_file_that_is_not_a_revenue_file_is_refused() {
    assert_eq!(mistakes("")[0].0, 1);
    assert_eq!(mistakes("month,currency,amount\n").len(), 1);
    assert!(
        mistakes("a,b\n1,2\n")[0]
            .2
            .contains("not a known revenue file")
    );
    assert!(mistakes("\0\0\0")[0].2.contains("not a known revenue file"));
    assert!(mistakes("\u{feff}")[0].2.contains("empty"));
    let endless = std::io::repeat(b'"').take(100 << 20);
    assert!(read_revenue(endless, of(Whose::Everybodys)).is_err());
}

#[test]
fn an_invoice_needs_its_number() {
    let found = mistakes(&format!("{MODERN}p,,,,1,USD,Microsoft,NA,9/1/2020,,x,,,\n"));
    assert!(found[0].2.starts_with("InvoiceNumber"), "{found:?}");
}

#[test]
fn a_sum_that_does_not_fit_is_a_mistake_and_no_panic() {
    let huge = rust_decimal::Decimal::MAX;
    let found = mistakes(&format!(
        "month,currency,amount\n2020-03,USD,{huge}\n2020-03,USD,{huge}\n"
    ));
    assert_eq!((found[0].0, found[0].2.contains("too large")), (3, true));
}

#[test]
fn words_for_nothing_leave_a_row_with_its_owner() {
    let ours: MpnId = "4812345".parse().unwrap();
    for word in [
        "",
        "0",
        "00",
        "0.0",
        "-1",
        "N/A",
        "NA",
        "null",
        "NULL",
        "None",
        "nan",
        "#N/A",
        "4812345.0",
        "'4812345",
    ] {
        let text = format!("{MODERN}p,G1,{word},,5,USD,Microsoft,NA,9/1/2020,9/30/2020,x,,,\n");
        for whose in [Whose::Of(&ours), Whose::OwnInvoices(&ours)] {
            let file = read_revenue(text.as_bytes(), of(whose)).unwrap();
            assert_eq!((file.rows, file.other_resellers.rows), (1, 0), "{word}");
        }
    }
}

#[test]
fn a_file_of_other_resellers_alone_is_refused() {
    let ours: MpnId = "4812345".parse().unwrap();
    let text = format!("{MODERN}p,G1,6048879,,5,USD,Microsoft,NA,9/1/2020,9/30/2020,x,,,\n");
    let found = read_revenue(text.as_bytes(), of(Whose::OwnInvoices(&ours))).unwrap_err();
    let listed = found.into_listed();
    let message = listed[0].message();
    for part in ["1 row of another reseller", "5.00 USD", "6048879"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn perpetual_software_is_known_despite_placeholders() {
    for (start, end, term) in [
        ("9/1/2020", "", "N/A"),
        ("9/1/2020", "0001-01-01T00:00:00", ""),
        ("9/1/2020", "9999-12-31", "NULL"),
        ("1/1/1900", "1/1/1900", "none"),
    ] {
        let file = read(&format!(
            "{MODERN}p,G1,,9/3/2020,5,USD,Microsoft,NA,{start},{end},{term},,,\n"
        ));
        assert_eq!(lines(&file), ["G1 of p 2020-09 perpetual-software 5 USD"]);
    }
}

#[test]
fn impossible_months_are_mistakes() {
    for (date, fits) in [
        ("12/31/2009", false),
        ("1/1/2010", true),
        ("3/31/2023", true),
        ("4/1/2023", false),
    ] {
        let text = format!("{MODERN}p,G1,,,5,USD,Microsoft,NA,{date},,x,,,\n");
        let read = read_revenue(text.as_bytes(), of(Whose::Everybodys));
        assert_eq!(read.is_ok(), fits, "{date}");
    }
}

#[test]
fn day_first_dates_are_refused_unless_stated() {
    let text = format!(
        "{MODERN}p,G1,,,5,USD,Microsoft,NA,03/02/2020,02/03/2020,x,,,\np,G1,,,7,USD,Microsoft,NA,03/03/2020,02/04/2020,x,,,\n"
    );
    let found = mistakes(&text);
    assert!(found[0].2.contains("--dates dmy"), "{found:?}");
    let reading = Reading {
        dates: Some(DateOrder::Dmy),
        ..of(Whose::Everybodys)
    };
    let file = read_revenue(text.as_bytes(), reading).unwrap();
    assert_eq!(
        lines(&file),
        ["G1 of p 2020-02 cloud 5 USD", "G1 of p 2020-03 cloud 7 USD"]
    );
}

#[test]
fn blank_rows_and_repeated_headings_are_passed_over() {
    let row = "p,G1,,,5,USD,Microsoft,NA,9/1/2020,9/30/2020,x,,,\n";
    let file = read(&format!("{MODERN}{row},,,,,,,,,,,,,\n{MODERN}{row}\u{1a}"));
    assert_eq!((file.rows, file.documents[0].marks.len()), (2, 2));
}

#[test]
fn cells_that_other_programs_write_carelessly_are_read() {
    let row = "p,G1,,,200.00,EUR,Microsoft,NA,9/1/2020,9/30/2020,One-Year,EUR,1,";
    let whole = ["G1 of p 2020-09 cloud 200.00 EUR"];
    for text in [
        format!(
            "{MODERN}{}\n",
            row.replace("One-Year", r#"["15.0% credit"]"#)
        ),
        format!("{},\n{row},\n", MODERN.trim_end()),
        format!("sep=,\n{MODERN}{row}\n"),
        format!("{MODERN}{}\n", row.replace("EUR,M", "eur,M")),
        format!("{MODERN}{}\n", row.replace("EUR,M", "EUR\u{a0},M")),
    ] {
        assert_eq!(lines(&read(&text)), whole, "{text}");
    }
    let split = format!("{MODERN}{}\n", row.replace("One-Year", r#"["15%", "x"]"#));
    let [(line, column, message)] = &mistakes(&split)[..] else {
        unreachable!("one mistake for one row");
    };
    assert_eq!((*line, *column), (2, 1));
    assert!(message.contains("put a cell that contains the delimiter in quotes"));
}

#[test]
fn a_file_without_resellers_cannot_be_read_for_one() {
    let ours: MpnId = "4812345".parse().unwrap();
    let text = "InvoiceNumber,Subtotal,Currency,ChargeStartDate,ChargeEndDate,TermAndBillingCycle\n\
        G1,5,USD,9/1/2020,9/30/2020,x\n";
    assert!(read_revenue(text.as_bytes(), of(Whose::Of(&ours))).is_err());
    assert!(read_revenue(text.as_bytes(), of(Whose::OwnInvoices(&ours))).is_ok());
}

#[test]
fn influenced_revenue_never_counts() {
    let file = read(
        "MonthKey,PartnerAttributionType,BilledRevenueUSD\n202003,CPOR,5\n202003,Transacting Partner,7\n",
    );
    assert_eq!(lines(&file), ["2020-03 2020-03 cloud 7 USD"]);
    assert_eq!(file.not_billed.rows, 1);
    let refused = mistakes("Month,CPORRevenue,AzureConsumedRevenueUSD\n2020-03,1,2\n");
    assert!(refused[0].2.contains("is not billed"), "{refused:?}");
}

proptest! {
    #[test]
    fn the_order_of_rows_never_changes_what_a_file_comes_to(
        rows in prop::collection::vec((1..4_u8, 1..13_u8, -9999..9999_i32, 0..3_usize, 1..99_u8), 1..20),
        rotate in 0..20_usize,
    ) {
        let row = |(invoice, month, cents, currency, rate): &(u8, u8, i32, usize, u8)| {
            let currency = ["USD", "EUR", "GBP"][*currency];
            let (sign, cents) = (if *cents < 0 { "-" } else { "" }, cents.abs());
            format!(
                "p,G{invoice},,,{sign}{}.{:02},{currency},Microsoft,NA,{month}/1/2020,,x,USD,0.{rate:02},\n",
                cents / 100, cents % 100,
            )
        };
        let straight: String = rows.iter().map(row).collect();
        let mut turned = rows.clone();
        turned.rotate_left(rotate % rows.len());
        turned.reverse();
        let turned: String = turned.iter().map(row).collect();
        prop_assert_eq!(read(&format!("{MODERN}{straight}")), read(&format!("{MODERN}{turned}")));
    }

    #[test]
    fn no_bytes_make_it_panic(text in prop::collection::vec(any::<u8>(), 0..200), header in 0..4_usize) {
        let headers = ["month,currency,amount,category\n", MODERN, "Month,BilledRevenueUSD\n", ""];
        let mut bytes = headers[header].as_bytes().to_vec();
        bytes.extend(text);
        let _ = read_revenue(bytes.as_slice(), of(Whose::Everybodys));
    }
}
