//! The table of editions in the documentation matches the policy files.

use std::fmt::Write as _;
use std::path::Path;

use csp::domain::Model;
use csp::policy::{Edition, Requirement, shipped};

use crate::world::{FACTS, World};

/// Set this variable to write the page again.
const WRITE: &str = "UPDATE_DOCS";

#[test]
fn the_page_of_editions_is_generated_from_the_policies() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policy-editions.md");
    let page = page();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        written, page,
        "stale: run `{WRITE}=1 cargo test --test eligibility documentation`"
    );
}

#[test]
fn the_build_files_run_commands_that_work() {
    let world = World::new();
    world.write("facts.toml", FACTS);
    let files = [
        include_str!("../../docs/ci/github-actions.yml"),
        include_str!("../../docs/ci/azure-pipelines.yml"),
        include_str!("../../docs/ci/gitlab-ci.yml"),
    ];
    for file in files {
        let commands: Vec<&str> = file
            .lines()
            .filter_map(|line| line.split_once("csp eligibility "))
            .map(|it| it.1)
            .collect();
        assert_eq!(commands.len(), 2, "{file}");
        for command in commands {
            let typed = command
                .split_whitespace()
                .take_while(|word| !matches!(*word, ">" | ">>" | "||"));
            let arguments: Vec<&str> = std::iter::once("eligibility").chain(typed).collect();
            world.csp(&arguments).expect(3);
        }
    }
}

fn page() -> String {
    let mut page = String::from(
        "# Policy editions\n\nWhat each dated edition asks. `csp eligibility policies` shows the same, `csp eligibility diff` what \
         changed between two days. (Made from the policy files inside the program; `UPDATE_DOCS=1 cargo test --test \
         eligibility documentation` makes it anew.)\n",
    );
    for model in [Model::DirectBill, Model::IndirectReseller] {
        let _ = write!(page, "\n## {}\n", model.title());
        for edition in shipped(model).editions.iter() {
            write_edition(&mut page, edition);
        }
    }
    page
}

fn write_edition(page: &mut String, edition: &Edition) {
    let _ = write!(
        page,
        "\n### `{}`\n\nIn force from {}. Source: {}.\n\n",
        edition.id, edition.effective, edition.source
    );
    page.push_str("| requirement | asked | to enroll | to stay | note | in doubt |\n| --- | --- | --- | --- | --- | --- |\n");
    for one in edition.requirements.iter() {
        let level = |level: Option<csp::policy::Level>| {
            level.map_or("-".to_owned(), |level| level.to_string())
        };
        let _ = writeln!(
            page,
            "| `{}` {} | {} | {} | {} | {} | {} |",
            one.id,
            one.title,
            one.test.required(),
            level(one.enroll),
            staying(one),
            one.note.as_deref().unwrap_or(""),
            one.doubt.as_deref().unwrap_or("")
        );
    }
}

fn staying(one: &Requirement) -> String {
    match (one.retain, one.retain_from) {
        (Some(level), Some(start)) => format!("{level}, {start}"),
        (Some(level), None) => level.to_string(),
        (None, _) => "-".to_owned(),
    }
}
