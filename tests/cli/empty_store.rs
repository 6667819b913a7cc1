//! A store that does not exist yet reads as empty.

use serde_json::json;

use crate::world::World;

#[test]
fn every_list_of_a_store_that_does_not_exist_is_empty() {
    let world = World::new();
    for list in [
        &["enroll", "list"][..],
        &["users", "list"],
        &["providers", "list"],
        &["customers", "list"],
        &["customers", "list", "--all-accounts"],
        &["eligibility", "evidence", "list"],
        &["eligibility", "rates", "list"],
        &["eligibility", "revenue", "list"],
        &["status"],
        &["audit", "log"],
    ] {
        assert_eq!(world.answer(list), json!([]), "{list:?}");
    }
    assert!(!world.store().exists());
}

#[test]
fn an_export_without_users_contains_only_the_headings() {
    let mut world = World::new();
    for target in ["csv", "partner-center", "entra"] {
        let template = world.csp(&["users", "template", "--for", target]);
        let export = world.csp(&["users", "export", "--for", target]);
        let lines = |text: &str| text.lines().count();
        export.expect(0);
        assert_eq!(lines(&export.stdout), lines(&template.stdout), "{export}");
    }
    let export = world.answer(&["users", "export", "--out", "list.csv"]);
    assert_eq!(export["users"], 0);
    assert!(!world.store().exists());
    // As in `users list`, a named account or acting user must exist, and nothing is printed before that check.
    let named = ["users", "export", "--account", "contoso"];
    assert_eq!(world.csp(&named).expect(5).stdout, "");
    world = crate::journey::active();
    for option in ["--account", "--as"] {
        let run = world.csp(&["users", "export", option, "nobody@contoso.fr"]);
        assert_eq!(run.expect(5).stdout, "", "{run}");
    }
}

#[test]
fn a_named_account_must_exist_in_an_empty_store_too() {
    let world = World::new();
    let refusal = world.refusal(5, &["users", "list", "--account", "contoso"]);
    assert_eq!(refusal["code"], "not-found");
}
