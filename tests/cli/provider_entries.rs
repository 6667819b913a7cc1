//! Entries of the directory: notes, our own entry, and administrator access that is restored.

use crate::journey::{active, journalled};
use crate::permissions::add_active_user;
use crate::providers_rules::{with_partner, with_provider};

#[test]
fn notes_are_kept_shown_imported_and_cleared() {
    let world = with_provider();
    let edit = ["providers", "edit", "tailspin", "--notes"];
    let edited = world.answer(&[&edit[..], &["Gold programme; support 24/7"]].concat());
    assert_eq!(edited["notes"], "Gold programme; support 24/7");
    let renamed = world.answer(&[
        "providers",
        "edit",
        "tailspin",
        "--email",
        "hi@tailspin.example",
    ]);
    assert_eq!(renamed["notes"], "Gold programme; support 24/7");
    let shown = world.csp(&["providers", "show", "tailspin"]);
    assert!(shown.expect(0).stdout.contains("Gold programme"), "{shown}");
    world.write(
        "more.csv",
        "name,country,mpn-id,notes\nWoodgrove,DE,7700002,net 30 days\n",
    );
    let done = world.answer(&["providers", "import", "more.csv"]);
    assert_eq!(done["providers"][0]["notes"], "net 30 days");
    let cleared = world.answer(&[&edit[..], &[""]].concat());
    assert!(cleared["notes"].is_null());
    world.csp(&["audit", "verify"]).expect(0);
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn our_own_entry_is_neither_invited_nor_authorized() {
    let world = active();
    let add = [
        "providers",
        "add",
        "Contoso",
        "--country",
        "FR",
        "--mpn-id",
        "4812345",
    ];
    world.answer(&add);
    let error = world.refusal(4, &["providers", "invite", "contoso"]);
    assert_eq!(error["rule"], "providers.not-self");
    let error = world.refusal(4, &["providers", "authorize", "contoso", "--accept"]);
    assert_eq!(error["rule"], "providers.not-self");
    let tenant = "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11";
    world.answer(&[
        "providers",
        "edit",
        "contoso",
        "--mpn-id",
        "7700009",
        "--tenant-id",
        tenant,
    ]);
    let error = world.refusal(4, &["providers", "invite", "contoso"]);
    assert_eq!(error["rule"], "providers.not-self");
}

#[test]
fn administrator_access_is_restored() {
    let world = with_partner();
    add_active_user(&world, "ada@contoso.fr", "admin-agent");
    let restore = ["providers", "restore-admin", "tailspin"];
    assert_eq!(world.refusal(4, &restore)["rule"], "providers.step");
    world.answer(&["providers", "revoke-admin", "tailspin", "--yes"]);
    let error = world.refusal(6, &[&restore[..], &["--as", "ada@contoso.fr"]].concat());
    assert_eq!(error["rule"], "providers.revoke-admin");
    assert_eq!(error["permission"], "providers.authorize");
    let restored = world.answer(&restore);
    assert_eq!(
        (&restored["state"], &restored["admin_access"]),
        (&"active".into(), &true.into())
    );
    assert!(journalled(&world).contains(&"partnership.admin-restored".to_owned()));
}

#[test]
fn a_provider_edited_to_our_own_ids_gets_no_joint_request() {
    let world = crate::requests::with_adatum(with_partner());
    let ours = "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11";
    world.answer(&["providers", "edit", "tailspin", "--tenant-id", ours]);
    let invite = ["customers", "invite", "adatum.fr", "--provider", "tailspin"];
    let error = world.refusal(4, &invite);
    assert_eq!(error["rule"], "providers.not-self", "{error:#}");
    assert_eq!(
        world.answer(&["customers", "show", "adatum.fr"])["state"],
        "new"
    );
}
