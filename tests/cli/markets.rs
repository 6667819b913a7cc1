//! `enroll markets`: where a company may sell.

use serde_json::json;

use crate::form::Form;
use crate::journey::{submit, submitted};
use crate::world::World;

#[test]
fn the_countries_of_the_region_are_listed_with_their_currency() {
    let world = submitted();
    let own = world.answer(&["enroll", "markets"]);
    assert_eq!(own, world.answer(&["enroll", "markets", "fr"]));
    let own = own.as_array().unwrap();
    assert!(own.iter().all(|it| it["region"] == "europe"));
    let codes: Vec<&str> = own
        .iter()
        .map(|it| it["country"].as_str().unwrap())
        .collect();
    assert!(codes.is_sorted());
    assert!(codes.contains(&"DE") && codes.contains(&"CH") && !codes.contains(&"US"));
    let swiss = own.iter().find(|it| it["country"] == "CH").unwrap();
    assert_eq!(swiss["currency"], "CHF");
    let japan = world.answer(&["enroll", "markets", "JP"]);
    assert_eq!(japan.as_array().unwrap().len(), 1);
    assert_eq!(japan[0]["currency"], "JPY");
}

#[test]
fn countries_may_lack_a_market_and_unknown_ones_are_refused() {
    let world = World::new();
    let run = world.csp(&["enroll", "markets", "CU", "--format", "json"]);
    assert_eq!(run.expect(0).json(), json!([]));
    let error = world.refusal(2, &["enroll", "markets", "UK"]);
    assert!(error["message"].as_str().unwrap().contains("GB"), "{error}");
}

#[test]
fn without_an_account_the_country_is_missing() {
    let world = World::new();
    let error = world.refusal(7, &["enroll", "markets"]);
    assert_eq!(error["details"][0]["flag"], "COUNTRY");
    let world = submitted();
    submit(&world, &Form::fabrikam());
    world.refusal(2, &["enroll", "markets"]);
}
