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
