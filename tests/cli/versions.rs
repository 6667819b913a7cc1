//! Stores of earlier versions: `tests/stores/VERSION.db`, created by `tests/reliability/keep_store.py`.

use std::path::{Path, PathBuf};

use crate::world::World;

fn kept() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut stores: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "db"))
        .collect();
    stores.sort();
    assert!(!stores.is_empty());
    stores
}

/// A world whose store was written by an earlier version.
fn with(store: &Path) -> World {
    let mut world = World::new();
    std::fs::create_dir(world.root().join("store")).unwrap();
    std::fs::copy(store, world.store().file()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let owner_alone = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(world.store().file(), owner_alone).unwrap();
    }
    world.set("CSP_ACCOUNT", "contoso-france");
    world
}

#[test]
fn a_store_of_every_version_opens_verifies_and_shows() {
    for store in kept() {
        let world = with(&store);
        let anchor = std::fs::read_to_string(store.with_extension("anchor")).unwrap();
        world.answer(&["audit", "verify", "--anchor", anchor.trim()]);
        let shown = world.answer(&["enroll", "show"]);
        assert_eq!(shown["enrollments"][0]["state"], "active", "{store:?}");
        let users = world.answer(&["users", "list", "--all"]);
        // The stores of later versions have one more.
        let expected = if store.ends_with("0.1.0.db") { 3 } else { 4 };
        assert_eq!(users.as_array().unwrap().len(), expected, "{store:?}");
        for args in [
            &["customers", "list"][..],
            &["providers", "list"],
            &["status"],
        ] {
            assert!(!world.answer(args).as_array().unwrap().is_empty());
        }
    }
}

#[test]
fn a_write_migrates_definitions_and_keeps_history() {
    for store in kept() {
        let world = with(&store);
        world.answer(&["enroll", "edit", "--city", "Lyon"]);
        world.answer(&["store", "check"]);
        let anchor = std::fs::read_to_string(store.with_extension("anchor")).unwrap();
        world.answer(&["audit", "verify", "--anchor", anchor.trim()]);
    }
}
