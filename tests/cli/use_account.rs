//! `enroll list` and `enroll use`.

use serde_json::json;

use crate::form::Form;
use crate::journey::{show, submit, submitted};
use crate::world::World;

#[test]
fn the_list_has_the_shape_of_show_without_next() {
    let world = submitted();
    let all = world.answer(&["enroll", "list"]);
    let mut shown = show(&world);
    shown.as_object_mut().unwrap().remove("next");
    assert_eq!(all, json!([shown]));
}

#[test]
fn a_store_that_does_not_exist_lists_nothing_and_is_not_created() {
    let world = World::new();
    assert_eq!(world.answer(&["enroll", "list"]), json!([]));
    let csv = world.csp(&["enroll", "list", "--format", "csv"]);
    csv.expect(0);
    world.csp(&["enroll", "list"]).expect(0);
    assert_eq!(world.answer(&["status"]), json!([]));
    assert_eq!(world.answer(&["audit", "log"]), json!([]));
    assert!(!world.store().exists());
}

#[test]
fn using_an_account_makes_it_the_default() {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    world.csp(&["enroll", "use", "5900001"]).expect(0);
    assert_eq!(show(&world)["account"], "fabrikam");
    world.csp(&["enroll", "use", "contoso.fr"]).expect(0);
    assert_eq!(show(&world)["account"], "contoso-france");
}

#[test]
fn using_an_unknown_account_changes_nothing() {
    let world = submitted();
    world.refusal(5, &["enroll", "use", "northwind"]);
    assert_eq!(show(&world)["account"], "contoso-france");
}

#[test]
fn using_an_account_needs_no_role() {
    let world = submitted();
    world
        .csp(&[
            "enroll",
            "use",
            "contoso-france",
            "--as",
            "nobody@contoso.fr",
        ])
        .expect(0);
}
