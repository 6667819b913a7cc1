mod dated;
mod ended;
mod grid;

use super::*;
use crate::domain::agreement::Agreement;
use crate::domain::customer::samples::{active, customer, noon, token};
use crate::domain::customer::{
    Invitation, Partner, accept, extend, invite, remove, take_admin_rights,
};
use crate::domain::provider::Provider;
use crate::domain::provider::samples::provider;
use crate::domain::relationship::RelationshipStateKind;
use crate::domain::request::{RequestEvent, RequestStateKind};
use crate::domain::standing::Footing;
use crate::domain::standing::samples::{account, direct_bill, reseller, transitioned};
use crate::policy::order_rules;
use proptest::prelude::*;

fn slugs(names: &[&str]) -> Vec<Slug> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn unmet(answer: &OrderAnswer) -> Vec<&'static str> {
    answer
        .conditions
        .iter()
        .filter(|condition| condition.met == Some(false))
        .map(|condition| condition.rule.id)
        .collect()
}

fn ask(
    ours: &Standing,
    customer: &Customer,
    partners: &[Slug],
    named: Option<&Slug>,
) -> Result<OrderAnswer, SeveralProviders> {
    can_order(&OrderQuestion {
        ours,
        customer,
        partners,
        named,
        csp_use: None,
        operation: OrderOperation::New,
        today: noon(3).date_naive(),
        rules: order_rules(),
        agreement_block_from: None,
        validations: &[],
    })
}

fn accepted(attested_by: Option<Party>) -> Option<Agreement> {
    Some(Agreement {
        attested_by,
        accepted_on: noon(3).date_naive(),
        first_name: "Ada".into(),
        last_name: "Byron".into(),
        email: "ada@fabrikam.example".parse().unwrap(),
        phone: None,
        company_name: None,
        attestation_id: None,
        recorded_at: noon(3),
    })
}

fn won(ours: &Standing, partner: Option<Partner<'_>>) -> Customer {
    let asked = Invitation {
        ours,
        partner,
        csp_use: None,
        admin_rights: None,
    };
    let invited = invite(customer("DE"), &asked, token("a"), noon(2)).unwrap();
    accept(invited, ours, partner, None, noon(3)).unwrap()
}

#[test]
fn a_reseller_sees_the_conditions_fall_one_by_one() {
    let ours = reseller();
    let entry = provider("SE");
    let nobody = ask(&ours, &customer("DE"), &[], None).unwrap();
    assert_eq!(nobody.ordered_by, None);
    assert_eq!(
        nobody
            .conditions
            .iter()
            .map(|it| it.rule.id)
            .collect::<Vec<_>>(),
        [
            "customers.account-active",
            "customers.provider-active",
            "customers.provider-relationship",
            "customers.self-relationship",
            "customers.territory",
            "customers.not-csp-tenant",
            "customers.registration-id",
            "customers.agreement-first",
            "customers.restricted",
            "customers.agreement-current",
            "customers.account-verification",
            "customers.reseller-of-record",
        ]
    );
    let partners = slugs(&["nordic"]);
    let fresh = ask(&ours, &customer("DE"), &partners, None).unwrap();
    assert_eq!(fresh.ordered_by, Some(Party::Provider(partners[0].clone())));
    assert_eq!(
        unmet(&fresh),
        [
            "customers.provider-relationship",
            "customers.self-relationship",
            "customers.agreement-first"
        ]
    );
    let mut joint = won(&ours, Some(active(&entry)));
    assert_eq!(
        unmet(&ask(&ours, &joint, &partners, None).unwrap()),
        ["customers.agreement-first"]
    );
    joint.agreement = accepted(None);
    assert!(ask(&ours, &joint, &partners, None).unwrap().allowed());
    let ended = ask(&ours, &joint, &[], None).unwrap();
    assert_eq!(unmet(&ended), ["customers.provider-active"]);
}

#[test]
fn an_open_request_suggests_no_new_invitation() {
    let ours = reseller();
    let entry = provider("SE");
    let partners = slugs(&["nordic"]);
    let remedies = |customer: &Customer| -> Vec<String> {
        let answer = ask(&ours, customer, &partners, None).unwrap();
        let relations = answer.conditions.into_iter().skip(2).take(2);
        relations.filter_map(|condition| condition.remedy).collect()
    };
    let invited = |partner| {
        let asked = Invitation {
            ours: &ours,
            partner,
            csp_use: None,
            admin_rights: None,
        };
        invite(customer("DE"), &asked, token("a"), noon(2)).unwrap()
    };
    for remedy in remedies(&customer("DE")) {
        assert!(remedy.contains("csp customers invite"), "{remedy}");
    }
    let joint = remedies(&invited(Some(active(&entry))));
    assert_eq!(joint.len(), 2);
    for remedy in joint {
        assert!(remedy.contains("csp customers sent"), "{remedy}");
        assert!(!remedy.contains("invite"), "{remedy}");
    }
    let direct = remedies(&invited(None));
    assert!(direct[0].contains("csp customers invite"), "{direct:?}");
    assert!(direct[1].contains("csp customers accept"), "{direct:?}");
}

#[test]
fn a_direct_bill_partner_orders_itself() {
    let ours = direct_bill();
    let fresh = ask(&ours, &customer("DE"), &[], None).unwrap();
    assert_eq!(fresh.ordered_by, Some(Party::Us));
    assert_eq!(
        unmet(&fresh),
        ["customers.self-relationship", "customers.agreement-first"]
    );
    assert_eq!(fresh.conditions[1].rule.id, "customers.direct-order");
    let mut direct = won(&ours, None);
    direct.agreement = accepted(Some(Party::Us));
    assert!(ask(&ours, &direct, &[], None).unwrap().allowed());
    let restricted = account(Footing::None, Footing::Restricted);
    assert_eq!(
        unmet(&ask(&restricted, &direct, &[], None).unwrap()),
        ["customers.restricted"]
    );
}

#[test]
fn in_transition_resellers_order_for_direct_customers_only() {
    let ours = transitioned();
    let entry = provider("SE");
    let nordic = slugs(&["nordic"]);
    let mut direct = won(&direct_bill(), None);
    direct.agreement = accepted(Some(Party::Us));
    let by_us = ask(&ours, &direct, &nordic, None).unwrap();
    assert_eq!(by_us.ordered_by, Some(Party::Us));
    assert!(by_us.allowed());
    let extended = extend(direct, &ours, active(&entry), None, true, noon(9)).unwrap();
    let by_them = ask(&ours, &extended, &nordic, Some(&nordic[0])).unwrap();
    assert_eq!(unmet(&by_them), ["customers.agreement-first"]);
    let mut attested = extended;
    attested.agreement = accepted(Some(Party::Provider(nordic[0].clone())));
    assert!(
        ask(&ours, &attested, &nordic, Some(&nordic[0]))
            .unwrap()
            .allowed()
    );
    let new = won(&ours, Some(active(&entry)));
    let answer = ask(&ours, &new, &nordic, None).unwrap();
    assert_eq!(answer.ordered_by, Some(Party::Provider(nordic[0].clone())));
}

#[test]
fn our_attestation_does_not_serve_a_provider() {
    let ours = transitioned();
    let entry = provider("SE");
    let nordic = slugs(&["nordic"]);
    let mut joint = won(&ours, Some(active(&entry)));
    joint.agreement = accepted(Some(Party::Us));
    assert_eq!(
        unmet(&ask(&ours, &joint, &nordic, None).unwrap()),
        ["customers.agreement-first"]
    );
}

#[test]
fn several_candidates_are_listed_and_one_named_settles_it() {
    let ours = reseller();
    let both = slugs(&["nordic", "southern"]);
    let several = ask(&ours, &customer("DE"), &both, None).unwrap_err();
    assert_eq!(several.0, both);
    assert_eq!(
        several.to_string(),
        "several providers could order: nordic, southern. Choose one with --provider"
    );
    let named = ask(&ours, &customer("DE"), &both, Some(&both[1])).unwrap();
    assert_eq!(named.ordered_by, Some(Party::Provider(both[1].clone())));
    let entry = provider("SE");
    let related = won(&ours, Some(active(&entry)));
    let answer = ask(&ours, &related, &both, None).unwrap();
    assert_eq!(answer.ordered_by, Some(Party::Provider(both[0].clone())));
}

#[test]
fn every_unmet_condition_has_a_remedy_that_names_a_command() {
    let us = account(Footing::None, Footing::None);
    let mut bad = customer("PL");
    bad.record.country = "IN".parse().unwrap();
    bad.record.csp_tenant = true;
    for (ours, customer) in [(&us, &bad), (&direct_bill(), &bad)] {
        let answer = ask(ours, customer, &[], None).unwrap();
        for condition in answer.conditions {
            let remedy = condition.remedy.unwrap_or_default();
            let is_met = condition.met == Some(true);
            assert_eq!(is_met, remedy.is_empty(), "{}", condition.rule.id);
            assert!(is_met || remedy.contains("`csp "), "{remedy}");
        }
    }
    let agreement = ask(&reseller(), &customer("DE"), &slugs(&["nordic"]), None).unwrap();
    let remedy = agreement.conditions[7].remedy.clone().unwrap();
    assert!(remedy.contains("Germany"), "{remedy}");
}

/// An action on a customer.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Invite { joint: bool, rights: bool },
    Send,
    Accept,
    Decline,
    Cancel,
    Agree { by: u8 },
    Extend,
    RightsOff { theirs: bool },
    Remove { theirs: bool },
    Restrict,
    Transition,
    Partner(bool),
    Wait(u16),
}

fn deeds() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (any::<bool>(), any::<bool>()).prop_map(|(joint, rights)| Deed::Invite { joint, rights }),
        2 => Just(Deed::Send),
        3 => Just(Deed::Accept),
        1 => Just(Deed::Decline),
        1 => Just(Deed::Cancel),
        2 => (0..3u8).prop_map(|by| Deed::Agree { by }),
        1 => Just(Deed::Extend),
        1 => any::<bool>().prop_map(|theirs| Deed::RightsOff { theirs }),
        1 => any::<bool>().prop_map(|theirs| Deed::Remove { theirs }),
        1 => Just(Deed::Restrict),
        1 => Just(Deed::Transition),
        2 => any::<bool>().prop_map(Deed::Partner),
        1 => (0..120u16).prop_map(Deed::Wait),
    ]
}

struct World {
    ours: Standing,
    entry: Provider,
    partnered: bool,
    customer: Customer,
    now: crate::domain::calendar::Instant,
}

impl World {
    fn partner(&self) -> Partner<'_> {
        Partner {
            provider: &self.entry,
            is_active: self.partnered && self.ours.is_reseller(),
        }
    }

    fn party(&self, theirs: bool) -> Party {
        if theirs {
            Party::Provider(self.entry.slug.clone())
        } else {
            Party::Us
        }
    }

    fn on_request(&self, event: RequestEvent) -> Option<Customer> {
        let mut next = self.customer.clone();
        next.request = Some(next.request?.apply(event, self.now).ok()?);
        Some(next)
    }

    /// The customer after the action; `None` if it is refused.
    fn try_deed(&self, deed: Deed) -> Option<Customer> {
        let customer = self.customer.clone();
        let now = self.now;
        let joint_partner = |joint: bool| joint.then(|| self.partner());
        match deed {
            Deed::Invite { joint, rights } => {
                let asked = Invitation {
                    ours: &self.ours,
                    partner: joint_partner(joint),
                    csp_use: None,
                    admin_rights: Some(rights),
                };
                invite(customer, &asked, token("a"), now).ok()
            }
            Deed::Send => self.on_request(RequestEvent::Send),
            Deed::Decline => self.on_request(RequestEvent::Decline { reason: None }),
            Deed::Cancel => self.on_request(RequestEvent::Cancel { reason: None }),
            Deed::Accept => {
                let joint = customer
                    .request
                    .as_ref()
                    .is_some_and(|it| it.provider.is_some());
                accept(customer, &self.ours, joint_partner(joint), None, now).ok()
            }
            Deed::Agree { by } => {
                let mut agreed = customer;
                agreed.agreement = accepted(match by {
                    0 => None,
                    1 => Some(self.party(false)),
                    _ => Some(self.party(true)),
                });
                Some(agreed)
            }
            Deed::Extend => extend(customer, &self.ours, self.partner(), None, true, now).ok(),
            Deed::RightsOff { theirs } => {
                take_admin_rights(customer, &self.party(theirs), now).ok()
            }
            Deed::Remove { theirs } => remove(customer, &self.party(theirs), true, now).ok(),
            Deed::Restrict | Deed::Transition | Deed::Partner(_) | Deed::Wait(_) => None,
        }
    }

    fn perform(&mut self, deed: Deed) {
        if let Some(next) = self.try_deed(deed) {
            self.customer = next;
        }
        if matches!(deed, Deed::Restrict) && self.ours.direct == Footing::Active {
            self.ours.direct = Footing::Restricted;
        }
        if matches!(deed, Deed::Transition) {
            self.ours.indirect = Footing::Active;
        }
        if let Deed::Partner(partnered) = deed {
            self.partnered = partnered && self.ours.is_reseller();
        }
        if let Deed::Wait(days) = deed {
            self.now += chrono::Duration::days(i64::from(days));
        }
        self.customer = self.customer.clone().as_of(self.now);
    }

    fn holds(&self, before: &Customer) -> Result<(), TestCaseError> {
        let partners = if self.partnered {
            vec![self.entry.slug.clone()]
        } else {
            Vec::new()
        };
        for named in [None, Some(&self.entry.slug)] {
            if let Ok(answer) = ask(&self.ours, &self.customer, &partners, named)
                && answer.allowed()
            {
                prop_assert!(
                    self.customer.agreement.is_some(),
                    "no order without agreement"
                );
                prop_assert!(self.customer.is_served_by(&Party::Us));
                prop_assert!(self.ours.is_active());
            }
        }
        let now_accepted = |it: &Customer| {
            it.request
                .as_ref()
                .is_some_and(|request| request.state() == RequestStateKind::Accepted)
        };
        if now_accepted(&self.customer)
            && !now_accepted(before)
            && self
                .customer
                .request
                .as_ref()
                .is_some_and(|it| it.provider.is_some())
        {
            for theirs in [true, false] {
                prop_assert!(
                    self.customer.is_served_by(&self.party(theirs)),
                    "joint requests are accepted as one"
                );
            }
        }
        for relationship in &self.customer.relationships {
            let removed = relationship.state() == RelationshipStateKind::Removed;
            prop_assert!(!(removed && relationship.admin_rights()));
        }
        let parties: std::collections::BTreeSet<_> = self
            .customer
            .relationships
            .iter()
            .map(|it| it.party.clone())
            .collect();
        prop_assert_eq!(parties.len(), self.customer.relationships.len());
        if before.open_request().is_some() && self.customer.open_request().is_some() {
            prop_assert_eq!(
                &before.request.as_ref().unwrap().token,
                &self.customer.request.as_ref().unwrap().token,
                "one open request a customer"
            );
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn random_lives_of_a_customer_keep_the_invariants(
        direct in any::<bool>(),
        life in prop::collection::vec(deeds(), 0..40),
    ) {
        let mut world = World {
            ours: if direct { direct_bill() } else { reseller() },
            entry: provider("SE"),
            partnered: !direct,
            customer: customer("DE"),
            now: noon(1),
        };
        for deed in life {
            let before = world.customer.clone();
            world.perform(deed);
            world.holds(&before)?;
        }
    }
}
