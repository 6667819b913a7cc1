//! Shell completion, tested in bash.

use std::process::Command;

use crate::journey::{active, submitted};
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

/// What bash offers for the last word of each command, one a line.
fn offered(world: &World, lines: &[&str]) -> String {
    let mut script = "source <(csp completions bash)
        words() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
            _clap_complete_csp csp \"${COMP_WORDS[COMP_CWORD]}\"; printf '%s\\n' \"${COMPREPLY[@]}\"; }"
        .to_owned();
    for line in lines {
        script.push_str(&format!("\nwords {line}"));
    }
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_csp"))
        .parent()
        .unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let output = Command::new("bash")
        .args(["--norc", "-c", &script])
        .env_clear()
        .env("PATH", path)
        .env("HOME", world.path("."))
        .env("CSP_STORE", world.store().argument())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn bash_completes_names_from_the_store() {
    let world = submitted();
    let lines = [
        "csp enroll use con",
        "csp users show br",
        "csp explain enroll.we",
        "csp users grant x sales",
    ];
    assert_eq!(
        offered(&world, &lines),
        "contoso-france\nbruno.petit@contoso.fr\nenroll.webmail\nsales-agent\n"
    );
}

#[test]
fn bash_completes_relationships_roles_and_templates() {
    let world = active();
    let add = "customers add Adatum --domain adatum.fr --country FR --email it@adatum.fr";
    world.answer(&add.split(' ').collect::<Vec<_>>());
    for name in ["Two words", "One-word"] {
        let plan = "gdap plan adatum.fr --duration 90 --role helpdesk-administrator --without-relationship --name";
        world.answer(&plan.split(' ').chain([name]).collect::<Vec<_>>());
    }
    let set = "gdap templates set tier-one --role helpdesk-administrator";
    world.answer(&set.split(' ').collect::<Vec<_>>());
    let plan = "transfers plan adatum.fr --direction in --partner Pebble";
    world.answer(&plan.split(' ').collect::<Vec<_>>());
    let lines = [
        "csp transfers show dr",
        "csp transfers record draft-1 compl",
        "csp transfers plan x --direction o",
        "csp gdap show draft-",
        "csp gdap show O",
        "csp gdap show T",
        "csp gdap plan x --role global-a",
        "csp gdap plan x --template tier",
        "csp gdap templates show default-gdap-d",
    ];
    assert_eq!(
        offered(&world, &lines),
        "draft-1\ncompleted\nout\ndraft-1\ndraft-2\nOne-word\n\nglobal-administrator\ntier-one\ndefault-gdap-db-ip\ndefault-gdap-domain-partner\n"
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
