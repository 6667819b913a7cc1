//! The password of the role is in no output, wherever it was given.

use crate::proxy::{Deed, Plan, Proxy, Sender, When};
use crate::world::{PASSWORD, ROLE, Run, World, add_user, team};

#[track_caller]
fn is_silent(run: &Run) {
    assert!(
        !run.stdout.contains(PASSWORD) && !run.stderr.contains(PASSWORD),
        "{run:#?}"
    );
}

/// What a person may type, with things that go wrong among it.
const COMMANDS: &[&[&str]] = &[
    &["store", "path"],
    &["store", "check"],
    &["doctor"],
    &["config", "get", "store"],
    &["config", "list"],
    &["status"],
    &["users", "list"],
    &["users", "show", "nobody@contoso.fr"],
    &["audit", "log"],
    &["audit", "verify"],
    &["store", "backup", "copy.db"],
    &["store", "export"],
    &["--version"],
    &["no-such-command"],
];

#[test]
fn no_output_has_the_password() {
    let Some(team) = team() else { return };
    let world = team.world();
    let words = add_user("kim");
    let add: Vec<&str> = words.iter().map(String::as_str).collect();
    is_silent(world.csp(&add).expect(0));
    let urls = [
        world.url(),
        // Nothing listens there.
        world.url_at(1),
        world.url().replace(&world.database, "missing"),
        world.url().replace("disable", "verify-full"),
        world.url().replace("disable", "wrong"),
        world.url().replace("127.0.0.1", "127.0.0.1/127.0.0.1"),
        format!("{}&password={PASSWORD}&unknown=1", world.url()),
    ];
    for url in &urls {
        for command in COMMANDS {
            for more in [
                &["--wait", "0"][..],
                &["--wait", "0", "-v"],
                &["--wait", "0", "--format", "json"],
            ] {
                let run = world.csp_at(url, &[command, more].concat());
                is_silent(&run);
            }
        }
    }
    let content = world.server.content(&world.database);
    let content = String::from_utf8_lossy(&content);
    assert!(!content.contains(PASSWORD), "the store has the password");
    is_silent(&cut_at_commit(&world));
}

/// A command whose outcome is unknown.
fn cut_at_commit(world: &World<'_>) -> Run {
    let proxy = Proxy::before(world.server.port());
    proxy.plan(Plan {
        sender: Sender::Server,
        when: When::Before,
        number: 1,
        kind: Some(b'Z'),
        deed: Deed::CutForGood,
    });
    let url = world.url_at(proxy.port());
    let run = world.csp_at(&url, &["users", "list", "--wait", "0", "-v"]);
    run.expect(8);
    run
}

#[test]
fn a_password_as_an_argument_is_refused() {
    let Some(team) = team() else { return };
    let world = team.world();
    let url = world.url();
    let in_query = format!(
        "postgres://{ROLE}@127.0.0.1:{}/{}?password={PASSWORD}",
        world.server.port(),
        world.database
    );
    for url in [&url, &in_query] {
        let run = world.csp_at("", &["users", "list", "--store", url]);
        run.expect(2);
        is_silent(&run);
    }
}

#[test]
fn a_password_is_taken_from_private_places() {
    let Some(team) = team() else { return };
    let world = team.world();
    let list = ["users", "list"];
    world.csp(&list).expect(0);
    std::fs::write(
        world.path("config.toml"),
        format!("store = \"{}\"\n", world.url()),
    )
    .unwrap();
    let mut command = world.command(&list);
    command.env_remove("CSP_STORE");
    Run::of(&command.output().unwrap()).expect(0);
    for args in [
        &["config", "get", "store"][..],
        &["store", "path"],
        &["config", "list"],
    ] {
        let mut command = world.command(args);
        command.env_remove("CSP_STORE");
        is_silent(Run::of(&command.output().unwrap()).expect(0));
    }
    std::fs::remove_file(world.path("config.toml")).unwrap();

    let bare = world.url().replace(&format!(":{PASSWORD}"), "");
    let mut command = world.command_at(&bare, &list);
    Run::of(&command.env("PGPASSWORD", PASSWORD).output().unwrap()).expect(0);
    let line = format!("127.0.0.1:{}:*:{ROLE}:{PASSWORD}\n", world.server.port());
    std::fs::write(world.path(".pgpass"), line).unwrap();
    let set_mode = |mode| {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(world.path(".pgpass"), mode).unwrap();
    };
    set_mode(0o600);
    world.csp_at(&bare, &list).expect(0);
    world
        .csp_at("", &["users", "list", "--store", &bare])
        .expect(0);
    set_mode(0o644);
    let run = world.csp_at(&bare, &list);
    assert_ne!(run.code, Some(0), "{run:#?}");
    is_silent(&run);
}
