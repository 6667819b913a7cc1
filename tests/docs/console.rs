//! Runs the ```console blocks of README.md and docs/: lines that begin with `$ ` are commands, the others are the
//! expected output, stdout and stderr together. One file is one shell session with its own store.
//!
//! `[..]` in an expected line matches any text. Run with `UPDATE_DOCS=1` to update the expected output.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A command with its expected output, and the line range of that in the file.
struct Typed {
    command: String,
    expected: Vec<String>,
    /// Index of the first line after the command.
    from: usize,
}

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md")];
    let mut folders = vec![root.join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

fn typed(lines: &[String]) -> Vec<Typed> {
    let mut commands: Vec<Typed> = Vec::new();
    let mut inside = false;
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside && let Some(command) = line.strip_prefix("$ ") {
            commands.push(Typed {
                command: command.to_owned(),
                expected: Vec::new(),
                from: at + 1,
            });
        } else if inside && let Some(more) = line.strip_prefix("> ") {
            let last = commands.last_mut().unwrap();
            last.command.push('\n');
            last.command.push_str(more);
            last.from = at + 1;
        } else if inside && let Some(last) = commands.last_mut() {
            last.expected.push(line.clone());
        }
    }
    commands
}

/// Runs the commands in one shell. A page that sets the clock itself uses that; the others get a fixed date.
fn run(commands: &[Typed]) -> Vec<Vec<String>> {
    const MARK: &str = "__end_of_command__";
    let home = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let binary = Path::new(env!("CARGO_BIN_EXE_csp")).parent().unwrap();
    std::fs::create_dir(home.path().join("csp")).unwrap();
    let _ = std::os::unix::fs::symlink(root.join("examples"), home.path().join("csp/examples"));
    let script: String = commands
        .iter()
        .map(|one| format!("{{ {}\n}} 2>&1\necho; echo {MARK}\n", one.command))
        .collect();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("bash");
    shell
        .args(["--norc", "-c", &script])
        .env_clear()
        .env("PATH", path)
        .env("HOME", home.path())
        .env("LANG", "C.UTF-8")
        .env("COLUMNS", "90")
        .current_dir(home.path().join("csp"))
        .stdin(Stdio::null());
    if !commands.iter().any(sets_the_clock) {
        shell.env("CSP_NOW", "2021-03-01T09:00:00Z");
    }
    let output = shell.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let text = text.replace(&home.path().display().to_string(), "~");
    let mut answers: Vec<Vec<String>> = vec![Vec::new()];
    for line in text.lines() {
        if line == MARK {
            answers.push(Vec::new());
        } else {
            answers.last_mut().unwrap().push(line.trim_end().to_owned());
        }
    }
    answers.pop();
    for answer in &mut answers {
        while answer.last().is_some_and(String::is_empty) {
            answer.pop();
        }
    }
    answers
}

fn sets_the_clock(one: &Typed) -> bool {
    one.command.starts_with("export ") && one.command.contains("CSP_NOW=")
}

/// The output lines to write into the page. A line that matches an expected line with `[..]` keeps the expected form.
fn written(expected: &[String], answer: &[String]) -> Vec<String> {
    let pattern = |line: &String| {
        expected
            .iter()
            .find(|known| known.contains("[..]") && matches(known, line))
    };
    answer
        .iter()
        .map(|line| pattern(line).unwrap_or(line).clone())
        .collect()
}

fn matches(expected: &str, found: &str) -> bool {
    let mut rest = found;
    let mut parts = expected.split("[..]");
    let Some(first) = parts.next() else {
        return found.is_empty();
    };
    let Some(after) = rest.strip_prefix(first) else {
        return false;
    };
    rest = after;
    let mut last_was_gap = false;
    for part in parts {
        last_was_gap = part.is_empty();
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty() || last_was_gap
}

fn trimmed(mut lines: Vec<String>) -> Vec<String> {
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines
}

#[test]
fn every_console_block_prints_what_it_says() {
    let update = std::env::var("UPDATE_DOCS").is_ok();
    let mut wrong = String::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let commands = typed(&lines);
        if commands.is_empty() {
            continue;
        }
        let answers = run(&commands);
        assert_eq!(
            answers.len(),
            commands.len(),
            "{}: the shell stopped early",
            page.display()
        );
        let mut fresh = lines.clone();
        for (one, answer) in commands.iter().zip(&answers).rev() {
            let expected = trimmed(one.expected.clone());
            let same = expected.len() == answer.len()
                && expected
                    .iter()
                    .zip(answer)
                    .all(|(expected, found)| matches(expected, found));
            if !same {
                wrong.push_str(&format!(
                    "{}:{}: $ {}\n--- expected\n{}\n--- printed\n{}\n\n",
                    page.display(),
                    one.from,
                    one.command,
                    expected.join("\n"),
                    answer.join("\n")
                ));
                fresh.splice(
                    one.from..one.from + one.expected.len(),
                    written(&expected, answer),
                );
            }
        }
        if update {
            std::fs::write(&page, fresh.join("\n") + "\n").unwrap();
        }
    }
    assert!(update || wrong.is_empty(), "{wrong}");
}

/// Pages can be read in any order: each page that enrols an example company sets up its own store first.
#[test]
fn pages_with_an_example_have_a_store_of_their_own() {
    let mut stores: Vec<String> = Vec::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let commands = typed(&lines);
        let begins = |one: &Typed| one.command.starts_with("csp enroll --from examples");
        let Some(at) = commands.iter().position(begins) else {
            continue;
        };
        let named = commands[..at]
            .iter()
            .rev()
            .find_map(|one| one.command.split("CSP_STORE=").nth(1))
            .and_then(|rest| rest.split(' ').next());
        let store = named.unwrap_or_else(|| {
            panic!("{}: `export CSP_STORE=` is missing", page.display());
        });
        assert!(
            !stores.contains(&store.to_owned()),
            "{store} is on two pages"
        );
        stores.push(store.to_owned());
    }
    assert!(stores.len() > 8, "{stores:?}");
}
