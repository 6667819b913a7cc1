//! Completion in real shells, with keys typed into a terminal.
//!
//! A shell that is not installed is skipped, with a message.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use expectrl::session::OsSession;
use expectrl::{Expect as _, Session};

use crate::journey::submitted;
use crate::world::World;

/// A shell, its command line without user settings, and the commands to run first.
struct Shell {
    name: &'static str,
    args: &'static [&'static str],
    setup: &'static str,
}

const SHELLS: [Shell; 4] = [
    Shell {
        name: "bash",
        args: &["--norc", "--noprofile", "-i"],
        setup: "source <(csp completions bash); PS1='rea''dy> '",
    },
    Shell {
        name: "zsh",
        args: &["-f", "-i"],
        setup: "autoload -U compinit; compinit -D; source <(csp completions zsh); PS1='rea''dy> '",
    },
    Shell {
        name: "fish",
        args: &["--no-config", "-i"],
        setup: "csp completions fish | source; function fish_prompt; echo 'rea''dy> '; end",
    },
    Shell {
        name: "elvish",
        args: &["-norc"],
        setup: "eval (csp completions elvish | slurp); set edit:prompt = { print rea'dy> ' }",
    },
];

/// The text typed before the Tab key, and the text on the line after it.
const LINES: [(&str, &str); 9] = [
    ("csp enroll use cont", "oso-france"),
    ("csp users show br", "uno.petit@contoso.fr"),
    ("csp users show bruno.petit@con", "toso.fr"),
    ("csp explain enroll.web", "mail"),
    ("csp config get la", "ng"),
    ("csp users grant x sales", "-agent"),
    ("csp eligibility evidence unset membership.ac", "tive"),
    ("csp verify record emp", "loyment"),
    ("csp enroll --from some", "where.toml"),
];

fn with_program_on_path(command: &mut Command) {
    let folder = Path::new(env!("CARGO_BIN_EXE_csp")).parent().unwrap();
    with_folder_on_path(command, folder);
}

fn with_folder_on_path(command: &mut Command, folder: &Path) {
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", folder.display()));
}

fn is_installed(shell: &str) -> bool {
    let asked = Command::new(shell)
        .args(["-c", ""])
        .stdin(Stdio::null())
        .status();
    if asked.is_err() {
        eprintln!("{shell} is not installed: its completion was not tried");
    }
    asked.is_ok()
}

fn started(shell: &Shell, world: &World) -> OsSession {
    // Some shells show typed text only on a terminal that echoes.
    let mut command = Command::new("sh");
    command
        .args(["-c", "stty echo; exec \"$@\"", "sh", shell.name])
        .args(shell.args)
        .env_clear()
        .current_dir(world.folder());
    for (name, value) in world.vars() {
        command.env(name, value);
    }
    if world.path("bin").exists() {
        with_folder_on_path(&mut command, &world.path("bin"));
    } else {
        with_program_on_path(&mut command);
    }
    command.env("TERM", "xterm").env("LC_ALL", "C.UTF-8");
    let mut terminal = Session::spawn(command).unwrap();
    terminal.set_expect_timeout(Some(Duration::from_secs(20)));
    terminal.send_line(shell.setup).unwrap();
    terminal
        .expect("ready")
        .unwrap_or_else(|error| panic!("{}: {error}", shell.name));
    terminal
}

fn typed_into(shell: &Shell, world: &World) {
    let mut terminal = started(shell, world);
    for (line, rest) in LINES {
        terminal.send(format!("{line}\t")).unwrap();
        terminal
            .expect(rest)
            .unwrap_or_else(|error| panic!("{}: {line}: {error}", shell.name));
        terminal.send("\x15").unwrap();
    }
}

/// A line that would execute something if it were evaluated, in the syntax of each shell.
fn hostile(shell: &Shell) -> &'static str {
    match shell.name {
        "elvish" => "csp --as (touch obeyed) explain enroll.we",
        _ => "csp --as $(touch obeyed) explain enroll.we",
    }
}

#[test]
fn completing_a_line_does_not_execute_it() {
    let world = submitted();
    for shell in SHELLS.iter().filter(|shell| is_installed(shell.name)) {
        let mut terminal = started(shell, &world);
        terminal.send(format!("{}\t", hostile(shell))).unwrap();
        terminal.send("\x15").unwrap();
        terminal.send("csp explain enroll.web\t").unwrap();
        terminal.expect("mail").unwrap();
        assert!(!world.path("obeyed").exists(), "{}", shell.name);
    }
}

#[test]
fn names_words_and_paths_are_completed_by_keys_in_real_shells() {
    let world = submitted();
    world.write("somewhere.toml", "");
    for shell in SHELLS.iter().filter(|shell| is_installed(shell.name)) {
        typed_into(shell, &world);
    }
}

#[test]
fn completing_without_a_store_is_silent_and_creates_none() {
    let world = World::new();
    let damaged = world.write("damaged.db", "no database");
    for store in [&world.store().argument(), damaged, "no/such/folder/csp.db"] {
        for kind in ["users", "providers", "customers"] {
            let output = world
                .command(&["--", "csp", "--store", store, kind, "show", "x"])
                .env("CSP_COMPLETE", "fish")
                .output()
                .unwrap();
            assert!(output.status.success(), "{store} {kind}");
            assert_eq!((output.stdout, output.stderr), (Vec::new(), Vec::new()));
        }
    }
    assert!(!world.store().exists() && !world.path("no").exists());
    assert_eq!(world.read("damaged.db"), "no database");
}

#[test]
fn an_unknown_line_completes_to_nothing() {
    let world = World::new();
    for (shell, words) in [
        ("fish", &["--"][..]),
        ("fish", &[]),
        ("tcsh", &["--", "csp", ""]),
        ("bash", &["--", "csp", "users", "nonsense", ""]),
    ] {
        let output = world
            .command(words)
            .env("CSP_COMPLETE", shell)
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            "",
            "{shell} {words:?}"
        );
    }
}

/// Names of files and users that a shell would execute, expand or split. Each is completed from a beginning that ends
/// in a letter.
const HOSTILE: [&str; 14] = [
    "aa`touch obeyed`.csv",
    "bb$(touch obeyed).csv",
    "cc;touch obeyed;.csv",
    "dd|touch obeyed.csv",
    "ee&touch obeyed&.csv",
    "ff>obeyed.csv",
    "gg b'c \"d.csv",
    "hh*?[a-z]{x,y}.csv",
    "ii$HOME~!!.csv",
    "jj\\n#(x)=.csv",
    "kk(touch obeyed).csv",
    "ll\u{2019};touch obeyed.csv",
    "mm%d:@x.csv",
    "nn, <obeyed.csv",
];

/// Installs a program in place of csp that records its arguments, and calls csp for completion.
fn with_witness(world: &World) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::create_dir(world.path("bin")).unwrap();
    let script = format!(
        "#!/bin/sh\nif [ \"$1\" = completions ] || [ -n \"$CSP_COMPLETE\" ]; then exec {} \"$@\"; fi\nprintf '%s\\n' \"$#\" \"$@\" > got.new\nmv got.new got\n",
        env!("CARGO_BIN_EXE_csp")
    );
    std::fs::write(world.path("bin/csp"), script).unwrap();
    let all = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(world.path("bin/csp"), all).unwrap();
}

/// Completes a word with a key, runs the line, and returns the arguments that csp got.
///
/// In Elvish the first Enter accepts the completion and another one runs the line, so Enter is pressed until something
/// was run; on an empty line it has no effect.
fn completed_and_run(terminal: &mut OsSession, world: &World, line: &str) -> String {
    terminal.send(line).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    terminal.send("\t").unwrap();
    terminal
        .expect(".csv")
        .unwrap_or_else(|error| panic!("{line}: {error}"));
    // A completion may be displayed before it is on the line.
    std::thread::sleep(Duration::from_millis(1000));
    let got = world.path("got");
    for look in 0..400 {
        if look % 40 == 0 {
            terminal.send("\r").unwrap();
        }
        if let Ok(text) = std::fs::read_to_string(&got) {
            std::fs::remove_file(&got).unwrap();
            return text;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing was run: {line}");
}

#[test]
fn hostile_names_are_completed_as_data() {
    let world = submitted();
    for name in HOSTILE {
        std::fs::write(world.path(name), "").unwrap();
    }
    with_witness(&world);
    for shell in SHELLS.iter().filter(|shell| is_installed(shell.name)) {
        let mut terminal = started(shell, &world);
        for name in HOSTILE {
            let line = format!("csp users import {}", &name[..2]);
            let got = completed_and_run(&mut terminal, &world, &line);
            assert_eq!(got, format!("3\nusers\nimport\n{name}\n"), "{}", shell.name);
        }
        assert!(!world.path("obeyed").exists(), "{}", shell.name);
    }
}

#[test]
fn a_word_in_open_quotes_is_completed_as_data() {
    let world = submitted();
    let name = "oo$(touch obeyed) b.csv";
    std::fs::write(world.path(name), "").unwrap();
    with_witness(&world);
    for shell in SHELLS.iter().filter(|shell| is_installed(shell.name)) {
        let mut terminal = started(shell, &world);
        let quotes: &[&str] = if shell.name == "elvish" {
            &[]
        } else {
            &["'", "\""]
        };
        for quote in quotes {
            let line = format!("csp users import {quote}oo");
            let got = completed_and_run(&mut terminal, &world, &line);
            assert_eq!(
                got,
                format!("3\nusers\nimport\n{name}\n"),
                "{} {quote}",
                shell.name
            );
        }
        assert!(!world.path("obeyed").exists(), "{}", shell.name);
    }
}
