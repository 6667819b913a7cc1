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
fn an_account_that_was_named_is_looked_for_all_the_same() {
    let world = World::new();
    let refusal = world.refusal(5, &["users", "list", "--account", "contoso"]);
    assert_eq!(refusal["code"], "not-found");
}
