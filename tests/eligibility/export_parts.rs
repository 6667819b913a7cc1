//! What parts of a billing export have in common, and what is said where they do not fit.

use std::fs;

use serde_json::{Value, json};

use crate::exports::{
    TENANT, export, first_export, import, is, line, manifest, outcome, packed, refused, reseller,
    says,
};
use crate::world::World;

const FILES: [&str; 2] = ["a.json.gz", "b.json.gz"];

/// An export of two parts, of one version.
fn two_parts(world: &World, folder: &str, version: (&str, &str), parts: [&[String]; 2]) {
    let plan = manifest(version.0, version.1, &FILES);
    export(
        world,
        folder,
        &plan,
        &[(FILES[0], parts[0]), (FILES[1], parts[1])],
    );
}

const FIRST: (&str, &str) = ("E1", "2026-11-09T06:04:10Z");

/// A line without these names.
fn without(line: &str, names: &[&str]) -> String {
    let mut line: Value = serde_json::from_str(line).unwrap();
    for name in names {
        line.as_object_mut().unwrap().remove(*name);
    }
    line.to_string()
}

fn document(world: &World, files: &[&str]) -> Value {
    world.json(&import(files), 0)["documents"][0].clone()
}

#[test]
fn lines_that_name_no_reseller_are_refused() {
    let world = reseller();
    let full = line("o1", "4812345", "20").replace("{", "{\"ProductName\":\"x\",");
    let basic = without(&full, &["MpnId", "Tier2MpnId"]);
    let flag = ["--reseller-mpn-id", "4812345"];
    world.write("basic.json", &basic);
    says(
        &refused(&world, &["basic.json"]),
        &["basic export", "attributeSet full"],
    );
    says(
        &refused(&world, &["basic.json", flag[0], flag[1]]),
        &["does not name resellers"],
    );
    // One part that names resellers shows that the export does; its other lines lack names without a value.
    let own = without(&line("o2", "", "5"), &["Tier2MpnId"]);
    two_parts(&world, "full", FIRST, [std::slice::from_ref(&full), &[own]]);
    is(outcome(&world, &["full"]), "new", "25.00");
    let mut plan = manifest("E2", "2026-11-10T06:04:10Z", &FILES[..1]);
    let root = plan["rootDirectory"].as_str().unwrap();
    plan["rootDirectory"] = json!(root.replace("Fragment=full", "Fragment=basic"));
    export(&world, "said", &plan, &[(FILES[0], &[full])]);
    says(&refused(&world, &["said", "--replace"]), &["basic export"]);
}

#[test]
fn parts_of_one_export_share_no_lines_and_have_one_form() {
    let world = reseller();
    let lines = [
        line("o1", "", "1"),
        line("o2", "", "2"),
        line("o3", "", "3"),
    ];
    two_parts(&world, "shared", FIRST, [&lines[..2], &lines[1..]]);
    let run = refused(&world, &["shared"]);
    says(&run, &["b.json.gz repeats 1 line of", "shared/b.json.gz"]);
    assert!(!run.contains("--add"), "{run}");
    // Within one part the same line twice counts twice.
    let twice = [lines[0].clone(), lines[0].clone()];
    two_parts(&world, "twice", FIRST, [&twice, &lines[1..]]);
    is(outcome(&world, &["twice"]), "new", "7.00");
    let csv = format!(
        "PartnerId,InvoiceNumber,Tier2MpnId,Subtotal,Currency,ChargeStartDate,ChargeEndDate,TermAndBillingCycle\n\
        {TENANT},G900000001,,9.00,EUR,10/1/2026,10/31/2026,One-Year\n"
    );
    two_parts(&world, "mixed", FIRST, [&lines[..2], &[csv]]);
    says(
        &refused(&world, &["mixed", "--replace"]),
        &["is a table", "all files of one export have one form"],
    );
}

#[test]
fn a_line_is_the_same_however_it_is_written() {
    let world = reseller();
    let written = line("Süd/1", "", "147.0").replace('{', r#"{"Tags":["a","b"],"#);
    let again = written
        .replace("Süd/1", r"S\u00fcd\/1")
        .replace("147.0", "147")
        .replace(r#"["a","b"]"#, r#"[ "a", "b" ]"#);
    assert_eq!(again.matches("147").count(), written.matches("147").count());
    two_parts(
        &world,
        "shared",
        FIRST,
        [std::slice::from_ref(&written), std::slice::from_ref(&again)],
    );
    says(&refused(&world, &["shared"]), &["have the same lines"]);
    world.write("one.jsonl", &written);
    world.write("two.jsonl", &again);
    is(outcome(&world, &["one.jsonl"]), "new", "147.00");
    is(outcome(&world, &["two.jsonl"]), "unchanged", "147.00");
}

#[test]
fn files_of_which_nothing_counts_are_refused_beside_others() {
    let world = reseller();
    let other = line("o1", "999999", "5").replace("G900000001", "G77");
    world.write("ours.jsonl", &line("o2", "", "1"));
    world.write("others.jsonl", &other);
    let run = refused(&world, &["others.jsonl", "ours.jsonl"]);
    says(&run, &["all rows are left out", "others.jsonl:1:1"]);
    // A part of a document of which another part counts is not a mistake.
    world.write("part.jsonl", &line("o1", "999999", "5"));
    is(
        outcome(&world, &["part.jsonl", "ours.jsonl"]),
        "new",
        "1.00",
    );
}

#[test]
fn a_newer_version_with_the_same_lines_is_recorded() {
    let world = reseller();
    let lines = [line("o1", "", "1"), line("o2", "", "2")];
    let changed = [line("o1", "", "50")];
    two_parts(&world, "first", FIRST, [&lines[..1], &lines[1..]]);
    let (third, second) = (
        ("E9", "2026-11-20T00:00:00Z"),
        ("E5", "2026-11-15T00:00:00Z"),
    );
    two_parts(&world, "third", third, [&lines[1..], &lines[..1]]);
    two_parts(&world, "second", second, [&changed, &lines[1..]]);
    is(outcome(&world, &["first"]), "new", "3.00");
    let run = world.csp(&import(&["third"])).expect(0);
    says(
        &run.stderr,
        &["the lines are the same; recorded the export of 2026-11-20T00:00:00Z (eTag E9)"],
    );
    is(outcome(&world, &["third"]), "unchanged", "3.00");
    says(
        &refused(&world, &["second"]),
        &["(eTag E9) is recorded, which is newer than"],
    );
    let run = world
        .csp(&import(&["second", "--replace", "--dry-run"]))
        .expect(0);
    says(&run.stderr, &["which is older"]);
    // The older one with the same lines changes nothing.
    is(outcome(&world, &["first"]), "unchanged", "3.00");
    says(&refused(&world, &["second"]), &["(eTag E9) is recorded"]);
    world.csp(&["store", "check"]).expect(0);
    world.csp(&["audit", "verify"]).expect(0);
}

#[test]
fn parts_without_their_manifest_are_named() {
    let world = reseller();
    first_export(&world, "export");
    let (a, b) = (
        "export/part-00000-1.c000.json.gz",
        "export/part-00001-1.c000.json.gz",
    );
    for (files, said) in [
        (&[a][..], "part-00000-1.c000.json.gz is a file of a billing"),
        (&[a, b], "part-00000-1.c000.json.gz and 1 more are files of"),
    ] {
        let files = [files, &["--replace"]].concat();
        let run = world.csp(&import(&files)).expect(0);
        says(&run.stderr, &[said, "cannot check that no file is missing"]);
    }
    let run = world.csp(&import(&["export"])).expect(0);
    assert!(!run.stderr.contains("cannot check"), "{}", run.stderr);
}

#[test]
fn a_part_of_other_resellers_belongs_to_its_document() {
    let world = reseller();
    let others = [
        line("o3", "5550303", "38.95"),
        without(&line("o4", "5550303", "1"), &["PartnerId"]),
    ];
    let own = [line("o1", "", "1"), line("o5", "5550303", "2")];
    two_parts(&world, "export", FIRST, [&own, &others]);
    let found = document(&world, &["export"]);
    assert_eq!(
        (&found["rows"], &found["left_out_rows"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(
        found["left_out"],
        json!([{"amount": "41.95", "currency": "EUR"}])
    );
    assert_eq!(found["files"].as_array().unwrap().len(), 2, "{found}");
    for (from, to, said) in [
        ("G900000001", "G900000002", "lines of invoice G900000002"),
        (TENANT, "another", "lines of partner another"),
    ] {
        let others = others.clone().map(|line| line.replace(from, to));
        two_parts(&world, "wrong", FIRST, [&own, &others]);
        says(&refused(&world, &["wrong"]), &[said, "b.json.gz"]);
    }
    let insights: Vec<String> = ["CSP", "CPOR"]
        .map(|kind| json!({"MPNID": "4812345", "Month": "2026-09-01", "Product": "A", "PartnerAttributionType": kind, "BilledRevenueUSD": 10}).to_string())
        .to_vec();
    world.write("insights.jsonl", &insights.join("\n"));
    let found = document(&world, &["insights.jsonl"]);
    assert_eq!(
        (&found["rows"], &found["left_out_rows"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn manifests_without_a_version_are_two_exports() {
    let world = reseller();
    let mut plan = manifest("E", "2026-11-09T06:04:10Z", &FILES[..1]);
    plan.as_object_mut().unwrap().remove("eTag");
    export(&world, "one", &plan, &[(FILES[0], &[line("o1", "", "1")])]);
    export(&world, "two", &plan, &[]);
    says(&refused(&world, &["one", "two"]), &["is named twice"]);
    is(
        outcome(&world, &["one", "one/manifest.json"]),
        "new",
        "1.00",
    );
}

#[test]
fn a_conflict_is_at_one_file_and_offers_what_works() {
    let world = reseller();
    let name = |at: usize| format!("part-{at:05}-1.c000.json.gz");
    let names: Vec<String> = (0..12).map(name).collect();
    let files: Vec<&str> = names.iter().map(String::as_str).collect();
    for (folder, version, amount) in [
        ("first", FIRST, "1"),
        ("second", ("E2", "2026-11-20T00:00:00Z"), "5"),
    ] {
        let lines: Vec<[String; 1]> = files.iter().map(|file| [line(file, "", amount)]).collect();
        let parts: Vec<(&str, &[String])> = files
            .iter()
            .zip(&lines)
            .map(|(file, lines)| (*file, &lines[..]))
            .collect();
        export(
            &world,
            folder,
            &manifest(version.0, version.1, &files),
            &parts,
        );
    }
    is(outcome(&world, &["first"]), "new", "12.00");
    let second = [&import(&["second"])[..], &["--format", "json"]].concat();
    let run = world.csp(&second).expect(2);
    let error: Value = serde_json::from_str(run.stderr.lines().last().unwrap()).unwrap();
    let detail = &error["error"]["details"][0];
    assert_eq!(detail["at"], "second/manifest.json", "{detail}");
    says(&run.stderr, &["part-00001-1.c000.json.gz and 10 more"]);
    assert!(!run.stderr.contains("part-00002"), "{}", run.stderr);
    // A file in another form cannot be added to an export.
    world.write("one.jsonl", &line("o9", "", "1"));
    for files in [&["one.jsonl"][..], &["one.jsonl", "--add"]] {
        let run = refused(&world, files);
        says(&run, &["import FILE --replace"]);
        assert!(!run.contains("import FILE --add"), "{run}");
    }
}

#[test]
fn a_document_keeps_its_version_when_months_are_removed() {
    let world = reseller();
    let earlier = line("o2", "", "2").replace("2026-10-01", "2026-09-01");
    two_parts(
        &world,
        "export",
        FIRST,
        [&[line("o1", "", "1")], &[earlier]],
    );
    is(outcome(&world, &["export"]), "new", "3.00");
    world
        .csp(&["eligibility", "revenue", "remove", "2026-10", "--yes"])
        .expect(0);
    let run = refused(&world, &["export"]);
    says(&run, &["months of the recorded one were removed"]);
    for wrong in ["is a table", "same eTag"] {
        assert!(!run.contains(wrong), "{run}");
    }
    is(
        outcome(&world, &["export", "--replace"]),
        "replaced",
        "3.00",
    );
    world.csp(&["store", "check"]).expect(0);
    world.csp(&["audit", "verify"]).expect(0);
}

#[test]
fn what_came_instead_of_a_part_is_named() {
    let world = reseller();
    first_export(&world, "export");
    let part = world.path("export/part-00001-1.c000.json.gz");
    let xml = b"<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code></Error>";
    fs::write(&part, xml).unwrap();
    says(
        &refused(&world, &["export"]),
        &["this is an XML file: JSON, CSV", "a link has run out"],
    );
    let inner = packed("{}");
    let twice = packed_bytes(&inner);
    fs::write(&part, twice).unwrap();
    says(
        &refused(&world, &["export"]),
        &["this is a gzip file: JSON, CSV"],
    );
    // One file of all lines beside the manifest.
    fs::remove_file(&part).unwrap();
    fs::remove_file(world.path("export/part-00000-1.c000.json.gz")).unwrap();
    world.write("export/all.json", &line("o1", "", "1"));
    says(
        &refused(&world, &["export"]),
        &[
            "of which 2 are missing",
            "all.json is in its folder instead",
            "joined into one, import it alone: `csp eligibility revenue import FILE`",
        ],
    );
    is(outcome(&world, &["export/all.json"]), "new", "1.00");
}

fn packed_bytes(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
