//! Shell completion, tested in bash.

use std::process::Command;

use crate::journey::submitted;
use crate::world::World;

#[test]
fn every_shell_has_a_script_and_the_shell_is_required() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = world.csp(&["completions", shell]);
        assert!(run.expect(0).stdout.contains("CSP_COMPLETE"), "{run}");
    }
    world.refusal(7, &["completions"]);
    world.refusal(2, &["completions", "tcsh"]);
}

#[test]
fn bash_completes_names_from_the_store() {
    let world = submitted();
    let script = "source <(csp completions bash)
        words() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
            _clap_complete_csp csp \"${COMP_WORDS[COMP_CWORD]}\"; printf '%s\\n' \"${COMPREPLY[@]}\"; }
        words csp enroll use con; words csp users show br; words csp explain enroll.we; words csp users grant x sales";
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_csp"))
        .parent()
        .unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let output = Command::new("bash")
        .args(["--norc", "-c", script])
        .env_clear()
        .env("PATH", path)
        .env("HOME", world.path("."))
        .env("CSP_STORE", world.store().argument())
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "contoso-france\nbruno.petit@contoso.fr\nenroll.webmail\nsales-agent\n"
    );
}

#[test]
fn manual_pages_are_written_for_every_command() {
    let world = World::new();
    let page = world.csp(&["man"]);
    assert!(page.expect(0).stdout.contains(".TH csp 1"), "{page}");
    world.answer(&["man", "--out", "pages"]);
    assert!(
        world
            .read("pages/csp-users-add.1")
            .contains("csp users add")
    );
}
