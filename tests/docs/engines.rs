//! The tests about the file of a store are listed, so that other engines can skip them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const LIST: &str = "tests/shared/about_the_file.txt";

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The listed programs and tests.
fn listed() -> BTreeSet<(String, String)> {
    let list = std::fs::read_to_string(tests().join("shared/about_the_file.txt")).unwrap();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let parts: Vec<&str> = line.splitn(3, ' ').collect();
            assert_eq!(parts.len(), 3, "{LIST}: {line}");
            (parts[0].to_owned(), parts[1].to_owned())
        })
        .collect()
}

/// The tests of a program that access the file of a store, and all its tests.
fn found(program: &str) -> (Vec<String>, BTreeSet<String>) {
    let (mut looking, mut all) = (Vec::new(), BTreeSet::new());
    let mut folders = vec![tests().join(program)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let place = path.strip_prefix(tests().join(program)).unwrap();
            let place = place.with_extension("").to_str().unwrap().to_owned();
            let module = place.trim_end_matches("/mod").replace('/', "::");
            for part in text.split("#[test]\n").skip(1) {
                let Some((_, rest)) = part.split_once("fn ") else {
                    continue;
                };
                let name = rest.split('(').next().unwrap_or_default();
                let name = format!("{module}::{name}");
                let body = part.split("\n}\n").next().unwrap_or_default();
                if [".store().file()", "Connection::open("]
                    .iter()
                    .any(|word| body.contains(word))
                {
                    looking.push(name.clone());
                }
                all.insert(name);
            }
        }
    }
    (looking, all)
}

#[test]
fn tests_about_the_file_of_a_store_are_listed() {
    let listed = listed();
    for program in ["cli", "users", "eligibility", "model"] {
        let (looking, all) = found(program);
        for name in looking {
            let one = (program.to_owned(), name);
            assert!(listed.contains(&one), "{LIST}: {one:?} is missing");
        }
        for (of, name) in &listed {
            assert!(
                of != program || all.contains(name),
                "{LIST}: there is no test {name}"
            );
        }
    }
}
