//! Processes that write at the same time, and processes that are killed while writing.

use std::process::Child;

use crate::form::Form;
use crate::journey::{journal, submitted};
use crate::world::{Run, World, json};

fn started(world: &World, args: &[&str]) -> Child {
    world.command(&json(args)).spawn().unwrap()
}

fn finished(child: Child) -> Run {
    Run::of(&["…"], child.wait_with_output().unwrap())
}

#[test]
fn eight_processes_writing_at_once_all_succeed() {
    let world = World::new();
    let files: Vec<String> = (0..8)
        .map(|number| {
            let slug = format!("company-{number}");
            let form = Form::indirect().of_company(
                &format!("Company {number}"),
                &slug,
                &format!("{slug}.fr"),
                &format!("590000{number}"),
            );
            let name = format!("{slug}.toml");
            world.write(&name, form.text());
            name
        })
        .collect();
    let children: Vec<Child> = files
        .iter()
        .map(|file| started(&world, &["enroll", "--from", file, "--wait", "60"]))
        .collect();
    for child in children {
        finished(child).expect(0);
    }
    assert_eq!(
        world.answer(&["enroll", "list"]).as_array().unwrap().len(),
        8
    );
    world.answer(&["audit", "verify"]);
    world.answer(&["store", "check"]);
}

#[test]
fn of_two_concurrent_enrollments_of_a_company_one_is_refused() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    let enroll = ["enroll", "--from", "enroll.toml", "--wait", "60"];
    let children = [started(&world, &enroll), started(&world, &enroll)];
    let mut codes: Vec<Option<i32>> = children.into_iter().map(|it| finished(it).code).collect();
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(4)]);
    assert_eq!(
        world.answer(&["enroll", "list"]).as_array().unwrap().len(),
        1
    );
}

#[test]
fn no_change_of_two_writers_is_lost() {
    let world = submitted();
    for round in 0..5 {
        let city = format!("City {round}");
        let phone = format!("+33 1 00 00 00 0{round}");
        let one = started(&world, &["enroll", "edit", "--city", &city, "--wait", "60"]);
        let two = ["enroll", "edit", "--support-phone", &phone, "--wait", "60"];
        let two = started(&world, &two);
        finished(one).expect(0);
        finished(two).expect(0);
        let shown = crate::journey::show(&world);
        assert_eq!(shown["company"]["address"]["city"], city);
        assert_eq!(shown["support_contact"]["phone"], phone);
    }
}

#[test]
fn a_kill_during_a_write_leaves_a_valid_store() {
    let world = submitted();
    let mut survived = 0;
    for round in 0..40_u64 {
        let city = format!("City {round}");
        let mut child = started(&world, &["enroll", "edit", "--city", &city]);
        for _ in 0..round * 40_000 {
            std::hint::spin_loop();
        }
        let _ = child.kill();
        survived += u32::from(finished(child).code == Some(0));
        let check = world.answer(&["store", "check"]);
        assert_eq!(check["ok"], true, "round {round}");
        let shown = crate::journey::show(&world);
        let stands = shown["company"]["address"]["city"].as_str().unwrap();
        let entries = journal(&world);
        let told = entries
            .iter()
            .rev()
            .find(|it| it["changes"].to_string().contains("City "));
        let told = told.map_or("Issy-les-Moulineaux".to_owned(), |it| {
            it["changes"].to_string()
        });
        assert!(
            told.contains(stands),
            "{stands} stands, the journal says {told}"
        );
    }
    world.answer(&["audit", "verify"]);
    assert!(survived < 40, "no process was killed in time");
}
