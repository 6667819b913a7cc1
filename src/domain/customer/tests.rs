mod again;

use super::samples::{active, customer, noon, record, token};
use super::*;
use crate::diagnostic::Diagnostic;
use crate::domain::agreement::Agreement;
use crate::domain::provider::samples::provider;
use crate::domain::relationship::Via;
use crate::domain::request::{self, RequestStateKind};
use crate::domain::standing::samples::{account, direct_bill, reseller, transitioned};
use crate::domain::standing::{Footing, Standing};

fn ids(refusals: &[Diagnostic]) -> Vec<&'static str> {
    refusals
        .iter()
        .map(|refusal| refusal.rule().unwrap().id)
        .collect()
}

fn ask<'a>(ours: &'a Standing, partner: Option<Partner<'a>>) -> Invitation<'a> {
    Invitation {
        ours,
        partner,
        csp_use: None,
        admin_rights: None,
    }
}

fn invited(ours: &Standing, partner: Option<Partner<'_>>) -> Customer {
    invite(customer("DE"), &ask(ours, partner), token("a-1"), noon(2)).unwrap()
}

fn won(ours: &Standing, partner: Option<Partner<'_>>) -> Customer {
    accept(invited(ours, partner), ours, partner, None, noon(3)).unwrap()
}

fn attested_by_us() -> Agreement {
    Agreement {
        attested_by: Some(Party::Us),
        accepted_on: noon(3).date_naive(),
        first_name: "Ada".into(),
        last_name: "Byron".into(),
        email: "ada@fabrikam.example".parse().unwrap(),
        phone: None,
        company_name: None,
        attestation_id: None,
        recorded_at: noon(3),
    }
}

#[test]
fn a_customer_is_invited_activated_removed_and_invited_again() {
    let ours = reseller();
    let invited = invited(&ours, None);
    assert_eq!(customer("DE").state(), CustomerStateKind::New);
    assert_eq!(invited.state(), CustomerStateKind::Invited);
    let expired = invited
        .request
        .clone()
        .unwrap()
        .apply(request::RequestEvent::Send, noon(2))
        .unwrap();
    let run_out = Customer {
        request: Some(expired),
        ..invited.clone()
    }
    .as_of(noon(2) + chrono::Days::new(90));
    assert_eq!(run_out.state(), CustomerStateKind::New);
    assert_eq!(
        run_out.request.as_ref().map(Request::state),
        Some(RequestStateKind::Expired)
    );
    let active = accept(invited, &ours, None, None, noon(3)).unwrap();
    assert_eq!(active.state(), CustomerStateKind::Active);
    let removed = remove(active, &Party::Us, true, noon(4)).unwrap();
    assert_eq!(removed.state(), CustomerStateKind::Removed);
    assert!(!removed.relationships[0].admin_rights());
    let again = invite(removed, &ask(&ours, None), token("b-1"), noon(5)).unwrap();
    assert_eq!(again.state(), CustomerStateKind::Invited);
}

#[test]
fn a_joint_request_is_accepted_as_one_with_one_switch() {
    let ours = reseller();
    let entry = provider("SE");
    let partner = Some(active(&entry));
    for rights in [true, false] {
        let asked = Invitation {
            admin_rights: Some(rights),
            ..ask(&ours, partner)
        };
        let invited = invite(customer("DE"), &asked, token("a"), noon(2)).unwrap();
        let won = accept(invited, &ours, partner, None, noon(3)).unwrap();
        assert_eq!(won.relationships.len(), 2);
        for relationship in &won.relationships {
            assert!(relationship.is_active());
            assert_eq!(relationship.via, Via::Joint);
            assert_eq!(relationship.won_as, Model::IndirectReseller);
            assert_eq!(relationship.admin_rights(), rights);
        }
    }
}

#[test]
fn links_are_of_the_kind_that_was_asked_for() {
    let ours = reseller();
    let entry = provider("SE");
    let direct = invited(&ours, None).request.unwrap();
    assert!(
        direct.link.contains("type=ResellerRelationship&"),
        "{}",
        direct.link
    );
    let joint = invited(&ours, Some(active(&entry))).request.unwrap();
    assert!(
        joint
            .link
            .contains("&msppid=4812345&indirectCSP=11111111-2222"),
        "{}",
        joint.link
    );
    assert!(joint.link.ends_with("#csp=a-1"));
}

#[test]
fn a_removed_customer_would_be_won_under_the_present_model() {
    let won = won(&direct_bill(), None);
    assert_eq!(won.won_as(&reseller()), Model::DirectBill);
    let removed = remove(won, &Party::Us, true, noon(4)).unwrap();
    assert_eq!(removed.won_as(&reseller()), Model::IndirectReseller);
}

#[test]
fn each_reason_for_a_csp_tenant_has_its_words() {
    for (csp_use, told) in [
        (CspUse::Marked, "it is marked as a CSP tenant"),
        (
            CspUse::Account("contoso".into()),
            "it is the tenant of contoso, one of our accounts",
        ),
        (
            CspUse::Provider("Nordic".into()),
            "it is the tenant of Nordic, an indirect provider",
        ),
    ] {
        assert_eq!(csp_use.to_string(), told);
    }
}

#[test]
fn the_account_must_be_allowed_to_send_a_request() {
    let entry = provider("SE");
    let ended = Partner {
        provider: &entry,
        is_active: false,
    };
    let restricted = account(Footing::None, Footing::Restricted);
    let both = account(Footing::Active, Footing::Restricted);
    let under_way = account(Footing::UnderWay, Footing::None);
    let cases: [(&Standing, Option<Partner<'_>>, &[&str]); 8] = [
        (&reseller(), None, &[]),
        (&reseller(), Some(active(&entry)), &[]),
        (&reseller(), Some(ended), &["customers.provider-active"]),
        (&under_way, None, &["customers.account-active"]),
        (&restricted, None, &["customers.restricted"]),
        (&both, None, &["customers.restricted"]),
        (&both, Some(active(&entry)), &[]),
        (
            &direct_bill(),
            Some(ended),
            &["customers.account-active", "customers.provider-active"],
        ),
    ];
    for (ours, partner, expected) in cases {
        let outcome = invite(customer("DE"), &ask(ours, partner), token("a"), noon(2));
        let found = outcome.map_or_else(|refusals| ids(&refusals), |_| Vec::new());
        assert_eq!(found, expected, "{ours:?} {partner:?}");
    }
}

#[test]
fn the_customer_must_be_allowed_to_get_a_request() {
    let ours = reseller();
    let mut own = record("FR");
    own.domain = "CONTOSO.FR".parse().unwrap();
    let mut marked = record("DE");
    marked.csp_tenant = true;
    let mut numbered = record("DE");
    numbered.registration_id = Some("123".into());
    let polish = record("PL");
    for (record, csp_use, expected) in [
        (record("US"), None, "customers.territory"),
        (record("RU"), None, "customers.territory"),
        (marked, None, "customers.not-csp-tenant"),
        (
            record("DE"),
            Some(CspUse::Account("Contoso GmbH".into())),
            "customers.not-csp-tenant",
        ),
        (numbered, None, "customers.registration-id"),
        (polish, None, "customers.registration-id"),
        (own, None, "customers.not-self"),
    ] {
        let asked = Invitation {
            csp_use,
            ..ask(&ours, None)
        };
        let refusals = invite(
            Customer::new(record.clone(), noon(1)),
            &asked,
            token("a"),
            noon(2),
        )
        .unwrap_err();
        assert!(
            ids(&refusals).contains(&expected),
            "{record:?} {refusals:?}"
        );
    }
}

#[test]
fn a_record_may_describe_anyone_but_ourselves() {
    let ours = reseller();
    let mut elsewhere = record("RU");
    elsewhere.csp_tenant = true;
    assert!(faults_of_record(&ours, &elsewhere).is_empty());
    let missing = record("PL");
    assert!(faults_of_record(&ours, &missing).is_empty());
    let mut bad = record("AZ");
    bad.registration_id = Some("12".into());
    assert_eq!(
        ids(&faults_of_record(&ours, &bad)),
        ["customers.registration-id"]
    );
    let mut own = record("FR");
    own.tenant_id = ours.tenant_id;
    assert_eq!(ids(&faults_of_record(&ours, &own)), ["customers.not-self"]);
}

#[test]
fn the_links_need_both_tenant_ids() {
    let mut ours = reseller();
    ours.tenant_id = None;
    let mut entry = provider("SE");
    entry.tenant_id = None;
    let alone = invite(customer("DE"), &ask(&ours, None), token("a"), noon(2)).unwrap_err();
    assert_eq!(ids(&alone), ["customers.tenant-known"]);
    let joint = invite(
        customer("DE"),
        &ask(&ours, Some(active(&entry))),
        token("a"),
        noon(2),
    )
    .unwrap_err();
    assert_eq!(
        ids(&joint),
        ["customers.tenant-known", "customers.tenant-known"]
    );
}

#[test]
fn one_open_request_a_customer() {
    let ours = reseller();
    let entry = provider("SE");
    let draft = invited(&ours, None);
    let again = Invitation {
        admin_rights: Some(false),
        ..ask(&ours, None)
    };
    let redrafted = invite(draft.clone(), &again, token("other"), noon(4)).unwrap();
    let (before, after) = (draft.request.clone().unwrap(), redrafted.request.unwrap());
    assert_eq!(
        (before.link, before.created_at),
        (after.link, after.created_at)
    );
    assert!(!after.admin_rights);
    let changed = invite(
        draft.clone(),
        &ask(&ours, Some(active(&entry))),
        token("b"),
        noon(4),
    );
    assert_eq!(ids(&changed.unwrap_err()), ["customers.step"]);
    let mut sent = draft;
    sent.request = sent
        .request
        .map(|it| it.apply(request::RequestEvent::Send, noon(3)).unwrap());
    let second = invite(sent, &ask(&ours, None), token("b"), noon(4));
    assert_eq!(ids(&second.unwrap_err()), ["customers.step"]);
}

#[test]
fn a_granted_relationship_is_not_requested_again() {
    let ours = reseller();
    let entry = provider("SE");
    let direct = won(&ours, None);
    let again = invite(direct.clone(), &ask(&ours, None), token("b"), noon(4));
    assert_eq!(ids(&again.unwrap_err()), ["customers.step"]);
    let partner = Some(active(&entry));
    let joint = invite(direct, &ask(&ours, partner), token("b"), noon(4)).unwrap();
    let both = accept(joint, &ours, partner, None, noon(5)).unwrap();
    assert_eq!(both.relationship(&Party::Us).unwrap().via, Via::Direct);
    let third = invite(both, &ask(&ours, partner), token("c"), noon(6));
    assert_eq!(ids(&third.unwrap_err()), ["customers.step"]);
}

#[test]
fn a_restricted_account_sends_no_direct_draft() {
    let ours = reseller();
    let entry = provider("SE");
    let restricted = account(Footing::None, Footing::Restricted);
    for (partner, refused) in [(None, true), (Some(active(&entry)), false)] {
        let drafted = invited(&ours, partner).request.unwrap();
        assert_eq!(may_send(&ours, &drafted), Ok(()));
        let outcome = may_send(&restricted, &drafted).map_err(|refusal| refusal.rule().unwrap().id);
        assert_eq!(outcome.err(), refused.then_some("customers.restricted"));
    }
}

#[test]
fn accepting_needs_link_partnership_and_territory() {
    let ours = reseller();
    let entry = provider("SE");
    let partner = Some(active(&entry));
    let direct = invited(&ours, None);
    let link = direct.request.clone().unwrap().link;
    assert!(accept(direct.clone(), &ours, None, Some(&link), noon(3)).is_ok());
    let wrong = accept(
        direct.clone(),
        &ours,
        None,
        Some("https://x.example/#csp=zz"),
        noon(3),
    );
    assert_eq!(ids(&wrong.unwrap_err()), ["customers.step"]);
    let none = accept(customer("DE"), &ours, None, None, noon(3));
    assert_eq!(ids(&none.unwrap_err()), ["customers.step"]);
    let ended = Partner {
        provider: &entry,
        is_active: false,
    };
    let joint = accept(invited(&ours, partner), &ours, Some(ended), None, noon(3));
    assert_eq!(ids(&joint.unwrap_err()), ["customers.provider-active"]);
    let restricted = account(Footing::None, Footing::Restricted);
    let direct_again = accept(direct.clone(), &restricted, None, None, noon(3));
    assert_eq!(ids(&direct_again.unwrap_err()), ["customers.restricted"]);
    let mut moved = direct;
    moved.record.country = "US".parse().unwrap();
    let elsewhere = accept(moved, &ours, None, None, noon(3));
    assert_eq!(ids(&elsewhere.unwrap_err()), ["customers.territory"]);
}

#[test]
fn an_extension_gives_no_rights_and_voids_an_attestation() {
    let entry = provider("SE");
    let nordic = Party::Provider(entry.slug.clone());
    let mut direct = won(&direct_bill(), None);
    direct.agreement = Some(attested_by_us());
    let ours = transitioned();
    let extended = extend(direct.clone(), &ours, active(&entry), None, true, noon(9)).unwrap();
    let theirs = extended.relationship(&nordic).unwrap();
    assert_eq!((theirs.via, theirs.admin_rights()), (Via::Extension, false));
    assert_eq!(
        extended.relationship(&Party::Us).unwrap().won_as,
        Model::DirectBill
    );
    assert_eq!(extended.agreement, None);
    for kept_by in [None, Some(nordic)] {
        let mut accepted = direct.clone();
        accepted.agreement = Some(Agreement {
            attested_by: kept_by,
            ..attested_by_us()
        });
        let kept = extend(accepted, &ours, active(&entry), None, true, noon(9)).unwrap();
        assert!(kept.agreement.is_some());
    }
}

#[test]
fn an_extension_needs_a_direct_customer_and_its_consent() {
    let entry = provider("SE");
    let ended = Partner {
        provider: &entry,
        is_active: false,
    };
    let ours = transitioned();
    let direct = won(&direct_bill(), None);
    let no = |customer: &Customer, ours: &Standing, partner, consent| {
        let outcome = extend(customer.clone(), ours, partner, None, consent, noon(9));
        ids(&outcome.unwrap_err())
    };
    assert_eq!(
        no(&direct, &ours, active(&entry), false),
        ["customers.extension"]
    );
    assert_eq!(
        no(&direct, &ours, ended, true),
        ["customers.provider-active"]
    );
    assert_eq!(
        no(&direct, &direct_bill(), active(&entry), true),
        ["customers.extension"]
    );
    assert_eq!(
        no(&won(&ours, None), &ours, active(&entry), true),
        ["customers.extension"]
    );
    let extended = extend(direct, &ours, active(&entry), None, true, noon(9)).unwrap();
    assert_eq!(
        no(&extended, &ours, active(&entry), true),
        ["customers.step"]
    );
}

#[test]
fn who_may_attest() {
    let entry = provider("SE");
    let today = noon(9).date_naive();
    let stranger = Partner {
        provider: &entry,
        is_active: false,
    };
    let record = |customer: &Customer, ours: &Standing, who| {
        ids(&may_record_agreement(customer, ours, who, today, today))
    };
    let refused = ["customers.attestation"];
    let direct = won(&direct_bill(), None);
    let indirect = won(&reseller(), None);
    assert!(record(&direct, &direct_bill(), Attester::Us).is_empty());
    assert!(record(&direct, &transitioned(), Attester::Us).is_empty());
    assert_eq!(record(&indirect, &transitioned(), Attester::Us), refused);
    assert_eq!(record(&indirect, &reseller(), Attester::Us), refused);
    for (ours, why) in [
        (
            reseller(),
            "an indirect reseller cannot attest an agreement",
        ),
        (
            account(Footing::None, Footing::UnderWay),
            "this account is not an active direct-bill partner",
        ),
    ] {
        let refused = may_record_agreement(&direct, &ours, Attester::Us, today, today);
        assert_eq!(refused[0].message(), why);
    }
    assert!(record(&indirect, &reseller(), Attester::Provider(active(&entry))).is_empty());
    assert_eq!(
        record(&indirect, &reseller(), Attester::Provider(stranger)),
        refused
    );
    assert!(record(&indirect, &reseller(), Attester::Customer).is_empty());
    let tomorrow = noon(10).date_naive();
    let early = may_record_agreement(&direct, &direct_bill(), Attester::Customer, tomorrow, today);
    assert_eq!(ids(&early), refused);
}

#[test]
fn removal_needs_suspended_subscriptions() {
    let ours = reseller();
    let entry = provider("SE");
    let nordic = Party::Provider(entry.slug.clone());
    let both = won(&ours, Some(active(&entry)));
    let hasty = remove(both.clone(), &Party::Us, false, noon(4)).unwrap_err();
    assert_eq!(ids(&hasty), ["customers.subscriptions-suspended"]);
    let without = remove(both.clone(), &nordic, true, noon(4)).unwrap();
    assert!(without.is_served_by(&Party::Us) && !without.is_served_by(&nordic));
    let never = remove(customer("DE"), &nordic, true, noon(4)).unwrap_err();
    assert_eq!(ids(&never), ["customers.step"]);
    let quiet = take_admin_rights(both, &nordic, noon(4)).unwrap();
    assert!(quiet.is_served_by(&nordic));
    assert!(!quiet.relationship(&nordic).unwrap().admin_rights());
    assert!(quiet.relationship(&Party::Us).unwrap().admin_rights());
}

#[test]
fn existing_customers_are_listed_once_the_reseller_is_active() {
    let mut known = customer("DE");
    known.record.origin = Some(CustomerOrigin::Existing);
    for (ours, state) in [
        (reseller(), CustomerStateKind::Active),
        (transitioned(), CustomerStateKind::Active),
        (direct_bill(), CustomerStateKind::New),
        (
            account(Footing::UnderWay, Footing::None),
            CustomerStateKind::New,
        ),
    ] {
        let listed = list_if_existing(known.clone(), &ours, noon(2));
        assert_eq!(listed.state(), state, "{ours:?}");
    }
    let listed = list_if_existing(known, &reseller(), noon(2));
    assert_eq!(listed.relationships[0].via, Via::Existing);
    assert!(listed.relationships[0].admin_rights());
    let other = list_if_existing(customer("DE"), &reseller(), noon(2));
    assert_eq!(other.state(), CustomerStateKind::New);
}
