//! The table of permissions between roles in `docs/security.md` is generated from the program.
//!
//! `UPDATE_DOCS=1` writes it; otherwise a stale table fails the test.

use std::fmt::Write as _;
use std::path::Path;

use csp::domain::role::{Role, RoleSet};
use csp::domain::user::{Touch, User, permit_touch};
use csp::domain::word::Word as _;

const MARK: &str = "<!-- who may touch whom -->";

/// The single roles that are sufficient.
fn who_may(touch: Touch) -> String {
    let name = || "Ada".parse().unwrap();
    let now = chrono::DateTime::UNIX_EPOCH;
    let mut actor = User::owner("ada@contoso.fr".parse().unwrap(), name(), name(), now);
    let mut may = Vec::new();
    for role in Role::ALL {
        actor.roles = RoleSet::only(*role);
        if permit_touch(&actor, touch).is_ok() {
            may.push(role.word());
        }
    }
    may.join(", ")
}

fn table() -> String {
    let mut text = "\n| role | grant it, revoke it | block, unblock, remove, restore, reset the password of somebody who has \
                    it | edit the names of somebody who has it |\n| --- | --- | --- | --- |\n"
        .to_owned();
    for role in Role::ALL {
        let set = RoleSet::only(*role);
        let [give, power, names] =
            [Touch::Roles(set), Touch::Power(set), Touch::Record(set)].map(who_may);
        let _ = writeln!(text, "| `{}` | {give} | {power} | {names} |", role.word());
    }
    text + "\n"
}

#[test]
fn the_table_of_who_may_touch_whom_is_that_of_the_program() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/security.md");
    let page = std::fs::read_to_string(&place).unwrap();
    let parts: Vec<&str> = page.split(MARK).collect();
    let [before, found, after] = parts[..] else {
        panic!("docs/security.md has {} of the two marks", parts.len() - 1);
    };
    let made = table();
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::write(&place, [before, &made, after].join(MARK)).unwrap();
        return;
    }
    assert_eq!(
        found, made,
        "run with UPDATE_DOCS=1 and look at the difference"
    );
}
