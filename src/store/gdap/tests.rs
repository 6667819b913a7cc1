//! The register of relationships in a store.

use super::*;
use crate::domain::Account;
use crate::domain::application::Application;
use crate::domain::customer::Customer;
use crate::domain::customer::samples::record;
use crate::domain::gdap::samples::{assignment, microsoft_id, nine, relationship};
use crate::domain::gdap::{
    AccessAssignment, AdminRelationship, AdminRelationshipStateKind as State, GdapNeeds,
    ListAbsence, RelationshipDecision, SeenDays, attention,
};
use crate::domain::word::Word as _;
use crate::store::engine::sqlite::EmptyStore;
use crate::store::tx::TransactionClock;

const TODAY: &str = "2026-07-01";

fn with_store(check: impl FnOnce(&Tx<'_>)) {
    let connection = EmptyStore::new().unwrap();
    let moment = TransactionClock {
        now: nine(TODAY),
        given: true,
    };
    let tx = Tx::new(&connection, moment);
    for id in [1, 2] {
        let account = Account {
            id,
            slug: format!("account-{id}").parse().unwrap(),
            application: Application::default(),
            created_at: nine("2021-03-01"),
            enrollments: Vec::new(),
            former_owner: None,
        };
        tx.accounts().save(&account).unwrap();
    }
    check(&tx);
}

/// Relationships in every state, with every date that matters, and the assignments of each.
fn every_kind() -> Vec<(AdminRelationship, Vec<AccessAssignment>)> {
    let mut all = Vec::new();
    let mut number = 0;
    let mut add = |it: AdminRelationship, access: Vec<AccessAssignment>| {
        number += 1;
        let id = RelationshipId::Microsoft(microsoft_id(number));
        all.push((AdminRelationship { id, ..it }, access));
    };
    let access = |state| vec![assignment(1, state, "2026-06-01")];
    let live = || access(AssignmentStateKind::Active);
    for state in State::ALL {
        for since in ["2026-03-01", "2026-05-01", "2026-06-30"] {
            add(relationship(1, *state, since), live());
        }
        let ends = relationship(1, *state, "2026-03-01");
        let ends = AdminRelationship {
            ends_at: Some(nine("2026-07-20")),
            ..ends
        };
        add(ends.clone(), live());
        for kind in AbsenceKind::ALL {
            let absence = Some(ListAbsence {
                kind: *kind,
                since: nine(TODAY),
            });
            add(
                AdminRelationship {
                    absence,
                    ..ends.clone()
                },
                Vec::new(),
            );
        }
        add(
            AdminRelationship {
                modified_at: Some(nine("2026-06-20")),
                ..relationship(1, *state, TODAY)
            },
            live(),
        );
        for kind in AssignmentStateKind::ALL {
            add(relationship(1, *state, TODAY), access(*kind));
        }
        add(relationship(1, *state, TODAY), Vec::new());
    }
    for day in [
        "2026-06-30",
        "2026-07-01",
        "2026-08-30",
        "2026-08-31",
        "2027-06-30",
    ] {
        for extend in [
            None,
            Some(SeenDays::Days(0)),
            Some(SeenDays::Days(90)),
            Some(SeenDays::Days(180)),
            Some(SeenDays::AsShown("P6M".to_owned())),
        ] {
            let it = AdminRelationship {
                auto_extend: extend,
                ..relationship(1, State::Active, "2026-01-01")
            };
            let by_date = AdminRelationship {
                ends_at: Some(nine(day)),
                ..it.clone()
            };
            add(by_date, live());
            for duration in [
                None,
                Some(SeenDays::Days(10)),
                Some(SeenDays::AsShown("P1M".to_owned())),
            ] {
                let by_duration = AdminRelationship {
                    activated_at: Some(nine(day)),
                    duration,
                    ..it.clone()
                };
                add(by_duration, live());
            }
        }
    }
    for day in ["2026-04-01", "2026-04-02", "2026-05-02", "2026-05-03"] {
        let pending = relationship(1, State::ApprovalPending, day);
        add(
            AdminRelationship {
                created_at: None,
                ..pending.clone()
            },
            Vec::new(),
        );
        for consent_pending in [None, Some(true), Some(false)] {
            for decided in [false, true] {
                let decision = decided.then(|| RelationshipDecision {
                    kind: DecisionKind::Approve,
                    by: "ada@contoso.fr".to_owned(),
                    at: nine(day),
                    reason: None,
                });
                let it = AdminRelationship {
                    origin: RelationshipOrigin::ProviderMade,
                    consent_pending,
                    decision,
                    ..pending.clone()
                };
                add(it, Vec::new());
            }
        }
    }
    all
}

#[test]
fn the_store_finds_what_the_domain_says_of_each() {
    with_store(|tx| {
        let all = every_kind();
        for (it, access) in &all {
            let gdap = tx.gdap(1);
            gdap.add(it).unwrap();
            for one in access {
                gdap.save_assignment(it.id, one).unwrap();
            }
        }
        let now = nine(TODAY);
        for days in [0, 31, 62, 400] {
            let horizon = now + chrono::TimeDelta::days(days);
            let mut expected = GdapNeeds::default();
            for (it, access) in &all {
                for one in attention(it, access, now, horizon) {
                    expected.add(one, now);
                }
            }
            assert!(expected.kinds().count() > 5);
            for accounts in [&[1][..], &[2, 1]] {
                let found = tx.gdap_needs(accounts, horizon, GdapNeeds::MOST).unwrap();
                assert_eq!(found.get(&1), Some(&expected), "{days} {accounts:?}");
                assert_eq!(found.len(), 1);
            }
        }
        assert_eq!(tx.gdap_needs(&[2], now, 1).unwrap(), [].into());
    });
}

#[test]
fn a_customer_on_record_is_found_by_its_tenant() {
    with_store(|tx| {
        let mut of = record("DE");
        of.tenant_id = Some("3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4".parse().unwrap());
        let customer = Customer::new(of, nine(TODAY));
        tx.customers(1).add(&customer).unwrap();
        let mut it = relationship(1, State::Active, TODAY);
        it.customer.tenant_id = customer.record.tenant_id;
        tx.gdap(1).add(&it).unwrap();
        let found = tx.gdap_needs(&[1], nine(TODAY), 1).unwrap();
        let (_, _, need) = found[&1].kinds().next().unwrap();
        assert_eq!(need.first[0].customer, Some(customer.record.domain));
    });
}

#[test]
fn a_planned_domain_is_compared_by_its_key() {
    with_store(|tx| {
        let mut it = relationship(1, State::Active, TODAY);
        it.customer.domain = Some("Contoso.FR".parse().unwrap());
        tx.gdap(1).add(&it).unwrap();
        let found = tx.gdap(1).of_customer("contoso.fr", None).unwrap();
        assert_eq!(found, [it]);
    });
}
