//! Anchors: written, signed, and compared with the journal and with each other.

use std::process::{Command, Stdio};

use serde_json::Value;
use ssh_key::private::Ed25519Keypair;
use ssh_key::{Cipher, Kdf, LineEnding, PrivateKey};

use crate::form::Form;
use crate::journey::{submit, submitted, under_review};
use crate::terminal::{answer, ended, on_terminal};
use crate::world::{Run, World, each, json};

const PASSPHRASE: &str = "correct horse";

fn edit(world: &World, city: &str) {
    world.answer(&["enroll", "edit", "--city", city]);
}

/// Writes an anchor and returns the answer.
fn anchor(world: &World, file: &str) -> Value {
    world.answer(&["audit", "anchor", "--out", file])
}

fn verify(world: &World, anchors: &[&str]) -> Run {
    let mut args = vec!["audit", "verify"];
    for anchor in anchors {
        args.extend(["--anchor", anchor]);
    }
    world.csp(&json(&args))
}

/// The problems that the check reports.
fn problems(world: &World, anchors: &[&str]) -> Vec<String> {
    let run = verify(world, anchors);
    let answer = run.expect(3).json();
    let problems = answer["problems"].as_array().unwrap();
    let what = problems.iter().map(|it| it["what"].as_str().unwrap());
    what.map(str::to_owned).collect()
}

/// A key that signs anchors.
pub(crate) fn key() -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]))
}

fn locked_key() -> PrivateKey {
    let salt = vec![3; 16];
    let kdf = Kdf::Bcrypt { salt, rounds: 1 };
    let key = key().encrypt_with(Cipher::Aes256Ctr, kdf, 9, PASSPHRASE);
    key.unwrap()
}

fn private(world: &World, name: &str) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(world.path(name), mode).unwrap();
    }
    #[cfg(not(unix))]
    let _ = (world, name);
}

/// Writes a key as `ssh-keygen` does.
pub(crate) fn write_key<'a>(world: &World, name: &'a str, key: &PrivateKey) -> &'a str {
    world.write(name, key.to_openssh(LineEnding::LF).unwrap().as_bytes());
    private(world, name);
    name
}

/// `ssh-keygen`, if it is installed.
fn ssh_keygen(world: &World, args: &[&str]) -> Option<Command> {
    let mut command = Command::new("ssh-keygen");
    command.args(args).current_dir(world.folder());
    let probe = Command::new("ssh-keygen")
        .arg("-?")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if probe.is_err() {
        eprintln!("skipped: ssh-keygen is not installed");
        return None;
    }
    Some(command)
}

/// Whether `ssh-keygen` accepts the signature beside a file as one of the key.
fn ssh_verifies(world: &World, file: &str, key: &PrivateKey) -> Option<bool> {
    let public = key.public_key().to_openssh().unwrap();
    world.write("allowed_signers", format!("audit@contoso.fr {public}\n"));
    let signature = format!("{file}.sig");
    let mut command = ssh_keygen(
        world,
        &[
            "-Y",
            "verify",
            "-f",
            "allowed_signers",
            "-I",
            "audit@contoso.fr",
            "-n",
            "csp-anchor",
            "-s",
            &signature,
        ],
    )?;
    let text = std::fs::File::open(world.path(file)).unwrap();
    let output = command.stdin(text).output().unwrap();
    Some(output.status.success())
}

#[test]
fn a_written_anchor_verifies() {
    let world = submitted();
    let answer = anchor(&world, "anchor.txt");
    let text = world.read("anchor.txt");
    assert!(text.starts_with("csp anchor 1\nstore "), "{text}");
    assert_eq!(answer["written_to"], "anchor.txt");
    assert_eq!(answer["signature"], Value::Null);
    let head = &answer["heads"][0];
    for key in ["chain", "account", "seq", "hash", "state"] {
        assert!(head.get(key).is_some(), "{key} in {head:#}");
    }
    assert_eq!(world.csp(&["audit", "anchor"]).expect(0).stdout, text);
    verify(&world, &["anchor.txt"]).expect(0);
    verify(&world, &[&text]).expect(0);
    verify(&world, &[text.trim_end()]).expect(0);
    world
        .csp_reading(&text, &["audit", "verify", "--anchor", "-"])
        .expect(0);
    edit(&world, "Paris");
    verify(&world, &["anchor.txt"]).expect(0);
}

#[test]
fn sequence_number_and_hash_of_the_newest_entry_verify() {
    let world = submitted();
    let answer = world.answer(&["audit", "anchor"]);
    let newest = format!("{}:{}", answer["seq"], answer["hash"].as_str().unwrap());
    verify(&world, &[&newest]).expect(0);
    world.write("old.txt", format!("{newest}\n"));
    verify(&world, &["old.txt"]).expect(0);
    edit(&world, "Paris");
    anchor(&world, "new.txt");
    verify(&world, &["old.txt", "new.txt"]).expect(0);
    let told = problems(&world, &["new.txt", "old.txt"]);
    assert!(told[0].contains("does not continue"), "{told:?}");
}

#[test]
fn an_anchor_of_another_journal_is_found() {
    let world = submitted();
    anchor(&world, "anchor.txt");
    let other = World::new();
    submit(&other, &Form::fabrikam());
    other.write("anchor.txt", world.read("anchor.txt"));
    let told = problems(&other, &["anchor.txt"]);
    assert!(
        told.iter().all(|it| it.ends_with("(anchor anchor.txt)")),
        "{told:?}"
    );
    let longer = under_review();
    anchor(&longer, "long.txt");
    world.write("long.txt", longer.read("long.txt"));
    let told = problems(&world, &["long.txt"]);
    assert!(told.iter().any(|it| it.contains("is missing")), "{told:?}");
}

#[test]
fn a_changed_anchor_does_not_verify() {
    let world = submitted();
    anchor(&world, "anchor.txt");
    let text = world.read("anchor.txt");
    let digit = text.trim_end().len() - 1;
    for at in [digit, digit - 65] {
        let mut changed = text.clone();
        let other = if &text[at..=at] == "0" { "1" } else { "0" };
        changed.replace_range(at..=at, other);
        world.write("changed.txt", &changed);
        assert!(!problems(&world, &["changed.txt"]).is_empty(), "{at}");
    }
}

#[test]
fn each_anchor_must_continue_the_one_before() {
    let world = submitted();
    for (file, city) in [("a.txt", "Paris"), ("b.txt", "Lyon"), ("c.txt", "Lille")] {
        anchor(&world, file);
        edit(&world, city);
    }
    verify(&world, &["a.txt", "b.txt", "c.txt"]).expect(0);
    verify(&world, &["a.txt", "a.txt"]).expect(0);
    let told = problems(&world, &["a.txt", "c.txt", "b.txt"]);
    let expected = "anchor b.txt does not continue anchor c.txt: ";
    assert!(!told.is_empty());
    assert!(told.iter().all(|it| it.starts_with(expected)), "{told:?}");
    assert!(told[0].contains(", before entry"), "{told:?}");
}

#[test]
fn line_ends_of_windows_are_read() {
    let world = submitted();
    anchor(&world, "anchor.txt");
    let text = world.read("anchor.txt").replace('\n', "\r\n");
    world.write("windows.txt", text);
    verify(&world, &["windows.txt"]).expect(0);
}

#[test]
fn other_files_are_refused_with_line_and_expectation() {
    let world = submitted();
    anchor(&world, "anchor.txt");
    let text = world.read("anchor.txt");
    world.write("bad.txt", format!("{text}something else\n"));
    let error = world.refusal(2, &["audit", "verify", "--anchor", "bad.txt"]);
    let line = text.lines().count() + 1;
    assert_eq!(each(&error, "at"), [format!("bad.txt:{line}:1")]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("expected `store")
    );
    world.write("image.png", b"\x89PNG\r\n\x1a\n\xff");
    for bad in ["image.png", ".", "missing.txt", "12:3f9a", ""] {
        let error = world.refusal(2, &["audit", "verify", "--anchor", bad]);
        assert_eq!(each(&error, "flag"), ["--anchor"], "{bad}: {error:#}");
    }
}

#[test]
fn an_anchor_may_replace_an_older_one_but_no_file_of_ours() {
    let world = submitted();
    anchor(&world, "anchor.txt");
    edit(&world, "Paris");
    anchor(&world, "anchor.txt");
    verify(&world, &["anchor.txt"]).expect(0);
    let store = world.store().file().to_str().unwrap().to_owned();
    world.refusal(2, &["audit", "anchor", "--out", &store]);
    write_key(&world, "key", &key());
    write_key(&world, "key.sig", &key());
    for (out, key) in [("key", "key"), ("key", "key.sig"), ("./key", "key")] {
        let args = ["audit", "anchor", "--out", out, "--sign", key];
        let error = world.refusal(2, &args);
        assert_eq!(each(&error, "flag"), ["--out"], "{error:#}");
    }
    assert_eq!(world.read("key"), world.read("key.sig"));
    std::fs::create_dir(world.path("folder")).unwrap();
    world.refusal(2, &["audit", "anchor", "--out", "folder"]);
}

#[test]
fn a_signature_is_written_beside_the_anchor() {
    let world = submitted();
    write_key(&world, "key", &key());
    let signing = ["audit", "anchor", "--out", "anchor.txt", "--sign", "key"];
    let answer = world.answer(&signing);
    let signature = world.read("anchor.txt.sig");
    assert_eq!(answer["signature"], signature.as_str());
    verify(&world, &["anchor.txt"]).expect(0);
    let printed = world.csp(&["audit", "anchor", "--sign", "key"]);
    let both = world.read("anchor.txt") + &signature;
    assert_eq!(printed.expect(0).stdout, both);
    world.write("both.txt", &both);
    verify(&world, &["both.txt"]).expect(0);
    edit(&world, "Paris");
    let run = world.csp(&["audit", "anchor", "--out", "anchor.txt"]);
    let warning = "warning: anchor.txt.sig is not the signature of this anchor";
    assert!(run.expect(0).stderr.contains(warning), "{run}");
}

#[test]
fn ssh_keygen_verifies_a_signature() {
    let world = submitted();
    write_key(&world, "key", &key());
    let signing = ["audit", "anchor", "--out", "anchor.txt", "--sign", "key"];
    world.answer(&signing);
    let Some(verified) = ssh_verifies(&world, "anchor.txt", &key()) else {
        return;
    };
    assert!(verified);
    let stranger = PrivateKey::from(Ed25519Keypair::from_seed(&[8; 32]));
    assert_eq!(ssh_verifies(&world, "anchor.txt", &stranger), Some(false));
    let text = world.read("anchor.txt");
    world.write("anchor.txt", text.replace("store", "stare"));
    assert_eq!(ssh_verifies(&world, "anchor.txt", &key()), Some(false));
}

#[test]
fn keys_of_ssh_keygen_sign_or_are_refused_by_type() {
    let world = submitted();
    for (name, kind) in [("ed25519", "ed25519"), ("rsa", "rsa"), ("ecdsa", "ecdsa")] {
        let args = ["-q", "-t", kind, "-N", "", "-C", "", "-f", name];
        let Some(mut command) = ssh_keygen(&world, &args) else {
            return;
        };
        assert!(command.status().unwrap().success(), "{kind}");
    }
    let signing = ["audit", "anchor", "--out", "anchor.txt", "--sign"];
    world.answer(&[&signing[..], &["ed25519"]].concat());
    let made = PrivateKey::from_openssh(world.read("ed25519")).unwrap();
    assert_eq!(ssh_verifies(&world, "anchor.txt", &made), Some(true));
    for (name, kind) in [("rsa", "ssh-rsa"), ("ecdsa", "ecdsa")] {
        let error = world.refusal(2, &[&signing[..], &[name]].concat());
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(kind), "{message}");
        assert!(message.contains("ssh-ed25519"), "{message}");
    }
}

#[test]
fn files_that_cannot_sign_are_refused() {
    let world = submitted();
    world.write("key.pub", key().public_key().to_openssh().unwrap());
    world.write("garbage", b"\xff\xfe garbage");
    world.write("large", vec![b'a'; 100_000]);
    let pem = "-----BEGIN RSA PRIVATE KEY-----\nMII=\n-----END RSA PRIVATE KEY-----\n";
    world.write("rsa.pem", pem);
    let whole = key().to_openssh(LineEnding::LF).unwrap();
    world.write("cut", &whole[..whole.len() / 2]);
    for (name, expected) in [
        ("key.pub", "this is a public key"),
        ("garbage", "this is not an OpenSSH private key"),
        ("large", "this is not an OpenSSH private key"),
        ("rsa.pem", "not in the format of OpenSSH"),
        ("cut", "damaged"),
        (".", "cannot read"),
        ("missing", "cannot read"),
    ] {
        let args = ["audit", "anchor", "--out", "anchor.txt", "--sign", name];
        let error = world.refusal(2, &args);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(expected), "{name}: {message}");
        assert_eq!(each(&error, "flag"), ["--sign"], "{name}");
    }
    assert!(!world.path("anchor.txt").exists());
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = submitted();
    write_key(&world, "key", &key());
    let mode = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(world.path("key"), mode).unwrap();
    let error = world.refusal(2, &["audit", "anchor", "--sign", "key"]);
    let remedy = error["remedy"].as_str().unwrap();
    assert!(remedy.contains("`chmod 600 key`"), "{remedy}");
}

#[test]
fn a_passphrase_needs_a_terminal() {
    let world = submitted();
    write_key(&world, "key", &locked_key());
    let error = world.refusal(7, &["audit", "anchor", "--sign", "key"]);
    let message = error["message"].as_str().unwrap();
    assert_eq!(message, "the key key needs its passphrase");
    let remedy = error["remedy"].as_str().unwrap();
    assert!(remedy.contains("ssh-keygen -Y sign"), "{remedy}");
}

#[test]
fn a_passphrase_is_asked_for_without_showing_it() {
    let world = submitted();
    write_key(&world, "key", &locked_key());
    let signing = ["audit", "anchor", "--out", "anchor.txt", "--sign", "key"];
    let mut terminal = on_terminal(&world, &signing);
    answer(&mut terminal, "Passphrase of key", "battery staple");
    answer(&mut terminal, "the passphrase is wrong", PASSPHRASE);
    let (said, code) = ended(terminal);
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains(PASSPHRASE), "{said}");
    let signed = world.read("anchor.txt.sig");
    write_key(&world, "open", &key());
    let answer = world.answer(&["audit", "anchor", "--sign", "open"]);
    assert_eq!(answer["signature"], signed.as_str(), "one key, one text");
}

#[test]
fn a_dry_run_writes_no_anchor() {
    let world = submitted();
    write_key(&world, "key", &key());
    let args = [
        "audit",
        "anchor",
        "--out",
        "anchor.txt",
        "--sign",
        "key",
        "--dry-run",
    ];
    let answer = world.answer(&args);
    assert_eq!(answer["dry_run"], true);
    assert!(!world.path("anchor.txt").exists());
    assert!(!world.path("anchor.txt.sig").exists());
}
