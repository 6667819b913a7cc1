//! The check of the released program, applied to the program under test and to programs that it must refuse.

use std::process::Command;

#[expect(
    clippy::print_stderr,
    reason = "a skipped check says so where the tests are run"
)]
fn is_installed(program: &str) -> bool {
    let is_there = Command::new(program).arg("--version").output().is_ok();
    if !is_there {
        eprintln!("{program} is not installed: hardening was not checked");
    }
    is_there
}

fn check(argument: &str) -> (bool, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/hardening");
    let output = Command::new(script).arg(argument).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// Test builds are linked like the released program, and their C parts are compiled with the same flags.
#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn the_program_is_hardened_and_the_check_finds_others() {
    if !is_installed("readelf") {
        return;
    }
    let (passes, said) = check(env!("CARGO_BIN_EXE_csp"));
    assert!(passes, "{said}");
    if is_installed("cc") {
        let (passes, said) = check("--control");
        assert!(passes, "{said}");
    }
}
