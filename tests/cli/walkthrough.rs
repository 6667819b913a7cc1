//! The walkthrough in the documentation runs unchanged.

#![cfg(unix)]

use crate::world::World;

#[test]
fn from_nothing_to_a_customer_that_may_be_ordered_for() {
    let world = World::new();
    let output = world.script("/bin/sh", "docs/walkthrough.sh", &[]);
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
