//! What `accounts move` refuses, with a reason and a remedy, before it changes anything.

use crate::account_move::{CONTOSO, assert_whole, enroll, move_account, three_accounts};
use crate::engine::TestStore;
use crate::form::Form;
use crate::journey::{ADD_KIM, active};
use crate::world::World;

/// A refused move: its exit code, what is said and the remedy. Neither store changes.
#[track_caller]
fn refuse(world: &World, to: &TestStore, code: i32, said: &str, help: &str) {
    let before = (world.store().content(), to.content());
    for more in [&["--yes"][..], &["--yes", "--dry-run"]] {
        let args = ["accounts", "move", CONTOSO, "--to", &to.argument()];
        let error = world.refusal(code, &[&args[..], more].concat());
        let text = error.to_string();
        assert!(text.contains(said), "{error:#}");
        let remedy = error["remedy"].as_str().unwrap();
        assert!(remedy.contains(help), "{error:#}");
    }
    assert!((world.store().content(), to.content()) == before);
}

#[test]
fn the_number_of_an_account_that_left_is_kept_for_it() {
    let mut world = active();
    let to = TestStore::of(world.root(), "other.db");
    let third = TestStore::of(world.root(), "third.db").argument();
    let fourth = TestStore::of(world.root(), "fourth.db").argument();
    let other = Form::indirect().set("company.address.city", "\"Lyon\"");
    world.at("2021-02-01T09:00:00Z");
    enroll(&world, &other, &fourth);
    world.at(crate::world::MONDAY);
    move_account(&world, CONTOSO, &fourth, &to.argument());
    move_account(&world, CONTOSO, &to.argument(), &third);
    // Another account of the same name, and so of the same number.
    let said = "which the account contoso-france had in";
    refuse(&world, &to, 2, said, "a store that never had it");
    assert_whole(&world, &to.argument());
}

/// A store with one account, which began beside another.
fn with_second(world: &World, form: &Form) -> TestStore {
    let from = TestStore::of(world.root(), "two.db");
    let to = TestStore::of(world.root(), "other.db");
    let first = Form::indirect().of_company("Litware SARL", "litware", "litware.fr", "5900009");
    enroll(world, &first, &from.argument());
    world.write("draft.toml", form.text());
    let draft = ["enroll", "--from", "draft.toml", "--draft", "--store"];
    world.answer(&[&draft[..], &[&from.argument()]].concat());
    let accounts = world.answer(&["enroll", "list", "--store", &from.argument()]);
    let slugs = accounts.as_array().unwrap().iter();
    let mut slugs = slugs.map(|account| account["account"].as_str().unwrap());
    let second = slugs.find(|slug| *slug != "litware").unwrap();
    move_account(world, second, &from.argument(), &to.argument());
    to
}

#[test]
fn taken_names_and_identities_are_refused() {
    for (form, said) in [
        (
            Form::fabrikam().set("account", "\"contoso-france\""),
            "an account with the short name contoso-france",
        ),
        (
            Form::fabrikam().set("mpn_id", "\"4812345\""),
            "has the same MPN ID as contoso-france",
        ),
        (
            Form::fabrikam().set("company.tenant_domain", "\"contoso.fr\""),
            "has the same tenant domain as contoso-france",
        ),
        (
            Form::fabrikam().set(
                "company.tenant_id",
                "\"0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11\"",
            ),
            "has the same tenant ID as contoso-france",
        ),
    ] {
        let world = active();
        let to = with_second(&world, &form);
        refuse(&world, &to, 4, said, "Choose another store");
    }
}

#[test]
fn another_provider_of_the_same_name_is_refused() {
    let world = three_accounts();
    for (slug, mpn, tenant, said) in [
        (
            "Baltic IT",
            "5559999",
            "",
            "the provider baltic-it has another MPN ID",
        ),
        (
            "Baltic IT",
            "5550002",
            "99999991-2222-3333-4444-555555555555",
            "the provider baltic-it has another tenant ID",
        ),
        ("Other", "5550002", "", "already has this MPN ID 5550002"),
    ] {
        let to = TestStore::of(world.root(), &format!("{mpn}{tenant}{slug}.db"));
        let argument = to.argument();
        let mut add = vec!["providers", "add", slug, "--country", "LT", "--mpn-id", mpn];
        if !tenant.is_empty() {
            add.extend(["--tenant-id", tenant]);
        }
        add.extend(["--store", &argument]);
        world.answer(&add);
        refuse(&world, &to, 4, said, "");
    }
    // The same company is no obstacle.
    let to = TestStore::of(world.root(), "same.db").argument();
    let add = "providers add Baltic_IT --country LT --mpn-id 5550002 --store";
    let mut add: Vec<String> = add.split(' ').map(|word| word.replace('_', " ")).collect();
    add.push(to.clone());
    let add: Vec<&str> = add.iter().map(String::as_str).collect();
    world.answer(&add);
    let answer = move_account(&world, CONTOSO, &world.store().argument(), &to);
    let added = ["alpine-cloud", "iberia-it", "nordic-distribution"];
    assert_eq!(answer["providers_added"], serde_json::json!(added));
    assert_whole(&world, &to);
}

#[test]
fn who_may_not_manage_the_account_may_not_move_it() {
    let world = active();
    world.csp(&ADD_KIM).expect(0);
    let reset = world.answer(&["users", "reset-password", "kim@contoso.fr"]);
    let passwords = format!(
        "{}\nOwn-Passw0rd-2021\n",
        reset["temporary_password"].as_str().unwrap()
    );
    let sign_in = ["users", "sign-in", "kim@contoso.fr", "--password-stdin"];
    world.csp_reading(&passwords, &sign_in).expect(0);
    let to = TestStore::of(world.root(), "other.db");
    let args = [
        "accounts",
        "move",
        CONTOSO,
        "--to",
        &to.argument(),
        "--yes",
        "--as",
        "kim@contoso.fr",
    ];
    let error = world.refusal(6, &args);
    assert_eq!(error["permission"], "account.manage");
    assert!(!to.exists());
}

#[test]
fn what_is_missing_is_named_at_once() {
    let world = active();
    let error = world.refusal(7, &["accounts", "move"]);
    let flags = error["details"].as_array().unwrap().iter();
    let flags: Vec<_> = flags.map(|one| one["flag"].as_str().unwrap()).collect();
    assert_eq!(flags, ["ACCOUNT", "--to", "--yes"], "{error}");
    for more in [&[][..], &["--dry-run"]] {
        let args = ["accounts", "move", CONTOSO, "--to", "other.db"];
        let error = world.refusal(7, &[&args[..], more].concat());
        assert_eq!(error["details"][0]["flag"], "--yes");
    }
    let to = ["--to", "other.db", "--yes"];
    let unknown = ["accounts", "move", "contoso-frence"];
    let error = world.refusal(5, &[&unknown[..], &to].concat());
    assert!(
        error["message"].as_str().unwrap().contains("did you mean"),
        "{error}"
    );
    assert!(!world.path("other.db").exists());
}

#[test]
fn places_that_cannot_hold_the_account_are_refused() {
    let world = active();
    let before = world.store().content();
    let itself = world.store().argument();
    world.write("text.txt", "x".repeat(5000));
    for (to, code, said) in [
        (itself.as_str(), 2, "is the store to move from"),
        ("text.txt", 1, "not a store"),
        ("text.txt/new.db", 1, "text.txt"),
        ("postgres://nobody@%2Fnowhere/csp", 8, "cannot reach"),
        ("postgres://ana:secret@localhost/csp", 2, "password"),
    ] {
        let args = [
            "accounts", "move", CONTOSO, "--to", to, "--yes", "--wait", "0",
        ];
        let error = world.refusal(code, &args);
        let text = error.to_string();
        assert!(text.contains(said) && !text.contains("secret"), "{error:#}");
    }
    assert!(world.store().content() == before);
    let missing = [
        "accounts", "move", CONTOSO, "--to", "a.db", "--yes", "--store",
    ];
    world.refusal(5, &[&missing[..], &["nothing.db"]].concat());
}

#[test]
fn an_account_of_an_early_release_is_not_moved_alone() {
    let world = World::new();
    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stores/0.1.0.db");
    std::fs::copy(old, world.path("old.db")).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(world.path("old.db"), mode).unwrap();
    let accounts = world.answer(&["enroll", "list", "--store", "old.db"]);
    let account = accounts[0]["account"].as_str().unwrap();
    let before = std::fs::read(world.path("old.db")).unwrap();
    let args = [
        "accounts", "move", account, "--to", "new.db", "--yes", "--store", "old.db",
    ];
    let error = world.refusal(2, &args);
    let remedy = error["remedy"].as_str().unwrap();
    assert!(remedy.contains("csp store move --to STORE"), "{error}");
    assert!(std::fs::read(world.path("old.db")).unwrap() == before);
    assert!(!world.path("new.db").exists());
    // An account that began later is.
    enroll(&world, &Form::fabrikam(), "old.db");
    move_account(&world, "fabrikam", "old.db", "new.db");
    assert_whole(&world, "old.db");
    assert_whole(&world, "new.db");
}

#[test]
fn a_damaged_account_is_not_moved() {
    let world = three_accounts();
    let file = rusqlite::Connection::open(world.store().file()).unwrap();
    file.execute(
        "UPDATE users SET first_name = 'Eve' WHERE account_id = (SELECT id FROM accounts WHERE slug = 'contoso-france')",
        [],
    )
    .unwrap();
    drop(file);
    for more in [&["--yes"][..], &["--yes", "--dry-run"]] {
        let args = ["accounts", "move", CONTOSO, "--to", "new.db"];
        let error = world.refusal(1, &[&args[..], more].concat());
        assert!(
            error["message"].as_str().unwrap().contains("damaged"),
            "{error}"
        );
        assert!(!world.path("new.db").exists());
    }
    // Another account is whole.
    let from = world.store().argument();
    move_account(&world, "fabrikam", &from, "new.db");
    assert_whole(&world, "new.db");
}
