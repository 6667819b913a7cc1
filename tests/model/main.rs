//! Random sequences of commands on a real store, compared with a reference model that is as simple as possible.
//!
//! `CSP_SEQUENCES=1000 cargo test --release --test model` is one part of the long run, to be repeated: each part begins
//! with another seed. A process keeps the description of every command line that it has parsed, about 100 KiB each, so
//! a hundred thousand sequences do not fit into one process.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    clippy::disallowed_methods
)]

mod company;
#[path = "../shared/engine.rs"]
mod engine;
mod enrollment;
mod market;
mod people;
mod program;

use company::{Action, Company, founded};
use market::{Dealing, Step};
use people::Deed;
use program::Program;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

fn sequences(otherwise: u32) -> u32 {
    std::env::var("CSP_SEQUENCES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

pub(crate) fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases: sequences(cases),
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::default()
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    let role = prop_oneof![2 => Just(1_u8), 1 => Just(2), 1 => Just(4), 1 => Just(8)];
    prop_oneof![
        6 => role.clone().prop_map(Deed::Add),
        8 => role.clone().prop_map(Deed::Grant),
        8 => role.prop_map(Deed::Revoke),
        6 => Just(Deed::Block),
        5 => Just(Deed::Unblock),
        5 => Just(Deed::Remove),
        5 => Just(Deed::Restore),
        4 => Just(Deed::Reset),
        1 => Just(Deed::SignIn),
    ]
}

fn dealing() -> impl Strategy<Value = Dealing> {
    prop_oneof![
        3 => Just(Dealing::Invite),
        4 => Just(Dealing::Authorize),
        1 => Just(Dealing::Decline),
        1 => Just(Dealing::RevokeAdmin),
        1 => Just(Dealing::RestoreAdmin),
        1 => Just(Dealing::End),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => prop_oneof![Just(None), Just(Some(0)), Just(Some(1))].prop_map(Step::Invite),
        3 => Just(Step::Sent),
        5 => Just(Step::Accept),
        1 => Just(Step::Decline),
        1 => Just(Step::Cancel),
        3 => Just(Step::Agreement),
        1 => (0_usize..3).prop_map(Step::RightsOff),
        2 => (0_usize..3).prop_map(Step::Remove),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    let actor = || prop_oneof![4 => Just(0_usize), 2 => Just(1), 3 => 0_usize..6];
    prop_oneof![
        8 => (0_usize..6, deed(), actor()).prop_map(|(who, deed, actor)| Action::User(who, deed, actor)),
        4 => (0_usize..2, dealing(), actor()).prop_map(|(which, dealing, actor)| Action::Provider(which, dealing, actor)),
        8 => (0_usize..3, step(), actor()).prop_map(|(which, step, actor)| Action::Customer(which, step, actor)),
        1 => prop_oneof![Just(1_i64), Just(30), Just(89), Just(90)].prop_map(Action::Wait),
    ]
}

fn walk(first: &Program, company: &Company, actions: &[Action]) {
    let mut program = Program::copy_of(first);
    let mut company = company.clone();
    for (number, action) in actions.iter().enumerate() {
        company.act(&mut program, action);
        if number % 4 == 3 {
            company.compare(&program);
        }
    }
    company.compare(&program);
    company.compare_orders(&program);
}

#[test]
fn store_and_model_agree_on_users_providers_and_customers() {
    let (first, company) = founded();
    let sequences = proptest::collection::vec(action(), 1..24);
    runner(60)
        .run(&sequences, |actions| {
            walk(&first, &company, &actions);
            Ok(())
        })
        .unwrap();
}
