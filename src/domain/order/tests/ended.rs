//! Orders after a transition or a partnership has ended.

use super::*;

#[test]
fn after_transition_providers_order_for_direct_customers() {
    let entry = provider("SE");
    let nordic = slugs(&["nordic"]);
    let mut direct = won(&direct_bill(), None);
    direct.agreement = accepted(Some(Party::Us));
    for ended in [Footing::Withdrawn, Footing::None] {
        let ours = account(Footing::Active, ended);
        let answer = ask(&ours, &direct, &nordic, None).unwrap();
        assert_eq!(answer.ordered_by, Some(Party::Provider(nordic[0].clone())));
        assert_eq!(
            unmet(&answer),
            [
                "customers.provider-relationship",
                "customers.agreement-first"
            ]
        );
        let alone = ask(&ours, &direct, &[], None).unwrap();
        assert_eq!(alone.ordered_by, None);
        assert_eq!(
            unmet(&alone),
            [
                "customers.provider-active",
                "customers.provider-relationship",
                "customers.agreement-first"
            ]
        );
    }
    let ours = account(Footing::Active, Footing::Withdrawn);
    let mut extended =
        extend(direct, &transitioned(), active(&entry), None, true, noon(9)).unwrap();
    extended.agreement = accepted(None);
    assert!(ask(&ours, &extended, &nordic, None).unwrap().allowed());
}

#[test]
fn a_provider_whose_partnership_ended_is_not_among_several() {
    let ours = reseller();
    let mut other = provider("SE");
    other.slug = "southern".parse().unwrap();
    let entry = provider("SE");
    let mut both = won(&ours, Some(active(&entry)));
    let asked = Invitation {
        ours: &ours,
        partner: Some(active(&other)),
        csp_use: None,
        admin_rights: None,
    };
    both = invite(both, &asked, token("z"), noon(4)).unwrap();
    both = accept(both, &ours, asked.partner, None, noon(5)).unwrap();
    let all = slugs(&["nordic", "southern", "third"]);
    let several = ask(&ours, &both, &all, None).unwrap_err();
    assert_eq!(several.0, all[..2]);
    let left = ask(&ours, &both, &all[1..], None).unwrap();
    assert_eq!(left.ordered_by, Some(Party::Provider(all[1].clone())));
    let none = ask(&ours, &both, &[], None).unwrap();
    assert_eq!(none.ordered_by, None);
    assert!(unmet(&none).contains(&"customers.provider-active"));
    let neither = ask(&ours, &both, &all[2..], None).unwrap();
    assert_eq!(neither.ordered_by, Some(Party::Provider(all[2].clone())));
}
