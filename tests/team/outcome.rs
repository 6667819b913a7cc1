//! A commit whose answer never came: the command finds out by itself, or says that it does not know.
//!
//! A standby that does not exist makes every commit wait for ever; the change is then on this server and nowhere else.

use std::process::Child;
use std::sync::{Mutex, MutexGuard, OnceLock};

use crate::proxy::Proxy;
use crate::world::{Run, Team, World, add_user, address_of};

/// Tests that use the same server, one after the other: its setting concerns every store.
fn shared() -> Option<(&'static Team, MutexGuard<'static, ()>)> {
    static TEAM: OnceLock<Option<Team>> = OnceLock::new();
    static ONE_BY_ONE: Mutex<()> = Mutex::new(());
    let team = TEAM.get_or_init(|| {
        let team = Team::start()?;
        // Whoever looks after the server does not wait.
        let patient = "ALTER ROLE postgres SET synchronous_commit = local";
        team.server.administer(&[patient]);
        Some(team)
    });
    let guard = ONE_BY_ONE.lock().unwrap_or_else(|held| held.into_inner());
    Some((team.as_ref()?, guard))
}

/// Whether commits wait for a standby.
fn set_standby(world: &World<'_>, name: &str) {
    let change = format!("ALTER SYSTEM SET synchronous_standby_names = '{name}'");
    world
        .server
        .administer(&[&change, "SELECT pg_reload_conf()"]);
    world.wait_until(&format!(
        "SELECT current_setting('synchronous_standby_names') = '{name}'"
    ));
}

/// Commits wait until this is dropped.
struct Ghost<'w>(&'w World<'w>);

impl<'w> Ghost<'w> {
    fn appear(world: &'w World<'w>) -> Self {
        set_standby(world, "ghost");
        Self(world)
    }
}

impl Drop for Ghost<'_> {
    fn drop(&mut self) {
        set_standby(self.0, "");
    }
}

/// Adds a user, through a proxy where there is one.
fn begin_adding(world: &World<'_>, url: &str, wait: &str) -> Child {
    let words = add_user("kim");
    let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
    args.extend(["--wait", wait]);
    world.command_at(url, &args).spawn().unwrap()
}

const WAITS_FOR_STANDBY: &str = "wait_event = 'SyncRep'";

fn wait_for_sessions(world: &World<'_>, which: &str, count: u32) {
    let sessions = world.sessions(which);
    world.wait_until(&format!("SELECT {sessions} = {count}"));
}

/// Ends or cancels the sessions that wait for the standby.
fn end_waiting(world: &World<'_>, how: &str) {
    let database = &world.database;
    let sql = format!(
        "SELECT {how}(pid) FROM pg_stat_activity WHERE datname = '{database}' AND {WAITS_FOR_STANDBY}"
    );
    world.server.ask("postgres", &sql);
}

#[track_caller]
fn is_still_running(child: &mut Child) {
    let ended = child.try_wait().unwrap();
    assert!(ended.is_none(), "it answered before the change was safe");
}

#[track_caller]
fn has_added_once(world: &World<'_>, before: i64) {
    let written = world.written(&address_of("kim"));
    assert_eq!(written, (before + 1, 1), "entries and users");
    world.check();
}

/// The session ends in some way while its commit waits; the command is done as soon as the change is safe, not before.
fn settles_after(end: &str) {
    let Some((team, _guard)) = shared() else {
        return;
    };
    let world = team.world();
    let before = world.entries();
    let ghost = Ghost::appear(&world);
    let mut child = begin_adding(&world, &world.url(), "30");
    wait_for_sessions(&world, WAITS_FOR_STANDBY, 1);
    let old = world.server.ask(
        "postgres",
        &format!(
            "SELECT pid FROM pg_stat_activity WHERE datname = '{}' AND {WAITS_FOR_STANDBY}",
            world.database
        ),
    );
    end_waiting(&world, end);
    // The new session has looked, and waits for the standby as well.
    wait_for_sessions(&world, &format!("pid <> {old} AND {WAITS_FOR_STANDBY}"), 1);
    is_still_running(&mut child);
    drop(ghost);
    let run = Run::of(&child.wait_with_output().unwrap());
    run.expect(0);
    has_added_once(&world, before);
}

#[test]
fn a_session_ended_at_the_commit_is_settled() {
    settles_after("pg_terminate_backend");
}

#[test]
fn a_commit_that_was_cancelled_is_not_confirmed() {
    settles_after("pg_cancel_backend");
}

/// The same, and the standby never comes: the answer is not "done".
fn stays_unknown_after(end: &str) {
    let Some((team, _guard)) = shared() else {
        return;
    };
    let world = team.world();
    let before = world.entries();
    let ghost = Ghost::appear(&world);
    let child = begin_adding(&world, &world.url(), "1");
    wait_for_sessions(&world, WAITS_FOR_STANDBY, 1);
    end_waiting(&world, end);
    let run = Run::of(&child.wait_with_output().unwrap());
    run.expect(1);
    assert!(run.is_unknown(), "{run:#?}");
    assert!(world.has_entry(run.hash()), "{run:#?}");
    drop(ghost);
    has_added_once(&world, before);
}

#[test]
fn an_ended_session_without_standby_stays_unknown() {
    stays_unknown_after("pg_terminate_backend");
}

#[test]
fn a_cancelled_commit_without_standby_stays_unknown() {
    stays_unknown_after("pg_cancel_backend");
}

#[test]
fn a_commit_that_is_still_on_its_way_is_waited_for() {
    let Some((team, _guard)) = shared() else {
        return;
    };
    let world = team.world();
    let before = world.entries();
    let proxy = Proxy::before(team.server.port());
    let ghost = Ghost::appear(&world);
    let mut child = begin_adding(&world, &world.url_at(proxy.port()), "30");
    wait_for_sessions(&world, WAITS_FOR_STANDBY, 1);
    proxy.cut();
    wait_for_sessions(&world, "wait_event_type = 'Lock'", 1);
    is_still_running(&mut child);
    drop(ghost);
    let run = Run::of(&child.wait_with_output().unwrap());
    run.expect(0);
    has_added_once(&world, before);
}

#[test]
fn the_first_commit_of_a_store_is_waited_for() {
    let Some((team, _guard)) = shared() else {
        return;
    };
    let world = team.empty_world();
    let proxy = Proxy::before(team.server.port());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
    let url = world.url_at(proxy.port());
    let ghost = Ghost::appear(&world);
    let mut child = world
        .command_at(&url, &["enroll", "--from", file, "--wait", "30"])
        .spawn()
        .unwrap();
    wait_for_sessions(&world, WAITS_FOR_STANDBY, 1);
    proxy.cut();
    wait_for_sessions(&world, "wait_event_type = 'Lock'", 1);
    is_still_running(&mut child);
    drop(ghost);
    let run = Run::of(&child.wait_with_output().unwrap());
    run.expect(0);
    world.check();
}
