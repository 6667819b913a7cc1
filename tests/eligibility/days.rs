//! Facts from the store on a past day: a fact dated later does not count.

use crate::world::{World, requirement};

/// An active reseller since January 2020 that worked with a provider in March 2021, in June.
fn partnered() -> World {
    let mut world = World::reseller("2020-01-10T09:00:00Z");
    world.at("2021-03-02T09:00:00Z");
    let add = ["providers", "add", "Northwind", "--country", "DE"];
    for arguments in [
        &[&add[..], &["--mpn-id", "7700001"]].concat()[..],
        &["providers", "invite", "northwind"],
        &["providers", "authorize", "northwind", "--accept"],
    ] {
        world.csp(arguments).expect(0);
    }
    world.at("2021-04-01T09:00:00Z");
    let end = ["providers", "end", "northwind", "--reason", "over", "--yes"];
    world.csp(&end).expect(0);
    world.at("2021-06-01T09:00:00Z");
    world
}

/// The status of a requirement on a day, and the value found.
#[track_caller]
fn on(world: &World, day: &str, purpose: &str, id: &str) -> (String, String) {
    let model = ["--model", "indirect", "--purpose", purpose, "--as-of", day];
    let check = [&["eligibility", "check", "--format", "json"], &model[..]].concat();
    let verdict = world.csp(&check).json();
    let one = requirement(&verdict, id);
    let text = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
    (text("status"), text("found"))
}

#[test]
fn a_partnership_counts_on_the_days_it_was_active() {
    let world = partnered();
    for (day, status, found) in [
        ("2021-03-01", "not-met", "0"),
        ("2021-03-02", "met", "1"),
        ("2021-03-31", "met", "1"),
        ("2021-04-01", "not-met", "0"),
        ("2021-06-01", "not-met", "0"),
    ] {
        let answer = on(&world, day, "retain", "provider-relationship");
        assert_eq!(answer, (status.to_owned(), found.to_owned()), "{day}");
    }
}

#[test]
fn a_renewed_partnership_counts_once() {
    let mut world = partnered();
    for arguments in [
        &["providers", "invite", "northwind"][..],
        &["providers", "authorize", "northwind", "--accept"],
    ] {
        world.csp(arguments).expect(0);
    }
    world.at("2021-07-01T09:00:00Z");
    for (day, found) in [
        ("2021-03-15", "1"),
        ("2021-05-15", "0"),
        ("2021-07-01", "1"),
    ] {
        let answer = on(&world, day, "retain", "provider-relationship");
        assert_eq!(answer.1, found, "{day}");
    }
}

#[test]
fn an_application_and_a_membership_count_from_their_dates() {
    let mut world = World::new();
    world.at("2019-02-01T09:00:00Z");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
    world.csp(&["enroll", "--from", file]).expect(0);
    world.at("2019-02-04T09:00:00Z");
    for check in ["email-ownership", "employment", "business"] {
        world
            .csp(&["verify", "record", check, "accepted"])
            .expect(0);
    }
    for (day, application, membership) in [
        ("2019-01-31", "unknown", "unknown"),
        ("2019-02-01", "met", "unknown"),
        ("2019-02-03", "met", "unknown"),
        ("2019-02-04", "met", "met"),
    ] {
        assert_eq!(
            on(&world, day, "enroll", "application").0,
            application,
            "{day}"
        );
        assert_eq!(
            on(&world, day, "enroll", "mpn-membership").0,
            membership,
            "{day}"
        );
    }
    world.at("2020-06-01T09:00:00Z");
    world.csp(&["enroll", "sign-mpa"]).expect(0);
    for (day, status) in [("2019-01-31", "unknown"), ("2020-06-01", "met")] {
        let model = ["--model", "direct", "--as-of", day];
        let check = [&["eligibility", "check", "--format", "json"], &model[..]].concat();
        let verdict = world.csp(&check).json();
        assert_eq!(
            requirement(&verdict, "mpn-membership")["status"],
            status,
            "{day}"
        );
    }
}

#[test]
fn a_withdrawn_enrollment_counts_until_its_withdrawal() {
    let world = partnered();
    let withdraw = ["enroll", "withdraw", "--reason", "sold", "--yes"];
    world.csp(&withdraw).expect(0);
    for (day, status, found) in [
        ("2020-05-05", "met", "2020-01-10"),
        ("2021-05-31", "met", "2020-01-10"),
        ("2021-06-01", "unknown", "-"),
    ] {
        let answer = on(&world, day, "retain", "mpa-signed");
        assert_eq!(answer, (status.to_owned(), found.to_owned()), "{day}");
    }
}
