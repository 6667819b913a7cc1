//! Billing exports: a manifest and its packed JSON lines, from a folder or a list of files, all of them or none.

use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::world::{Run, World};

pub(crate) const TENANT: &str = "7d0c1e52-1111-4a6b-9c01-0000000000a1";
const SECRET: &str = "sv=2026-SECRET-key";

/// The day after the invoice, at an indirect reseller whose Partner ID is 5550202.
pub(crate) fn reseller() -> World {
    let mut world = World::reseller("2025-01-10T09:00:00Z");
    world.at("2026-11-28T09:00:00Z");
    world
}

pub(crate) fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A line of the invoice G900000001.
pub(crate) fn line(order: &str, reseller: &str, amount: &str) -> String {
    let mut line = json!({
        "PartnerId": TENANT, "CustomerId": "c1", "InvoiceNumber": "G900000001", "MpnId": "5550101", "Tier2MpnId": reseller,
        "OrderId": order, "ChargeType": "cycleCharge", "Subtotal": 0, "Currency": "EUR", "PublisherName": "Microsoft",
        "ChargeStartDate": "2026-10-01T00:00:00Z", "ChargeEndDate": "2026-10-31T00:00:00Z",
        "TermAndBillingCycle": "One-Year commitment for monthly/yearly billing", "PricingCurrency": "EUR",
    });
    line["Subtotal"] = serde_json::from_str(amount).unwrap();
    line.to_string()
}

pub(crate) fn manifest(e_tag: &str, created: &str, files: &[&str]) -> Value {
    let blobs: Vec<Value> = files
        .iter()
        .map(|name| json!({"name": name, "partitionValue": "default"}))
        .collect();
    json!({
        "id": "c0ffee00", "schemaVersion": "1", "dataFormat": "compressedJSONLines", "createdDateTime": created,
        "eTag": e_tag, "partnerTenantId": TENANT, "sasToken": SECRET, "partitionType": "default",
        "rootDirectory": format!("https://storage.example/billedrecon/v1/PartnerTenantId={TENANT}/BillingMonth=202610/InvoiceId=G900000001/InvoiceVersion=202611/Fragment=full/PartitionType=default?{SECRET}"),
        "blobCount": files.len(), "blobs": blobs,
    })
}

/// Writes a folder with a manifest and its parts, each packed.
pub(crate) fn export(world: &World, folder: &str, manifest: &Value, parts: &[(&str, &[String])]) {
    fs::create_dir_all(world.path(folder)).unwrap();
    fs::write(
        world.path(folder).join("manifest.json"),
        manifest.to_string(),
    )
    .unwrap();
    for (name, lines) in parts {
        fs::write(world.path(folder).join(name), packed(&lines.join("\n"))).unwrap();
    }
}

/// The export of the first version: two parts, 178.50 EUR of our own and 38.95 EUR of another reseller.
pub(crate) fn first_export(world: &World, folder: &str) {
    let files = ["part-00000-1.c000.json.gz", "part-00001-1.c000.json.gz"];
    let ours = [line("o1", "4812345", "147.0"), line("o2", "", "31.5")];
    let others = [line("o3", "5550303", "38.95")];
    let manifest = manifest("RwDx1", "2026-11-09T06:04:10Z", &files);
    export(
        world,
        folder,
        &manifest,
        &[(files[0], &ours), (files[1], &others)],
    );
}

pub(crate) fn import<'a>(files: &[&'a str]) -> Vec<&'a str> {
    [&["eligibility", "revenue", "import"], files].concat()
}

#[track_caller]
pub(crate) fn outcome(world: &World, files: &[&str]) -> (String, String) {
    let answer = world.json(&import(files), 0);
    let document = &answer["documents"][0];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (
        text(&document["outcome"]),
        text(&document["after"][0]["amount"]),
    )
}

pub(crate) fn is(outcome: (String, String), word: &str, amount: &str) {
    assert_eq!((outcome.0.as_str(), outcome.1.as_str()), (word, amount));
}

/// A refusal, which never shows the secret of a manifest.
#[track_caller]
pub(crate) fn refused(world: &World, files: &[&str]) -> String {
    let run = world.csp(&import(files)).expect(2);
    assert!(!run.stderr.contains("SECRET"), "{}", run.stderr);
    run.stderr
}

#[track_caller]
pub(crate) fn says(run: &str, words: &[&str]) {
    for word in words {
        assert!(run.contains(word), "{word}: {run}");
    }
}

#[test]
fn a_folder_with_its_manifest_is_one_document() {
    let world = reseller();
    first_export(&world, "export");
    let run: Run = world.csp(&import(&["export"])).expect(0);
    says(
        &run.stderr,
        &["left out 1 row of other resellers (38.95 EUR)"],
    );
    is(outcome(&world, &["export"]), "unchanged", "178.50");
    let journal = world.csp(&["audit", "log", "--format", "json"]).expect(0);
    assert!(!(journal.stdout + &run.stdout + &run.stderr).contains("SECRET"));
    let stored = world.csp(&["store", "export", "out"]).expect(0);
    assert!(!stored.stdout.contains("SECRET"));
    for file in fs::read_dir(world.path("out")).unwrap() {
        let content = fs::read(file.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&content).contains("SECRET"));
    }
    let versions = fs::read_to_string(world.path("out/revenue_versions.csv")).unwrap();
    says(&versions, &["RwDx1", "2026-10", "202611", "json-full"]);
    world.csp(&["store", "check"]).expect(0);
    world
        .csp(&["eligibility", "revenue", "remove", "2026-10", "--yes"])
        .expect(0);
    is(outcome(&world, &["export"]), "new", "178.50");
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn every_form_of_the_parts_gives_the_same_document() {
    let world = reseller();
    first_export(&world, "export");
    is(outcome(&world, &["export"]), "new", "178.50");
    let (a, b) = (
        "export/part-00000-1.c000.json.gz",
        "export/part-00001-1.c000.json.gz",
    );
    // A list of files, in any order, with and without the manifest.
    is(
        outcome(&world, &[b, "export/manifest.json", a]),
        "unchanged",
        "178.50",
    );
    is(outcome(&world, &[b, a]), "unchanged", "178.50");
    // Unpacked, with the answer of the operation as manifest.
    let lines = [
        line("o1", "4812345", "147.0"),
        line("o2", "", "31.5"),
        line("o3", "5550303", "38.95"),
    ];
    fs::create_dir(world.path("plain")).unwrap();
    world.write(
        "plain/part-00000-1.c000.json",
        &format!("{}\r\n{}\r\n", lines[0], lines[1]),
    );
    world.write("plain/part-00001-1.c000.json", &lines[2]);
    let inner: Value =
        serde_json::from_slice(&fs::read(world.path("export/manifest.json")).unwrap()).unwrap();
    world.write(
        "plain/operation.json",
        &json!({"status": "succeeded", "resourceLocation": inner}).to_string(),
    );
    is(outcome(&world, &["plain"]), "unchanged", "178.50");
    // One file: packed, in members, plain, and another split of the same lines.
    world.write("joined.jsonl", &lines.join("\n"));
    fs::write(
        world.path("members.gz"),
        [
            packed(&(lines[2].clone() + "\n")),
            packed(&lines[..2].join("\n")),
        ]
        .concat(),
    )
    .unwrap();
    for file in ["joined.jsonl", "members.gz"] {
        is(outcome(&world, &[file]), "unchanged", "178.50");
    }
    is(
        outcome(&world, &["members.gz", "--replace"]),
        "unchanged",
        "178.50",
    );
    let input = fs::read(world.path("members.gz")).unwrap();
    let arguments = [&import(&["-"])[..], &["--format", "json"]].concat();
    assert_eq!(
        world.fed(&arguments, &input).expect(0).json()["documents"][0]["outcome"],
        "unchanged"
    );
}

#[test]
fn a_csv_packed_by_gzip_is_read_too() {
    let world = reseller();
    let csv = "PartnerId,InvoiceNumber,Tier2MpnId,Subtotal,Currency,ChargeStartDate,ChargeEndDate,TermAndBillingCycle\n\
        p,G1,4812345,12.50,EUR,10/1/2026,10/31/2026,One-Year\n";
    fs::write(world.path("invoice.csv.gz"), packed(csv)).unwrap();
    is(outcome(&world, &["invoice.csv.gz"]), "new", "12.50");
    world.write("invoice.csv", csv);
    is(outcome(&world, &["invoice.csv"]), "unchanged", "12.50");
}

#[test]
fn a_part_that_is_missing_or_there_twice_is_named() {
    let world = reseller();
    first_export(&world, "export");
    let second = "export/part-00001-1.c000.json.gz";
    fs::write(world.path("export/part-00000-1.c000.json"), "{}").unwrap();
    says(
        &refused(&world, &["export"]),
        &[
            "is there twice",
            "export/part-00000-1.c000.json and",
            "export/manifest.json:1",
        ],
    );
    fs::remove_file(world.path("export/part-00000-1.c000.json")).unwrap();
    fs::rename(world.path(second), world.path("part-00001-1.c000.json.gz")).unwrap();
    says(
        &refused(&world, &["export"]),
        &[
            "the export has 2 files, of which 1 is missing: part-00001-1.c000.json.gz",
            "revenue import FOLDER",
        ],
    );
    says(
        &refused(&world, &["export/manifest.json"]),
        &["the export has 2 files, of which 2 are missing"],
    );
    // A file from elsewhere completes it, and one that the manifest does not name is refused in its folder.
    is(
        outcome(&world, &["export", "part-00001-1.c000.json.gz"]),
        "new",
        "178.50",
    );
    fs::copy(world.path("part-00001-1.c000.json.gz"), world.path(second)).unwrap();
    fs::write(
        world.path("export/part-00002-1.c000.json.gz"),
        packed(&line("o9", "", "5")),
    )
    .unwrap();
    says(
        &refused(&world, &["export"]),
        &["does not name this file", "part-00002-1.c000.json.gz"],
    );
    says(
        &refused(
            &world,
            &[
                "export/manifest.json",
                "export/part-00000-1.c000.json.gz",
                second,
                "export/part-00002-1.c000.json.gz",
            ],
        ),
        &["names all files of this invoice"],
    );
}

#[test]
fn parts_of_another_invoice_or_partner_are_refused() {
    let world = reseller();
    let files = ["a.json.gz", "b.json.gz"];
    let plan = manifest("E1", "2026-11-09T06:04:10Z", &files);
    let good = [line("o1", "", "1")];
    for (wrong, said) in [
        (
            line("o2", "", "2").replace("G900000001", "G900000002"),
            "lines of invoice G900000002",
        ),
        (
            line("o2", "", "2").replace(TENANT, "another"),
            "lines of partner another",
        ),
        (line("o1", "", "1"), "have the same lines"),
    ] {
        export(
            &world,
            "export",
            &plan,
            &[(files[0], &good), (files[1], &[wrong])],
        );
        says(&refused(&world, &["export"]), &[said, "b.json.gz"]);
    }
    let usage = [r#"{"InvoiceNumber":"G900000001","UsageDate":"2026-10-17","BillingPreTaxTotal":1.5,"MpnId":"1"}"#.to_owned()];
    export(
        &world,
        "export",
        &plan,
        &[(files[0], &good), (files[1], &usage)],
    );
    says(
        &refused(&world, &["export"]),
        &["repeats the Azure charges"],
    );
    let empty: [String; 0] = [];
    export(
        &world,
        "export",
        &plan,
        &[(files[0], &good), (files[1], &empty)],
    );
    is(outcome(&world, &["export"]), "new", "1.00");
}

#[test]
fn an_export_that_is_not_ready_says_why() {
    let world = reseller();
    for (answer, said) in [
        (
            json!({"id": "4", "status": "running", "lastActionDateTime": "2026-11-09T06:01:30Z"}),
            "not ready yet",
        ),
        (
            json!({"id": "4", "status": "failed", "error": {"code": "5000", "message": "no data"}}),
            "5000: no data",
        ),
        (
            json!({"status": "succeeded", "resourceLocation": format!("https://x/?{SECRET}")}),
            "download the manifest",
        ),
    ] {
        world.write("operation.json", &answer.to_string());
        says(
            &refused(&world, &["operation.json"]),
            &[said, "operation.json:1"],
        );
    }
    let mut unbilled = manifest("E1", "2026-11-09T06:04:10Z", &["a.json.gz"]);
    unbilled["rootDirectory"] = json!(format!("https://x/unbilledrecon/v1?{SECRET}"));
    export(
        &world,
        "export",
        &unbilled,
        &[("a.json.gz", &[line("o1", "", "1")])],
    );
    says(
        &refused(&world, &["export"]),
        &["unbilled lines: they repeat charges"],
    );
    fs::create_dir(world.path("empty")).unwrap();
    says(
        &refused(&world, &["empty"]),
        &["does not contain any revenue files"],
    );
}

#[test]
fn a_newer_export_replaces_and_an_older_one_is_refused() {
    let world = reseller();
    let version = |folder: &str, e_tag: &str, created: &str, amount: &str| {
        let manifest = manifest(e_tag, created, &["a.json.gz"]);
        export(
            &world,
            folder,
            &manifest,
            &[("a.json.gz", &[line("o1", "", amount)])],
        );
    };
    version("first", "E1", "2026-11-09T06:04:10Z", "100");
    version("again", "E1", "2026-11-12T06:04:10", "100.0");
    version("second", "E2", "2026-11-20T06:04:10Z", "120");
    is(outcome(&world, &["first"]), "new", "100.00");
    says(
        &refused(&world, &["second"]),
        &[
            "100.00 EUR recorded, 120.00 EUR",
            "export of 2026-11-09T06:04:10Z (eTag E1)",
            "2026-11-20T06:04:10Z (eTag E2) is newer",
            "import FOLDER --replace",
        ],
    );
    says(
        &refused(&world, &["second", "--add"]),
        &["has all lines of the invoice", "--replace"],
    );
    is(
        outcome(&world, &["second", "--replace"]),
        "replaced",
        "120.00",
    );
    says(
        &refused(&world, &["first"]),
        &[
            "export of 2026-11-20T06:04:10Z (eTag E2) is recorded, which is newer than the export of 2026-11-09",
        ],
    );
    let run = world.csp(&import(&["first", "--replace"])).expect(0);
    says(
        &run.stderr,
        &[
            "replaced the export of 2026-11-20T06:04:10Z (eTag E2) by the export of 2026-11-09T06:04:10Z (eTag E1), which is older",
        ],
    );
    says(
        &refused(&world, &["first", "second"]),
        &[
            "two exports have the same invoice",
            "second/a.json.gz belongs to the newer one",
        ],
    );
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn forms_of_one_invoice_never_add_up() {
    let world = reseller();
    let full = line("o1", "", "100");
    let mut basic: Value = serde_json::from_str(&full).unwrap();
    for name in ["MpnId", "Tier2MpnId"] {
        basic.as_object_mut().unwrap().remove(name);
    }
    let csv = format!(
        "PartnerId,InvoiceNumber,Tier2MpnId,Subtotal,Currency,ChargeStartDate,ChargeEndDate,TermAndBillingCycle\n\
        {TENANT},G900000001,,100.00,EUR,10/1/2026,10/31/2026,One-Year\n"
    );
    world.write("full.json", &full);
    world.write("basic.json", &basic.to_string());
    world.write("invoice.csv", &csv);
    says(
        &refused(&world, &["full.json", "invoice.csv"]),
        &["two forms of one invoice"],
    );
    says(
        &refused(&world, &["full.json", "invoice.csv", "--add"]),
        &["two forms of one invoice"],
    );
    says(
        &refused(&world, &["basic.json"]),
        &["basic export", "attributeSet full"],
    );
    says(
        &refused(&world, &["basic.json", "--reseller-mpn-id", "4812345"]),
        &["does not name resellers"],
    );
    is(outcome(&world, &["invoice.csv"]), "new", "100.00");
    says(
        &refused(&world, &["full.json"]),
        &["already recorded with other content"],
    );
    says(
        &refused(&world, &["full.json", "--add"]),
        &["two forms of one invoice"],
    );
    is(
        outcome(&world, &["full.json", "--replace"]),
        "replaced",
        "100.00",
    );
    is(outcome(&world, &["full.json"]), "unchanged", "100.00");
    says(
        &refused(&world, &["invoice.csv", "--add"]),
        &["two forms of one invoice"],
    );
    is(
        outcome(&world, &["invoice.csv", "--replace"]),
        "replaced",
        "100.00",
    );
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn damaged_files_change_nothing() {
    let world = reseller();
    first_export(&world, "export");
    let part = world.path("export/part-00001-1.c000.json.gz");
    let whole = fs::read(&part).unwrap();
    for (bytes, said) in [
        (
            whole[..whole.len() - 9].to_vec(),
            "the gzip file is incomplete",
        ),
        (
            [&whole[..whole.len() - 6], &[0; 6]].concat(),
            "the gzip file is damaged",
        ),
        (
            packed(&line("o3", "", "1")[..40]),
            "this JSON object does not end",
        ),
        (packed("PK\u{3}\u{4}nothing"), "damaged or cut off"),
    ] {
        fs::write(&part, bytes).unwrap();
        let run = refused(&world, &["export"]);
        says(&run, &[said, "part-00001-1.c000.json.gz:1"]);
    }
    assert_eq!(
        world.json(&["eligibility", "revenue", "list"], 0),
        json!([])
    );
}

#[test]
fn undated_charges_take_the_billing_month() {
    let world = reseller();
    let undated = line("o1", "", "5").replace("2026-10-01T00:00:00Z", "0001-01-01T00:00:00");
    let dated = line("o2", "", "7").replace("2026-10-01", "2026-08-01");
    let manifest = manifest("E1", "2026-11-09T06:04:10Z", &["a.json.gz"]);
    export(
        &world,
        "export",
        &manifest,
        &[("a.json.gz", &[undated, dated])],
    );
    world.csp(&import(&["export"])).expect(0);
    let list = world
        .csp(&["eligibility", "revenue", "list", "--format", "csv"])
        .expect(0);
    says(&list.stdout, &["2026-08,EUR,7,", "2026-10,EUR,5,"]);
}

#[test]
fn rows_without_a_reseller_are_shown_apart() {
    let world = reseller();
    first_export(&world, "export");
    let run = world.csp(&import(&["export"])).expect(0);
    says(
        &run.stderr,
        &["part-00000-1.c000.json.gz: counted 1 row without a reseller (31.50 EUR)"],
    );
    let lines = [line("o1", "", "20.5"), line("o3", "4812345", "2")];
    world.write(
        "own.jsonl",
        &lines.join("\n").replace("G900000001", "G900000007"),
    );
    let run = world.csp(&import(&["own.jsonl"])).expect(0);
    assert!(!run.stderr.contains("without a"), "{}", run.stderr);
}
