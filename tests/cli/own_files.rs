//! No output file may replace the store or the settings.

use crate::journey::{ADD_KIM, active};
use crate::world::World;

/// A world whose commands run in the folder of the store.
fn beside_the_store() -> World {
    let mut world = active();
    let store = world.store().file();
    let here = world.path("csp.db");
    std::fs::rename(store, &here).unwrap();
    world.set("CSP_STORE", here.to_str().unwrap());
    world
}

#[track_caller]
fn refused(world: &World, args: &[&str]) {
    let before = std::fs::read(world.path("csp.db")).unwrap();
    let error = world.refusal(2, args);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("an output cannot replace it"), "{message}");
    assert!(error["details"][0]["flag"].is_string(), "{error}");
    assert_eq!(std::fs::read(world.path("csp.db")).unwrap(), before);
    for part in ["-wal", "-journal", "-shm"] {
        let part = world.path(&format!("csp.db{part}"));
        assert!(!part.exists() || part.is_file(), "{}", part.display());
    }
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn an_output_never_replaces_the_store_or_its_files() {
    let world = beside_the_store();
    let add = |flag, file| [&ADD_KIM[..], &[flag, file]].concat();
    let folder = world.folder();
    let folder = folder.file_name().unwrap().to_str().unwrap();
    for name in [
        "csp.db",
        "./csp.db",
        &format!("../{folder}/csp.db"),
        "csp.db-wal",
        "csp.db-shm",
        "csp.db-journal",
    ] {
        refused(&world, &["users", "export", "--out", name]);
        refused(&world, &["store", "backup", "--force", name]);
        refused(&world, &["store", "export", name]);
        refused(&world, &["man", "--out", name]);
        refused(&world, &["report", "--out", name]);
        refused(&world, &add("--draft-out", name));
        refused(&world, &add("--credentials", name));
        refused(
            &world,
            &[
                "users",
                "reset-password",
                "kim@contoso.fr",
                "--credentials",
                name,
            ],
        );
        refused(&world, &["verify", "send-email", "--draft-out", name]);
        refused(
            &world,
            &[
                "verify",
                "record",
                "business",
                "accepted",
                "--draft-out",
                name,
            ],
        );
        refused(&world, &["providers", "invite", "x", "--draft-out", name]);
        refused(&world, &["customers", "invite", "x", "--draft-out", name]);
    }
    world.write("staff.csv", "email,roles\nkim@contoso.fr,sales-agent\n");
    refused(
        &world,
        &["users", "import", "staff.csv", "--drafts", "csp.db-wal"],
    );
    refused(
        &world,
        &["users", "import", "staff.csv", "--credentials", "csp.db"],
    );
}

#[cfg(unix)]
#[test]
fn no_link_circumvents_the_check() {
    let world = beside_the_store();
    let link = |name: &str| world.path(name);
    std::os::unix::fs::symlink("csp.db", link("soft")).unwrap();
    std::os::unix::fs::symlink(".", link("folder")).unwrap();
    for name in ["soft", "folder/csp.db", "folder/csp.db-wal"] {
        refused(&world, &["users", "export", "--out", name]);
        refused(&world, &["store", "backup", "--force", name]);
    }
    // The store itself may be given as a link: neither the link nor its target is replaced.
    for output in ["soft", "csp.db", "csp.db-wal", "soft-wal"] {
        refused(
            &world,
            &["--store", "soft", "users", "export", "--out", output],
        );
    }
    // A store with a second hard link is not opened at all, so this check comes last.
    std::fs::hard_link(link("csp.db"), link("hard")).unwrap();
    let before = std::fs::read(link("csp.db")).unwrap();
    for (code, args) in [
        (2, &["users", "export", "--out", "hard"][..]),
        (2, &["store", "backup", "--force", "hard"]),
        (1, &["users", "list"]),
    ] {
        world.csp(args).expect(code);
    }
    assert_eq!(std::fs::read(link("csp.db")).unwrap(), before);
}

#[test]
fn an_output_never_replaces_the_settings() {
    let world = active();
    world.csp(&["config", "set", "lang", "fr"]).expect(0);
    let settings = world.root().join("config/config.toml");
    let before = std::fs::read(&settings).unwrap();
    let args = ["users", "export", "--out", settings.to_str().unwrap()];
    world.refusal(2, &args);
    assert_eq!(std::fs::read(&settings).unwrap(), before);
}

#[test]
fn numbered_files_of_an_export_do_not_replace_them_either() {
    let mut world = active();
    let store = world.path("list.csv-1");
    std::fs::rename(world.store().file(), &store).unwrap();
    world.set("CSP_STORE", store.to_str().unwrap());
    let mut staff = "email,first_name,last_name,roles\n".to_owned();
    for number in 0..120 {
        staff += &format!("user{number}@contoso.fr,First,Last,sales-agent\n");
    }
    world.write("staff.csv", staff);
    world.csp(&["users", "import", "staff.csv"]).expect(0);
    let export = ["users", "export", "--for", "partner-center", "--out"];
    world.refusal(2, &[&export[..], &["list.csv"]].concat());
    world.csp(&["store", "check"]).expect(0);
    world.csp(&[&export[..], &["other.csv"]].concat()).expect(0);
}

#[test]
fn two_outputs_of_one_command_need_two_files() {
    let world = active();
    for second in ["same", "./same"] {
        let files = ["--credentials", "same", "--draft-out", second];
        let error = world.refusal(2, &[&ADD_KIM[..], &files].concat());
        assert_eq!(error["details"][0]["flag"], "--draft-out", "{error}");
    }
    world.write("staff.csv", "email,roles\nkim@contoso.fr,sales-agent\n");
    std::fs::create_dir(world.path("out")).unwrap();
    let import = [
        "users",
        "import",
        "staff.csv",
        "--drafts",
        "out",
        "--credentials",
    ];
    world.refusal(2, &[&import[..], &["out/kim@contoso.fr.eml"]].concat());
    assert_eq!(
        world.answer(&["users", "list"]).as_array().unwrap().len(),
        1
    );
    assert_eq!(std::fs::read_dir(world.path("out")).unwrap().count(), 0);
    world
        .csp(&[&import[..], &["out/passwords.csv"]].concat())
        .expect(0);
    assert!(world.path("out/kim@contoso.fr.eml").exists());
}

#[test]
fn a_draft_of_an_import_does_not_replace_the_store() {
    let mut world = active();
    let here = world.path("kim@contoso.fr.eml");
    std::fs::rename(world.store().file(), &here).unwrap();
    world.set("CSP_STORE", here.to_str().unwrap());
    world.write("staff.csv", "email,roles\nkim@contoso.fr,sales-agent\n");
    world.refusal(2, &["users", "import", "staff.csv", "--drafts", "."]);
    world.csp(&["store", "check"]).expect(0);
}
