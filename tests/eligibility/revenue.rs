//! Revenue, rates and evidence in the store.

use crate::world::{MONTHS, World, requirement};

const MODERN: &str = "InvoiceNumber,ResellerMPNID,Subtotal,Currency,PublisherName,PublisherId,ChargeStartDate,\
    ChargeEndDate,TermAndBillingCycle,PricingCurrency,PCToBCExchangeRate\n";

fn reseller() -> World {
    World::reseller("2020-01-10T09:00:00Z")
}

#[test]
fn importing_twice_changes_nothing_and_newer_invoices_replace() {
    let world = reseller();
    world.write(
        "g1.csv",
        &format!("{MODERN}G1,,100.50,EUR,Microsoft,NA,9/1/2020,9/30/2020,Monthly,USD,0.85\n"),
    );
    let import = ["eligibility", "revenue", "import", "g1.csv"];
    assert_eq!(world.json(&import, 0)["files"][0]["new"], 1);
    let before = world
        .csp(&["eligibility", "revenue", "list", "--format", "json"])
        .expect(0)
        .stdout;
    let head = world.csp(&["audit", "anchor"]).expect(0).stdout;
    assert_eq!(world.json(&import, 0)["files"][0]["unchanged"], 1);
    assert_eq!(
        world
            .csp(&["eligibility", "revenue", "list", "--format", "json"])
            .expect(0)
            .stdout,
        before
    );
    assert_eq!(world.csp(&["audit", "anchor"]).expect(0).stdout, head);
    world.write(
        "g1.csv",
        &format!("{MODERN}G1,,90.00,EUR,Microsoft,NA,10/1/2020,,,EUR,1\n"),
    );
    world.csp(&import).expect(2);
    let replace = [&import[..], &["--replace"]].concat();
    assert_eq!(world.json(&replace, 0)["files"][0]["replaced"], 1);
    let list = world.json(&["eligibility", "revenue", "list"], 0);
    assert_eq!(
        list,
        serde_json::json!([{
            "month": "2020-10", "category": "perpetual-software",
            "amount": { "amount": "90.00", "currency": "EUR" }, "kind": "invoice", "counted": true,
            "sources": ["new-commerce G1"],
        }])
    );
    assert_eq!(
        world.json(&["eligibility", "rates", "list"], 0),
        serde_json::json!([])
    );
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn an_invoice_rate_is_used_until_one_is_set_by_hand() {
    let world = reseller();
    let rows: String = MONTHS
        .iter()
        .map(|month| {
            let (year, month) = month.split_once('-').unwrap();
            format!("G{year}{month},,21250.00,EUR,Microsoft,NA,{month}/1/{year},{month}/28/{year},Monthly,USD,0.85\n")
        })
        .collect();
    world.write("all.csv", &format!("{MODERN}{rows}"));
    world
        .csp(&["eligibility", "revenue", "import", "all.csv"])
        .expect(0);
    let check = ["eligibility", "check", "--model", "direct"];
    let verdict = world.json(&check, 3);
    let revenue = requirement(&verdict, "revenue-ttm");
    assert_eq!(
        (&revenue["status"], &revenue["found"]),
        (&"met".into(), &"300000.00 USD".into()),
        "{revenue}"
    );
    world
        .csp(&[
            "eligibility",
            "rates",
            "set",
            "EUR",
            "1.17",
            "--month",
            "2020-05",
        ])
        .expect(0);
    let verdict = world.json(&check, 3);
    assert_eq!(requirement(&verdict, "revenue-ttm")["status"], "not-met");
    world
        .csp(&["eligibility", "rates", "set", "EUR", "0"])
        .expect(2);
    world.csp(&["eligibility", "rates", "set", "EUR"]).expect(7);
}

#[test]
fn rows_of_other_resellers_are_left_out_and_counted_on_stderr() {
    let world = reseller();
    let row = |id: &str| format!("G1,{id},10.00,USD,Microsoft,NA,9/1/2020,9/30/2020,Monthly,,\n");
    world.write(
        "p.csv",
        &format!("{MODERN}{}{}{}", row("4812345"), row("9999999"), row("")),
    );
    let run = world
        .csp(&[
            "eligibility",
            "revenue",
            "import",
            "p.csv",
            "--reseller-mpn-id",
            "4812345",
        ])
        .expect(0);
    assert!(
        run.stderr.contains("left out 1 row of other resellers"),
        "{}",
        run.stderr
    );
    let list = world.json(&["eligibility", "revenue", "list"], 0);
    assert_eq!(list[0]["amount"]["amount"], "20.00");
}

#[test]
fn by_default_the_rows_of_the_account_itself_count() {
    let world = reseller();
    let row = |id: &str| format!("G1,{id},10.00,USD,Microsoft,NA,9/1/2020,9/30/2020,Monthly,,\n");
    world.write(
        "p.csv",
        &format!("{MODERN}{}{}{}", row("4812345"), row("9999999"), row("")),
    );
    let run = world
        .csp(&["eligibility", "revenue", "import", "p.csv"])
        .expect(0);
    assert!(
        run.stderr.contains("left out 1 row of other resellers"),
        "{}",
        run.stderr
    );
    let list = world.json(&["eligibility", "revenue", "list"], 0);
    assert_eq!(list[0]["amount"]["amount"], "20.00");
}

#[test]
fn a_bad_file_changes_nothing_and_names_every_row() {
    let world = reseller();
    world.write("good.csv", "month,currency,amount\n2020-03,USD,1.00\n");
    world.write(
        "bad.csv",
        "month,currency,amount,category\n2020-3,USD,1,cloud\n2020-03,USX,1 000,cloudy\n",
    );
    let run = world
        .csp(&[
            "eligibility",
            "revenue",
            "import",
            "good.csv",
            "bad.csv",
            "--format",
            "json",
        ])
        .expect(2);
    let places: Vec<String> = run.details().into_iter().map(|(at, _)| at).collect();
    assert_eq!(
        places,
        ["bad.csv:2:1", "bad.csv:3:2", "bad.csv:3:3", "bad.csv:3:4"]
    );
    assert_eq!(
        world.json(&["eligibility", "revenue", "list"], 0),
        serde_json::json!([])
    );
    world.write(
        "daily.csv",
        "InvoiceNumber,UsageDate,MeterCategory,BillingPreTaxTotal\nG1,9/1/2020,x,1\n",
    );
    let run = world
        .csp(&["eligibility", "revenue", "import", "daily.csv"])
        .expect(2);
    assert!(
        run.stderr
            .contains("Import the reconciliation file of the invoice instead"),
        "{}",
        run.stderr
    );
}

#[test]
fn own_files_need_exact_codes_and_words() {
    let world = reseller();
    let long = "12345678901234567890123456789.5";
    for (command, header, rows) in [
        (
            "revenue",
            "month,currency,amount,category",
            &[
                (
                    "2020-03,usd,1,cloud",
                    2,
                    "is not a valid ISO 4217 currency code",
                ),
                ("2020-03,USD,1,Cloud", 4, "did you mean `cloud`?"),
                (
                    &*format!("2020-03,USD,{long},cloud"),
                    3,
                    "more than 28 digits",
                ),
            ][..],
        ),
        (
            "rates",
            "month,currency,rate",
            &[
                (
                    "2020-03,eur,1.1",
                    2,
                    "is not a valid ISO 4217 currency code",
                ),
                (&*format!("2020-03,EUR,{long}"), 3, "more than 28 digits"),
            ],
        ),
    ] {
        for (row, column, says) in rows {
            let import = ["eligibility", command, "import", "-", "--format", "json"];
            let run = world.fed(&import, format!("{header}\n{row}\n").as_bytes());
            let details = run.expect(2).details();
            assert_eq!(details.len(), 1, "{row}: {details:?}");
            assert_eq!(details[0].0, format!("-:2:{column}"), "{row}: {details:?}");
            assert!(details[0].1.contains(says), "{row}: {details:?}");
        }
    }
    // In a file, blanks around a cell are allowed, as in every CSV here; in a flag, a person types them.
    for (command, text) in [
        (
            "revenue",
            "month,currency,amount,category\n2020-03, USD , 1 , cloud\n",
        ),
        ("rates", "month,currency,rate\n2020-03, EUR , 1.1\n"),
    ] {
        let import = ["eligibility", command, "import", "-"];
        world.fed(&import, text.as_bytes()).expect(0);
    }
    let add = [
        "eligibility",
        "revenue",
        "add",
        "2020-03",
        "1",
        "--currency",
        "usd",
    ];
    world.csp(&add).expect(0);
}

#[test]
fn an_own_row_states_the_total_of_its_month() {
    let world = reseller();
    let first = b"month,currency,amount,category\n2020-03,USD,10,cloud\n2020-03,USD,5.50,cloud\n";
    world
        .fed(&["eligibility", "revenue", "import", "-"], first)
        .expect(0);
    let list = || world.json(&["eligibility", "revenue", "list"], 0)[0]["amount"]["amount"].clone();
    assert_eq!(list(), "15.50");
    let view = world.json(&["eligibility", "revenue", "add", "2020-03", "7"], 0);
    assert_eq!(
        view["amount"],
        serde_json::json!({ "amount": "7.00", "currency": "USD" })
    );
    assert_eq!(list(), "7.00");
    let csv = world
        .csp(&["eligibility", "revenue", "list", "--format", "csv"])
        .expect(0)
        .stdout;
    world
        .fed(&["eligibility", "revenue", "import", "-"], csv.as_bytes())
        .expect(0);
    assert_eq!(list(), "7.00");
    let rehearsal = world.json(
        &["eligibility", "revenue", "add", "2020-03", "9", "--dry-run"],
        0,
    );
    assert_eq!(rehearsal["dry_run"], true);
    assert_eq!(list(), "7.00");
}

#[test]
fn evidence_adds_to_what_the_store_knows() {
    let world = reseller();
    let check = ["eligibility", "check", "--model", "direct"];
    let verdict = world.json(&check, 3);
    assert_eq!(requirement(&verdict, "mpn-membership")["status"], "met");
    assert_eq!(
        requirement(&verdict, "first-level-support")["status"],
        "unknown"
    );
    world
        .csp(&[
            "eligibility",
            "evidence",
            "set",
            "support.first_level",
            "true",
            "--note",
            "our desk",
        ])
        .expect(0);
    let support = world.json(&check, 3);
    let support = requirement(&support, "first-level-support");
    assert_eq!(support["status"], "met");
    assert!(
        support["evidence"][0]
            .as_str()
            .unwrap()
            .contains("our desk"),
        "{support}"
    );
    world
        .csp(&[
            "eligibility",
            "evidence",
            "set",
            "support.first_level",
            "perhaps",
        ])
        .expect(2);
    world
        .csp(&[
            "eligibility",
            "evidence",
            "set",
            "support.frist_level",
            "true",
        ])
        .expect(2);
    world
        .csp(&["eligibility", "evidence", "set", "support.first_level"])
        .expect(7);
    world
        .csp(&["eligibility", "evidence", "unset", "support.first_level"])
        .expect(0);
    world
        .csp(&["eligibility", "evidence", "unset", "support.first_level"])
        .expect(5);
    assert_eq!(
        world.json(&["eligibility", "evidence", "list"], 0),
        serde_json::json!([])
    );
}

#[test]
fn revenue_needs_the_permission() {
    let world = reseller();
    world
        .csp(&[
            "users",
            "add",
            "carla@contoso.fr",
            "--first-name",
            "Carla",
            "--last-name",
            "Roux",
            "--role",
            "sales-agent",
        ])
        .expect(0);
    let run = world
        .csp(&[
            "eligibility",
            "revenue",
            "add",
            "2020-03",
            "1",
            "--as",
            "carla@contoso.fr",
        ])
        .expect(6);
    assert!(
        run.stderr.contains("revenue.manage") || run.stderr.contains("active"),
        "{}",
        run.stderr
    );
    world
        .csp(&[
            "eligibility",
            "check",
            "--model",
            "direct",
            "--as",
            "nobody@contoso.fr",
        ])
        .expect(5);
}

#[test]
fn a_forecast_reports_too_few_months() {
    let world = reseller();
    world
        .csp(&["eligibility", "revenue", "add", "2021-02", "1000"])
        .expect(0);
    let forecast = world.json(&["eligibility", "forecast", "--by", "2021-12-01"], 0);
    assert_eq!(forecast["met_on"], serde_json::Value::Null);
    assert!(
        forecast["note"]
            .as_str()
            .unwrap()
            .contains("Too few months"),
        "{forecast}"
    );
    assert_eq!(forecast["by"]["monthly"]["amount"], "33222.23");
    for (month, said) in [
        ("", " Only 1 month of the twelve is completely known;"),
        (
            "2021-01",
            " Only 2 months of the twelve are completely known;",
        ),
    ] {
        if !month.is_empty() {
            let add = ["eligibility", "revenue", "add", month, "1000"];
            world.csp(&add).expect(0);
        }
        let forecast = world.json(&["eligibility", "forecast"], 0);
        assert!(
            forecast["note"].as_str().unwrap().contains(said),
            "{forecast}"
        );
    }
    let nothing = reseller().json(&["eligibility", "forecast"], 0);
    let note = nothing["note"].as_str().unwrap();
    let none = " No month of the twelve is completely known; they count as they are known.";
    assert!(note.ends_with(none), "{note}");
    world
        .csp(&["eligibility", "forecast", "--by", "2021-02-01"])
        .expect(2);
}

#[test]
fn the_order_of_files_never_changes_a_verdict() {
    let row = |invoice: &str, month: u32, amount: &str, rate: &str| {
        format!(
            "{invoice},,{amount},EUR,Microsoft,NA,{month}/1/2020,{month}/28/2020,Monthly,USD,{rate}\n"
        )
    };
    let files = [
        (
            "a.csv",
            format!(
                "{MODERN}{}{}",
                row("G1", 9, "100.00", "0.85"),
                row("G1", 10, "1.00", "0.86")
            ),
        ),
        ("b.csv", format!("{MODERN}{}", row("G2", 9, "7.77", "0.84"))),
        (
            "c.csv",
            "month,currency,amount\n2020-11,USD,3.00\n".to_owned(),
        ),
    ];
    let verdicts = [[0, 1, 2], [2, 1, 0], [1, 2, 0]].map(|order| {
        let world = reseller();
        for place in order {
            let (name, text) = &files[place];
            world.write(name, text);
            world
                .csp(&["eligibility", "revenue", "import", name])
                .expect(0);
        }
        world.json(&["eligibility", "check", "--model", "direct"], 3)
    });
    assert_eq!(verdicts[0], verdicts[1]);
    assert_eq!(verdicts[0], verdicts[2]);
}
