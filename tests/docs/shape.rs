//! The repository has the structure that `docs/architecture.md` describes.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn sources() -> Vec<(PathBuf, String)> {
    rust_files(&root().join("src"))
}

fn rust_files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
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

/// A source file up to its tests. A file that contains only tests is just named there.
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

/// With a file as the store there is nothing that could use a network.
#[test]
fn only_the_engine_of_a_server_uses_a_network() {
    let of_postgres = |name: &str| name.starts_with("src/store/engine/postgres/");
    for word in [
        "std::net",
        "std::os::unix::net",
        "postgres_protocol",
        "rustls",
        "socket2",
    ] {
        assert_eq!(offenders(word, of_postgres), [""; 0], "{word}");
    }
}

#[test]
fn without_its_feature_no_crate_uses_a_network() {
    let tree = |more: &[&str]| {
        let mut cargo = std::process::Command::new(env!("CARGO"));
        cargo
            .args(["tree", "--locked", "--offline", "--prefix", "none"])
            .args(["--edges", "normal", "--format", "{lib}"])
            .args(more)
            .current_dir(root());
        let answer = cargo.output().unwrap();
        assert!(answer.status.success(), "{answer:?}");
        String::from_utf8(answer.stdout).unwrap()
    };
    let networked = |tree: &str| -> Vec<&'static str> {
        const CRATES: [&str; 6] = [
            "mio",
            "postgres_protocol",
            "ring",
            "rustls",
            "socket2",
            "tokio",
        ];
        let has = |name: &&str| tree.lines().any(|line| line == *name);
        CRATES.into_iter().filter(has).collect()
    };
    assert_eq!(networked(&tree(&["--no-default-features"])), [""; 0]);
    let ours = ["postgres_protocol", "ring", "rustls", "socket2"];
    assert_eq!(networked(&tree(&[])), ours);
}

/// An engine may use only the error type, the declarations of tables, and the lowest folders.
#[test]
fn engines_use_only_tables_and_the_lowest_folders() {
    let known = [
        "store::every_table",
        "store::column",
        "store::every_table",
        "store::engine",
        "store::failure",
        "store::journal::Mark",
        "store::problem::Problem",
        "diagnostic::",
        "store::table",
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

/// The store uses only the engine's interface; the engine is chosen where a store is opened.
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
    let of_prompt = |name: &str| name.starts_with("src/prompt/");
    assert_eq!(offenders("dialoguer", of_prompt), [""; 0]);
}

#[test]
fn clap_is_used_only_by_the_command_line() {
    assert_eq!(
        offenders("clap", |name| name.starts_with("src/cli/")
            || name == "src/lib.rs"),
        [""; 0]
    );
}

/// Refusals by rules of the programme are decided in these folders; other code passes facts to them.
#[test]
fn rules_refuse_in_domain_and_policy_only() {
    let deciding = ["src/domain/", "src/policy/", "src/diagnostic/"];
    let found: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| !deciding.iter().any(|folder| path.starts_with(folder)))
        .filter(|(_, text)| {
            let text: String = program_part(text).split_whitespace().collect();
            text.contains("Diagnostic::refused(") || text.contains("new(Kind::Refused")
        })
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert_eq!(found, [""; 0]);
}

/// The rows of the table in `docs/architecture.md`: a folder, and the folders that it may use. A row may name only
/// folders above it, so there is no circle.
fn folders_and_what_they_know() -> Vec<(String, Vec<String>)> {
    let page = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `src/"));
    let names = |cell: &str| -> Vec<String> {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        assert_eq!(cells.len(), 3, "{row}");
        let (folder, known) = (cells[0], cells[2]);
        let folder = folder.split('`').nth(1).unwrap();
        let folder = folder.trim_start_matches("src/").trim_end_matches('/');
        (folder.to_owned(), names(known))
    })
    .collect()
}

#[test]
fn the_architecture_page_lists_every_folder_once() {
    let listed: Vec<String> = folders_and_what_they_know()
        .into_iter()
        .map(|(folder, _)| folder)
        .collect();
    let mut sorted = listed.clone();
    sorted.sort();
    let mut there: Vec<String> = std::fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    there.sort();
    assert_eq!(sorted, there);
    for (at, (folder, known)) in folders_and_what_they_know().iter().enumerate() {
        for one in known {
            assert!(listed[..at].contains(one), "{folder} knows {one}");
        }
    }
}

#[test]
fn folders_know_only_what_the_architecture_page_says() {
    let table = folders_and_what_they_know();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let name = path.to_string_lossy().replace('\\', "/");
        let parts: Vec<&str> = name.split('/').collect();
        let [_, folder, _, ..] = parts.as_slice() else {
            continue;
        };
        let is_test = name.ends_with("tests.rs") || name.contains("/tests/");
        if is_test || name.contains("/suite") || name.ends_with("statement_counts.rs") {
            continue;
        }
        let known = &table.iter().find(|(one, _)| one == folder).unwrap().1;
        for line in program_part(&text).lines() {
            let line = line.trim_start();
            if line.starts_with("//") {
                continue;
            }
            for (at, word) in line.match_indices("crate::") {
                let rest = &line[at + word.len()..];
                let other: String = rest
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect();
                let is_folder = table.iter().any(|(one, _)| *one == other);
                if is_folder && other != *folder && !known.contains(&other) {
                    wrong.push(format!("{name}: {line}"));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// Commands of two nouns share code through `session` only.
#[test]
fn a_noun_of_the_commands_knows_no_other() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let name = path.to_string_lossy().replace('\\', "/");
        let Some(rest) = name.strip_prefix("src/commands/") else {
            continue;
        };
        let noun = rest.split(['/', '.']).next().unwrap();
        for line in program_part(&text).lines() {
            if let Some(at) = line.find("crate::commands::") {
                let other = &line[at + "crate::commands::".len()..];
                if !other.starts_with(noun) && rest != "mod.rs" {
                    wrong.push(format!("{name}: {}", line.trim()));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// A command file must be short; a longer one has a second job.
#[test]
fn command_files_have_at_most_two_hundred_lines() {
    let long: Vec<String> = sources()
        .iter()
        .map(|(path, text)| (path.to_string_lossy(), text.lines().count()))
        .filter(|(name, lines)| name.starts_with("src/commands/") && *lines > 200)
        .map(|(name, lines)| format!("{name}: {lines}"))
        .collect();
    assert_eq!(long, [""; 0]);
}

/// The format of an answer may change without changing the journal.
#[test]
fn journal_forms_use_no_view_of_an_answer() {
    let elsewhere = |name: &str| !name.starts_with("src/session/journal/");
    for word in ["report::", "View", "json!("] {
        assert_eq!(offenders(word, elsewhere), [""; 0], "{word}");
    }
}

/// Commands fill in a form; `session::journal` makes the entry.
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

/// The public types of a file: the kind of item, its name, and the text after the line that declares it.
fn public_types(text: &str) -> Vec<(&str, &str, &str)> {
    let text = program_part(text);
    let mut types = Vec::new();
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\n') {
        let declared = line.trim_start();
        let open = declared
            .strip_prefix("pub ")
            .or_else(|| declared.strip_prefix("pub(crate) "));
        if let Some((kind, name)) = open.and_then(|open| open.split_once(' '))
            && ["struct", "enum", "type", "trait"].contains(&kind)
        {
            let end = name.find(|letter: char| !letter.is_alphanumeric());
            types.push((kind, &name[..end.unwrap_or(name.len())], behind));
        }
        rest = behind;
    }
    types
}

#[test]
fn no_two_public_types_share_a_name() {
    let sources = sources();
    let mut places = std::collections::BTreeMap::<&str, Vec<String>>::new();
    for (path, text) in &sources {
        for (_, name, _) in public_types(text) {
            places
                .entry(name)
                .or_default()
                .push(path.display().to_string());
        }
    }
    places.retain(|_, files| files.len() > 1);
    assert_eq!(places, std::collections::BTreeMap::new());
}

/// `XState` carries the data of each state, `XStateKind` is its plain name.
#[test]
fn an_enum_of_states_carries_data() {
    let mut plain = Vec::new();
    for (path, text) in sources() {
        for (kind, name, behind) in public_types(&text) {
            let body = behind.split("\n}").next().unwrap_or_default();
            let has_data = body
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| line.trim_end().ends_with(['{', ')']) || line.contains("),"));
            if kind == "enum" && name.ends_with("State") && !has_data {
                plain.push(format!("{}: {name}", path.display()));
            }
        }
    }
    assert_eq!(plain, [""; 0]);
}

/// Each state machine has one enum of events.
#[test]
fn no_type_is_called_by_its_role_alone() {
    let bare = ["Event", "State", "Stage"];
    let found: Vec<String> = sources()
        .iter()
        .flat_map(|(path, text)| {
            let types = public_types(text).into_iter();
            types
                .filter(|(_, name, _)| bare.contains(name))
                .map(|(_, name, _)| format!("{}: {name}", path.display()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(found, [""; 0]);
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

/// All files with tests, including those in the source.
fn files_with_tests() -> Vec<(PathBuf, String)> {
    ["src", "tests", "benches"]
        .into_iter()
        .flat_map(|folder| rust_files(&root().join(folder)))
        .collect()
}

#[test]
fn function_names_have_at_most_sixty_characters() {
    let mut long = Vec::new();
    for (path, text) in files_with_tests() {
        for (at, word) in text.match_indices("fn ") {
            let name = text[at + word.len()..]
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .next()
                .unwrap_or_default();
            if name.chars().count() > 60 {
                long.push(format!("{}: {name}", path.display()));
            }
        }
    }
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
