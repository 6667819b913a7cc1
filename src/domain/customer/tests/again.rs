//! Asking a customer again: rewritten drafts, and admin rights that were not granted before.

use super::*;

#[test]
fn admin_rights_that_were_not_granted_can_be_asked_for_later() {
    let ours = reseller();
    let entry = provider("SE");
    let partner = Some(active(&entry));
    let without = Invitation {
        admin_rights: Some(false),
        ..ask(&ours, partner)
    };
    let asked = invite(customer("DE"), &without, token("a"), noon(2)).unwrap();
    let quiet = accept(asked, &ours, partner, None, noon(3)).unwrap();
    let again = invite(quiet.clone(), &without, token("b"), noon(4));
    assert_eq!(ids(&again.unwrap_err()), ["customers.step"]);
    let asked = invite(quiet, &ask(&ours, partner), token("c"), noon(5)).unwrap();
    let full = accept(asked, &ours, partner, None, noon(6)).unwrap();
    assert!(full.relationships.iter().all(|it| it.admin_rights()));
    let third = invite(full, &ask(&ours, partner), token("d"), noon(7));
    assert_eq!(ids(&third.unwrap_err()), ["customers.step"]);
}

#[test]
fn a_draft_written_again_has_the_link_of_the_ids_on_record_now() {
    let mut ours = reseller();
    let mut entry = provider("SE");
    let draft = invited(&ours, Some(active(&entry)));
    let before = draft.request.clone().unwrap();
    ours.tenant_id = Some("aaaaaaaa-0000-4000-8000-000000000001".parse().unwrap());
    ours.mpn_id = Some("9999999".parse().unwrap());
    entry.tenant_id = Some("bbbbbbbb-0000-4000-8000-000000000002".parse().unwrap());
    let asked = ask(&ours, Some(active(&entry)));
    let after = invite(draft, &asked, token("other"), noon(4)).unwrap();
    let after = after.request.unwrap();
    assert_eq!(after.token, before.token);
    assert_eq!(after.provider, before.provider);
    for part in [
        "aaaaaaaa-0000-4000-8000-000000000001",
        "msppid=9999999",
        "bbbbbbbb-0000-4000-8000-000000000002",
        before.token.as_str(),
    ] {
        assert!(after.link.contains(part), "{}", after.link);
    }
}
