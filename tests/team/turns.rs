//! How often a command waits for the server: on a long line that is what it costs.

use std::time::Duration;

use crate::proxy::Proxy;
use crate::world::{add_user, team};

#[test]
fn reads_and_writes_take_few_turns() {
    let Some(team) = team() else { return };
    let world = team.world();
    let proxy = Proxy::before(team.server.port());
    // On a line without a delay the server answers before the client has sent all that it asks together.
    proxy.delay(Duration::from_millis(20));
    let url = world.url_at(proxy.port());
    let turns = |args: &[&str]| {
        proxy.take_turns();
        world.csp_at(&url, args).expect(0);
        proxy.take_turns()
    };
    let show = turns(&["users", "show", "bruno.petit@contoso.fr"]);
    let list = turns(&["users", "list"]);
    let words = add_user("kim");
    let add = turns(&words.iter().map(String::as_str).collect::<Vec<_>>());
    eprintln!("turns: show {show}, list {list}, add {add}");
    assert!(show <= 1, "{show} turns to show a user");
    assert!(list <= 2, "{list} turns to list users");
    assert!(add <= 6, "{add} turns to add a user");
}

#[test]
fn slow_answers_are_waited_for() {
    let Some(team) = team() else { return };
    let world = team.world();
    let proxy = Proxy::before(team.server.port());
    proxy.delay(Duration::from_millis(200));
    let words = add_user("kim");
    let args: Vec<&str> = words.iter().map(String::as_str).collect();
    let url = world.url_at(proxy.port());
    let before = world.entries();
    let wait = ["--wait", "0"];
    world.csp_at(&url, &[&args[..], &wait].concat()).expect(0);
    assert_eq!(world.entries(), before + 1);
    world.check();
}
