//! Transfers are read as they were saved, and what needs a person is found.

use super::*;
use crate::domain::Account;
use crate::domain::application::Application;
use crate::domain::customer::samples::customer;
use crate::domain::transfer::samples::{nine, planned, seen_as};
use crate::domain::transfer::{Transfer, TransferItem};
use crate::store::engine::sqlite::EmptyStore;
use crate::store::tx::TransactionClock;

const TODAY: &str = "2026-11-30";

fn with_store(check: impl FnOnce(&Tx<'_>)) {
    let connection = EmptyStore::new().unwrap();
    let moment = TransactionClock {
        now: nine(TODAY),
        given: true,
    };
    let tx = Tx::new(&connection, moment);
    let account = Account {
        id: 1,
        slug: "account-1".parse().unwrap(),
        application: Application::default(),
        created_at: nine("2021-03-01"),
        enrollments: Vec::new(),
        former_owner: None,
    };
    tx.accounts().save(&account).unwrap();
    check(&tx);
}

fn with_items(mut it: Transfer) -> Transfer {
    it.items = ["one", "two"]
        .map(|name| TransferItem {
            subscription: name.to_owned(),
            quantity: Some(3),
            ..TransferItem::default()
        })
        .to_vec();
    it
}

#[test]
fn a_transfer_is_read_as_it_was_saved() {
    with_store(|tx| {
        let transfers = tx.transfers(1);
        let plan = with_items(planned(TransferKind::Legacy, TransferDirection::Out));
        transfers.add(&plan).unwrap();
        let seen = with_items(seen_as("Completed"));
        transfers.add(&seen).unwrap();
        assert_eq!(transfers.transfer(plan.id).unwrap(), Some(plan.clone()));
        assert_eq!(transfers.next_draft().unwrap(), TransferId::Draft(2));
        let conflict = TransferConflict {
            shown: "Cancel".to_owned(),
            recorded: "completed".to_owned(),
            seen_at: nine(TODAY),
        };
        transfers.keep_conflict(seen.id, &conflict).unwrap();
        let record = transfers.record(seen.id).unwrap().unwrap();
        assert_eq!(
            (record.transfer, record.conflicts),
            (seen.clone(), vec![conflict.clone()])
        );
        let open = transfers.open_subscriptions(None).unwrap();
        assert_eq!(
            open,
            [("one".to_owned(), plan.id), ("two".to_owned(), plan.id)]
        );
        assert_eq!(transfers.open_subscriptions(Some(plan.id)).unwrap(), []);
        transfers.settle_conflict(seen.id, &conflict).unwrap();
        assert_eq!(transfers.conflicts(seen.id).unwrap(), []);
    });
}

#[test]
fn a_plan_gets_another_id_with_its_items() {
    with_store(|tx| {
        let transfers = tx.transfers(1);
        let plan = with_items(planned(TransferKind::Legacy, TransferDirection::Out));
        transfers.add(&plan).unwrap();
        let tied = Transfer {
            id: seen_as("Active").id,
            ..plan.clone()
        };
        transfers.rename(&plan, &tied).unwrap();
        assert_eq!(transfers.transfer(plan.id).unwrap(), None);
        assert_eq!(transfers.transfer(tied.id).unwrap(), Some(tied));
    });
}

#[test]
fn a_completed_transfer_needs_what_is_not_on_record() {
    with_store(|tx| {
        let transfers = tx.transfers(1);
        let kinds = || -> Vec<TransferNeedKind> {
            let found = tx.transfer_needs(&[1, 2]).unwrap();
            let all = found.get(&1).map(|needs| needs.all().to_vec());
            all.unwrap_or_default().iter().map(|one| one.kind).collect()
        };
        assert_eq!(kinds(), []);
        let mut known = customer("FR");
        tx.customers(1).add(&known).unwrap();
        let mut it = seen_as("Completed");
        it.customer.domain = Some(known.record.domain.clone());
        it.completed_at = Some(nine("2026-11-20"));
        transfers.add(&it).unwrap();
        assert_eq!(kinds(), [TransferNeedKind::Relationship]);
        use crate::domain::relationship::{Grant, Party, Relationship, Via};
        let grant = Grant {
            via: Via::Direct,
            won_as: crate::domain::Model::DirectBill,
            admin_rights: true,
        };
        known
            .relationships
            .push(Relationship::granted(Party::Us, grant, nine(TODAY)));
        let before = tx
            .customers(1)
            .with_domain(&known.record.domain)
            .unwrap()
            .unwrap();
        tx.customers(1).save(&before, &known).unwrap();
        assert_eq!(kinds(), [TransferNeedKind::Agreement]);
        it.completed_at = Some(nine("2026-08-01"));
        transfers.save(&it).unwrap();
        assert_eq!(kinds(), [], "followed up for 90 days");
        it.state = TransferStateKind::Pending;
        transfers.save(&it).unwrap();
        assert_eq!(kinds(), [TransferNeedKind::Open]);
    });
}

#[test]
fn a_provider_does_not_order_on_our_attestation() {
    use crate::domain::agreement::Agreement;
    use crate::domain::relationship::{Grant, Party, Relationship, Via};
    with_store(|tx| {
        let provider = Party::Provider("nordic".parse().unwrap());
        let grant = Grant {
            via: Via::Direct,
            won_as: crate::domain::Model::DirectBill,
            admin_rights: true,
        };
        let mut known = customer("FR");
        for party in [Party::Us, provider.clone()] {
            let granted = Relationship::granted(party, grant, nine(TODAY));
            known.relationships.push(granted);
        }
        tx.customers(1).add(&known).unwrap();
        let mut it = seen_as("Completed");
        it.customer.domain = Some(known.record.domain.clone());
        it.completed_at = Some(nine("2026-11-20"));
        tx.transfers(1).add(&it).unwrap();
        let mut needs = |direction: TransferDirection, attested_by: Option<Party>| -> bool {
            let agreement = Agreement {
                attested_by,
                accepted_on: nine(TODAY).date_naive(),
                first_name: "Ada".to_owned(),
                last_name: "Byron".to_owned(),
                email: "ada@fabrikam.example".parse().unwrap(),
                phone: None,
                company_name: None,
                attestation_id: None,
                recorded_at: nine(TODAY),
            };
            let customers = tx.customers(1);
            let before = customers.with_domain(&known.record.domain);
            let before = before.unwrap().unwrap();
            let mut after = before.clone();
            after.agreement = Some(agreement);
            customers.save(&before, &after).unwrap();
            it.direction = direction;
            tx.transfers(1).save(&it).unwrap();
            !tx.transfer_needs(&[1]).unwrap().is_empty()
        };
        assert!(!needs(TransferDirection::In, Some(Party::Us)));
        assert!(needs(TransferDirection::Out, Some(Party::Us)));
        assert!(!needs(TransferDirection::Out, Some(provider)));
        assert!(!needs(TransferDirection::Out, None));
    });
}

#[test]
fn an_earlier_acceptance_counts_until_an_extension_ends_it() {
    use crate::domain::agreement::Agreement;
    use crate::domain::relationship::{Grant, Party, Relationship, Via};
    let party = |name: &str| Party::Provider(name.parse().unwrap());
    for (attested_by, is_extended, counts) in [
        (None, true, true),
        (Some(Party::Us), false, false),
        (Some(party("alpine")), false, true),
        (Some(party("alpine")), true, false),
        (Some(party("nordic")), true, true),
    ] {
        with_store(|tx| {
            let grant = |via| Grant {
                via,
                won_as: crate::domain::Model::DirectBill,
                admin_rights: false,
            };
            let mut known = customer("FR");
            let via = if is_extended {
                Via::Extension
            } else {
                Via::Joint
            };
            for (party, via) in [(Party::Us, Via::Direct), (party("nordic"), via)] {
                let granted = Relationship::granted(party, grant(via), nine(TODAY));
                known.relationships.push(granted);
            }
            let agreement = |attested_by: Option<Party>, on: &str| Agreement {
                attested_by,
                accepted_on: nine(on).date_naive(),
                first_name: "Ada".to_owned(),
                last_name: "Byron".to_owned(),
                email: "ada@fabrikam.example".parse().unwrap(),
                phone: None,
                company_name: None,
                attestation_id: None,
                recorded_at: nine(on),
            };
            known.record_agreement(agreement(attested_by.clone(), "2026-10-01"));
            known.record_agreement(agreement(Some(Party::Us), "2026-10-02"));
            let mut it = seen_as("Completed");
            it.customer.domain = Some(known.record.domain.clone());
            it.completed_at = Some(nine("2026-11-20"));
            it.direction = TransferDirection::Out;
            tx.customers(1).add(&known).unwrap();
            tx.transfers(1).add(&it).unwrap();
            let case = (&attested_by, is_extended);
            assert_eq!(known.counting_agreements().len() == 2, counts, "{case:?}");
            let is_needed = !tx.transfer_needs(&[1]).unwrap().is_empty();
            assert_eq!(!is_needed, counts, "{case:?}");
        });
    }
}

#[test]
fn a_partner_outside_the_directory_needs_nothing_of_ours() {
    with_store(|tx| {
        let known = customer("FR");
        tx.customers(1).add(&known).unwrap();
        let mut it = seen_as("Completed");
        it.customer.domain = Some(known.record.domain.clone());
        it.completed_at = Some(nine("2026-11-20"));
        it.direction = TransferDirection::Out;
        it.partner.name = Some("NORDIC distribution".to_owned());
        tx.transfers(1).add(&it).unwrap();
        let found = || {
            let needs = tx.transfer_needs(&[1]).unwrap();
            let all = needs.get(&1).map(|needs| needs.all().to_vec());
            all.unwrap_or_default()
        };
        assert_eq!(found(), []);
        let mut listed = crate::domain::provider::samples::provider("SE");
        listed.name = "Nordic Distribution".to_owned();
        tx.providers().save(&listed).unwrap();
        let needs = found();
        let slugs: Vec<_> = needs.iter().map(|one| one.partner_slug.clone()).collect();
        assert_eq!(slugs, [Some(listed.slug)]);
    });
}
