//! Runs the shell blocks of docs/users.md one after the other, in the shells that are installed.

use std::process::Command;

use crate::world::World;

/// The blocks of the page for this shell.
fn blocks(language: &str) -> Vec<String> {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/users.md")).unwrap();
    let opening = format!("```{language}\n");
    page.split(&opening)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

fn run(world: &World, shell: &str, args: &[&str], script: &str) -> Option<String> {
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_csp"))
        .parent()
        .unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let output = Command::new(shell)
        .args(args)
        .arg(script)
        .env_clear()
        .env("PATH", path)
        .env("HOME", world.home.path())
        .env("CSP_STORE", world.store().argument())
        .current_dir(world.home.path())
        .output()
        .ok()?;
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{script}\n{error}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_examples_in_bash() {
    let world = World::active();
    for block in blocks("bash") {
        run(&world, "bash", &["-euc"], &block).unwrap();
    }
    let expected = ["ana", "ben", "max", "zoe"].map(|name| format!("{name}@contoso.fr"));
    assert_eq!(world.emails(&["--state", "password-pending"]), expected);
    assert_eq!(world.read("passwords.csv").lines().count(), 3);
}

#[test]
fn the_examples_in_powershell_where_it_is_installed() {
    let world = World::active();
    for block in blocks("powershell") {
        let strict = format!(
            "$ErrorActionPreference = 'Stop'; $PSNativeCommandUseErrorActionPreference = $true\n{block}"
        );
        if run(&world, "pwsh", &["-NoProfile", "-Command"], &strict).is_none() {
            return;
        }
    }
    let expected = ["eva", "ida", "lea", "tom"].map(|name| format!("{name}@contoso.fr"));
    assert_eq!(world.emails(&["--state", "password-pending"]), expected);
}
