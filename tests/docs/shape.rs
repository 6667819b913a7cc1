//! The repository has the shape that `docs/architecture.md` describes.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    files
}

/// A source file up to its tests. Tests in a file of their own are only named there.
pub(crate) fn program_part(text: &str) -> &str {
    const MARK: &str = "#[cfg(test)]";
    let is_name = |at: usize| {
        let item = text[at + MARK.len()..].trim_start();
        item.starts_with("mod ") && item.lines().next().is_some_and(|line| line.ends_with(';'))
    };
    let end = text
        .match_indices(MARK)
        .map(|(at, _)| at)
        .find(|&at| !is_name(at));
    &text[..end.unwrap_or(text.len())]
}

fn offenders(word: &str, allowed: impl Fn(&str) -> bool) -> Vec<String> {
    sources()
        .iter()
        .filter(|(path, text)| {
            let name = path.to_string_lossy();
            let mentions = program_part(text)
                .lines()
                .any(|line| !line.trim_start().starts_with("//") && line.contains(word));
            mentions && !allowed(&name)
        })
        .map(|(path, _)| path.display().to_string())
        .collect()
}

#[test]
fn one_database_stays_in_its_folder() {
    let of_sqlite = |name: &str| name.starts_with("src/store/engine/sqlite/");
    assert_eq!(offenders("rusqlite", of_sqlite), [""; 0]);
}

/// What an engine may know of the rest: how to say what is wrong, which tables there are, and the ground.
#[test]
fn engines_know_the_ground_and_the_tables_only() {
    let known = [
        "store::TABLES",
        "store::check::Problem",
        "store::column",
        "store::engine",
        "store::failure",
        "diagnostic::",
        "store::schema",
        "store::table",
        "store::users::USER_ROLES",
        "store::{Absence, Ending}",
        "files::",
        "host::",
        "domain::hex",
    ];
    let is_known = |line: &str| {
        line.match_indices("crate::").all(|(at, word)| {
            let rest = &line[at + word.len()..];
            known.iter().any(|one| rest.starts_with(one))
        })
    };
    let found: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| {
            let name = path.to_string_lossy();
            name.starts_with("src/store/engine/") && !name.starts_with("src/store/engine/suite")
        })
        .flat_map(|(path, text)| {
            let lines = program_part(text).lines();
            lines.map(move |line| format!("{}: {}", path.display(), line.trim()))
        })
        .filter(|line| !line.contains("(in crate::") && !is_known(line))
        .collect();
    assert_eq!(found, [""; 0]);
}

/// The store is written against the seam; which engine stands behind it is decided where a store is opened.
#[test]
fn the_store_does_not_know_which_engine_it_has() {
    let allowed = |name: &str| {
        let is_test = name.ends_with("tests.rs");
        is_test || name == "src/store/mod.rs" || name.starts_with("src/store/engine/")
    };
    assert_eq!(offenders("engine::sqlite", allowed), [""; 0]);
}

#[test]
fn only_the_prompt_asks() {
    assert_eq!(
        offenders("dialoguer", |name| name == "src/prompt.rs"),
        [""; 0]
    );
}

#[test]
fn clap_stays_at_the_door() {
    assert_eq!(
        offenders("clap", |name| name.starts_with("src/cli/")
            || name == "src/lib.rs"),
        [""; 0]
    );
}

#[test]
fn the_domain_knows_nobody_and_policy_only_the_domain() {
    for room in [
        "cli", "commands", "config", "exchange", "files", "host", "prompt", "report", "session",
        "store",
    ] {
        let uses = format!("crate::{room}");
        let outside =
            |name: &str| !name.starts_with("src/domain/") && !name.starts_with("src/policy/");
        assert_eq!(offenders(&uses, outside), [""; 0], "{room}");
    }
    assert_eq!(
        offenders("crate::policy", |name| !name.starts_with("src/domain/")),
        [""; 0]
    );
}

#[test]
fn lower_rooms_do_not_know_the_commands() {
    let allowed = |name: &str| name.starts_with("src/commands/") || name == "src/lib.rs";
    assert_eq!(offenders("crate::commands", allowed), [""; 0]);
}

#[test]
fn lower_rooms_do_not_know_the_session() {
    let allowed = |name: &str| {
        ["src/commands/", "src/session/"]
            .iter()
            .any(|room| name.starts_with(room))
    };
    assert_eq!(offenders("crate::session", allowed), [""; 0]);
    for room in ["cli", "commands", "exchange", "prompt", "report"] {
        let elsewhere = |name: &str| !name.starts_with("src/session/");
        assert_eq!(offenders(&format!("crate::{room}"), elsewhere), [""; 0]);
    }
}

/// An answer may change without the journal changing with it.
#[test]
fn journal_forms_use_no_view_of_an_answer() {
    let elsewhere = |name: &str| !name.starts_with("src/session/journal/");
    for word in ["report::", "View", "json!("] {
        assert_eq!(offenders(word, elsewhere), [""; 0], "{word}");
    }
}

/// Commands name a form; `session::journal` makes the entry of it.
#[test]
fn commands_write_only_forms_into_the_journal() {
    let elsewhere = |name: &str| !name.starts_with("src/commands/");
    for word in [
        "changes:",
        ".changes =",
        "json!(",
        "to_value(",
        "serde_json::Value",
    ] {
        assert_eq!(offenders(word, elsewhere), [""; 0], "{word}");
    }
}

#[test]
fn forms_are_declared_in_the_journal_alone() {
    let journal = |name: &str| name.starts_with("src/session/journal/");
    assert_eq!(offenders("Form for ", journal), [""; 0]);
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| text.lines().count() > 500)
        .map(|(path, text)| format!("{}: {}", path.display(), text.lines().count()))
        .collect();
    assert_eq!(long, [""; 0]);
}

#[test]
fn the_readme_states_the_command_that_ci_runs() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let ci = std::fs::read_to_string(root().join(".ci/run")).unwrap();
    let command = "cargo test --locked";
    assert!(readme.lines().any(|line| line == command), "README.md");
    assert!(ci.lines().any(|line| line == command), ".ci/run");
}

#[test]
fn every_link_to_a_file_of_the_repository_leads_somewhere() {
    let mut pages = vec![
        root().join("README.md"),
        root().join("CONTRIBUTING.md"),
        root().join("CHANGELOG.md"),
    ];
    for entry in std::fs::read_dir(root().join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "md") {
            pages.push(path);
        }
    }
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for part in text.split("](").skip(1) {
            let target = part.split([')', '#']).next().unwrap();
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
                let file = page.parent().unwrap().join(target);
                assert!(file.exists(), "{}: {target}", page.display());
            }
        }
    }
}
