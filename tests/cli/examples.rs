//! Every file under `examples/` is accepted by the program that it is for.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::journey::active;
use crate::world::World;

fn examples(folder: &str) -> Vec<PathBuf> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found: Vec<PathBuf> = std::fs::read_dir(place)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    found
}

fn is_application(name: &str) -> bool {
    let is_facts = name.starts_with("facts");
    Path::new(name).extension().is_some_and(|end| end == "toml") && !is_facts
}

#[test]
fn every_example_is_accepted() {
    let applications = World::new();
    let world = active();
    for path in examples("examples")
        .iter()
        .chain(&examples("examples/revenue"))
    {
        let file = path.to_str().unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let of_revenue = path.parent().unwrap().ends_with("revenue");
        match name {
            _ if is_application(name) => {
                let facts = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/facts-direct.toml");
                let reason = ["--facts", facts, "--despite-eligibility", "an example"];
                let direct: &[&str] = if name.contains("direct") {
                    &reason
                } else {
                    &[]
                };
                let args = [&["enroll", "--from", file], direct].concat();
                applications.csp(&args).expect(0);
            }
            _ if of_revenue => {
                let args = ["eligibility", "revenue", "import", file];
                world.csp(&args).expect(0);
            }
            _ if name.starts_with("facts") => {
                let args = ["eligibility", "check", "--facts", file];
                world.csp(&args).expect_any(&[0, 3]);
            }
            _ if name.starts_with("team") => {
                let args = ["users", "import", file, "--role", "helpdesk-agent"];
                let known = [&args[..], &["--on-conflict", "skip"]].concat();
                world.csp(&known).expect(0);
            }
            _ if name.starts_with("customers") => {
                let args = ["customers", "import", file, "--country", "FR"];
                world.csp(&args).expect(0);
            }
            "applications.csv" => {
                let args = ["accounts", "import", file, "--draft", "--dry-run"];
                applications.csp(&args).expect(0);
            }
            "gdap.json" => {
                world.csp(&["gdap", "import", file]).expect(0);
            }
            "transfers.json" => {
                world.csp(&["transfers", "import", file]).expect(0);
            }
            "providers.csv" => {
                world.csp(&["providers", "import", file]).expect(0);
            }
            "import-all.sh" | "import-all.ps1" | "csv_pass.rs" | "many_accounts.rs" => {}
            _ => panic!("nobody tries {name}"),
        }
    }
}

#[test]
fn a_daily_rated_file_is_refused_with_the_reason() {
    let world = active();
    let place = examples("examples/revenue/not-counted");
    let [file] = place.as_slice() else {
        panic!("{place:?}");
    };
    let args = ["eligibility", "revenue", "import", file.to_str().unwrap()];
    let run = world.csp(&args);
    run.expect(2);
    assert!(
        run.stderr.contains("daily-rated usage file"),
        "{}",
        run.stderr
    );
    assert_eq!(
        world.answer(&["eligibility", "revenue", "list"]),
        serde_json::json!([])
    );
}

/// The lines of a CI file that call `csp`, without the syntax of the file before them.
fn calls(build_file: &str) -> Vec<&str> {
    let lines = build_file
        .lines()
        .filter(|line| !line.trim().starts_with('#'));
    lines
        .filter_map(|line| line.find("csp eligibility").map(|at| &line[at..]))
        .collect()
}

#[test]
fn the_ci_files_fail_or_pass_by_the_answer() {
    let facts = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/examples/facts-direct.toml"
    ))
    .unwrap();
    let not_eligible = facts.replace("infrastructure = true", "infrastructure = false");
    assert_ne!(facts, not_eligible);
    let program = Path::new(env!("CARGO_BIN_EXE_csp")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    for file in examples("docs/ci") {
        let text = std::fs::read_to_string(&file).unwrap();
        if file.extension().is_some_and(|end| end == "md") {
            continue;
        }
        for (facts, gate) in [(&facts, 0), (&not_eligible, 3)] {
            let world = World::new();
            world.write("facts.toml", facts);
            let codes: Vec<i32> = calls(&text)
                .iter()
                .map(|call| {
                    let run = Command::new("bash")
                        .args(["-c", call])
                        .env_clear()
                        .envs([
                            ("PATH", path.as_str()),
                            ("GITHUB_STEP_SUMMARY", "summary.md"),
                        ])
                        .current_dir(world.folder())
                        .output()
                        .unwrap();
                    run.status.code().unwrap()
                })
                .collect();
            assert_eq!(codes, [0, gate], "{}", file.display());
        }
    }
}

#[test]
fn the_bulk_script_imports_valid_rows_and_counts_others() {
    let world = World::new();
    for path in examples("examples") {
        let name = path.file_name().unwrap().to_str().unwrap();
        if is_application(name) && !name.contains("direct") {
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::create_dir_all(world.path("all")).unwrap();
            world.write(&format!("all/{name}"), text);
        }
    }
    world.write("all/bad.toml", "model = \"indirect\"\n");
    let output = world.script("bash", "examples/import-all.sh", &["all"]);
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}{complained}");
    assert!(said.matches("taken: ").count() >= 3, "{said}");
    assert!(
        complained.contains("not taken (exit 7): all/bad.toml"),
        "{complained}"
    );
}
