//! Templates: what they offer, and that the import reads them.

use crate::form::{Form, csv_of, headings};
use crate::world::{World, each};

#[test]
fn the_headings_are_those_of_the_import() {
    let world = World::new();
    let printed = world.csp(&["accounts", "template"]);
    assert_eq!(printed.expect(0).stdout, headings().join(",") + "\n");
    let rows = csv_of(&[Form::indirect()]);
    let row = rows.lines().nth(1).unwrap();
    world.write("apps.csv", format!("{}{row}\n", printed.stdout));
    let answer = world.answer(&["accounts", "import", "apps.csv"]);
    assert_eq!(answer["added"], 1);
}

#[test]
fn a_workbook_is_read_back() {
    let world = World::new();
    let out = ["accounts", "template", "--out", "apps.xlsx"];
    let written = world.answer(&out);
    assert_eq!(written["file"], "apps.xlsx");
    let error = world.refusal(2, &["accounts", "import", "apps.xlsx"]);
    assert_eq!(
        each(&error, "message"),
        ["the file has headings but no rows"]
    );
    let written = world.answer(&["users", "template", "--out", "team.xlsx"]);
    assert_eq!(written["file"], "team.xlsx");
    let answer = world.answer(&[&out[..], &["--dry-run"]].concat());
    assert_eq!(answer["dry_run"], true);
}

#[test]
fn a_workbook_needs_a_file_of_its_name() {
    let world = World::new();
    let missing = world.refusal(7, &["accounts", "template", "--for", "xlsx"]);
    assert_eq!(each(&missing, "flag"), ["--out"]);
    for (kind, out) in [("xlsx", "apps.csv"), ("csv", "apps.xlsx")] {
        let error = world.refusal(2, &["accounts", "template", "--for", kind, "--out", out]);
        assert_eq!(each(&error, "flag"), ["--out"]);
    }
    let entra = ["users", "template", "--for", "entra", "--out", "e.xlsx"];
    world.refusal(2, &entra);
    world
        .csp(&["accounts", "template", "--out", "a.csv"])
        .expect(0);
    assert_eq!(world.read("a.csv"), headings().join(",") + "\n");
}
