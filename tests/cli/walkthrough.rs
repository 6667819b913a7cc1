//! The walkthrough of the documentation runs as it stands.

#![cfg(unix)]

use std::path::Path;
use std::process::Command;

use crate::world::World;

#[test]
fn from_nothing_to_a_customer_that_may_be_ordered_for() {
    let world = World::new();
    let folder = Path::new(env!("CARGO_BIN_EXE_csp")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/walkthrough.sh");
    let output = Command::new("/bin/sh")
        .arg(script)
        .env_clear()
        .envs(world.vars())
        .env("PATH", path)
        .current_dir(world.folder())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    for draft in ["invitation.eml", "request.eml"] {
        assert!(world.path(draft).exists(), "{draft}");
    }
    let state = |account: &str, domain: &str| {
        let args = ["customers", "show", domain, "--account", account];
        world.answer(&args)["state"].clone()
    };
    for (account, domain) in [
        ("contoso", "wingtip.fr"),
        ("contoso", "fabrikam.de"),
        ("litware", "tailspin.be"),
    ] {
        assert_eq!(state(account, domain), "active", "{domain}");
    }
}
