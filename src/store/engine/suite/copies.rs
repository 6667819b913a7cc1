//! Backups, which are SQLite files whatever the engine, and restoring them.

use crate::diagnostic::Kind;
use crate::store::failure;
use std::cell::RefCell;
use std::path::PathBuf;

use super::*;
use crate::store::problem::Problem;

fn nothing_wrong(_: PathBuf) -> Result<Vec<Problem>, Diagnostic> {
    Ok(Vec::new())
}

/// The names in a backup.
fn names_in(file: &Path) -> Vec<String> {
    let engine = SqliteEngine::at(file.to_owned(), Duration::ZERO);
    let reader = engine.begin_reading().unwrap();
    assert_eq!(reader.as_session().engine_problems().unwrap(), []);
    names(reader.as_session())
}

pub(super) fn a_backup_holds_what_was_committed(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let target = place.folder().join("backup.db");
    let other = place.hasty();
    let writer = adding(other.as_ref(), "bob").unwrap();
    let looked_at = RefCell::new(Vec::new());
    let check = |copy: PathBuf| {
        looked_at.borrow_mut().extend(names_in(&copy));
        assert!(!target.exists(), "the copy gets its name at the end");
        Ok(Vec::new())
    };
    let problems = place.hasty().back_up(&target, false, &check).unwrap();
    assert_eq!(problems, []);
    assert_eq!(*looked_at.borrow(), ["ada"]);
    assert_eq!(names_in(&target), ["ada"]);
    writer.commit(None).unwrap();
    assert_eq!(names_in(&target), ["ada"]);
}

pub(super) fn a_backup_that_is_not_sound_is_not_kept(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let target = place.folder().join("backup.db");
    let found = || vec![Problem::new("a row is missing")];
    let told = place.hasty().back_up(&target, false, &|_| Ok(found()));
    assert_eq!(told.unwrap(), found());
    assert!(!target.exists());
    let broken = |_| Err(failure::full());
    let told = place.hasty().back_up(&target, false, &broken);
    assert!(matches!(told, Err(full) if full.kind() == Kind::DiskFull));
    assert!(!target.exists());
}

pub(super) fn a_backup_replaces_only_when_told_to(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let target = place.folder().join("backup.db");
    std::fs::write(&target, "mine").unwrap();
    let engine = place.hasty();
    assert!(engine.back_up(&target, false, &nothing_wrong).is_err());
    assert_eq!(std::fs::read(&target).unwrap(), b"mine");
    engine.back_up(&target, true, &nothing_wrong).unwrap();
    assert_eq!(names_in(&target), ["ada"]);
    // The folder contains the backup, and the store if that is a file; no temporary files.
    let left = std::fs::read_dir(place.folder()).unwrap();
    let left: Vec<String> = left
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".csp-"))
        .collect();
    assert_eq!(left, [""; 0]);
}

pub(super) fn a_copy_takes_the_place_of_the_store(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let copy = place.folder().join("backup.db");
    let engine = place.hasty();
    engine.back_up(&copy, false, &nothing_wrong).unwrap();
    place.begin_with(&["bob"]);
    let aside = place.folder().join("aside.db");
    let engine = place.patient();
    engine
        .become_copy_of(&copy, &aside, &nothing_wrong)
        .unwrap();
    assert_eq!(place.names(), ["ada"]);
    assert_eq!(names_in(&aside), ["ada", "bob"]);
    place.begin_with(&["cem"]);
    assert_eq!(place.names(), ["ada", "cem"]);
    assert_eq!(names_in(&copy), ["ada"]);
}
