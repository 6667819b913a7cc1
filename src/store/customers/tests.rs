use super::*;
use crate::domain::Account;
use crate::domain::Model;
use crate::domain::agreement::Agreement;
use crate::domain::application::Application;
use crate::domain::customer::samples::{noon, record, token};
use crate::domain::customer::{CustomerOrigin, CustomerStateKind};
use crate::domain::link::provider_invitation;
use crate::domain::partnership::{Partnership, PartnershipEvent};
use crate::domain::provider::samples::provider;
use crate::domain::relationship::{Grant, Party, Relationship, RelationshipEvent, Via};
use crate::domain::request::{Request, RequestEvent};
use crate::store::engine::sqlite::EmptyStore;
use crate::store::tx::TransactionClock;

fn with_store(check: impl FnOnce(&Tx<'_>)) {
    let connection = EmptyStore::new().unwrap();
    let tx = Tx::new(
        &connection,
        TransactionClock {
            now: noon(20),
            given: true,
        },
    );
    let account = Account {
        id: 1,
        slug: "contoso".parse().unwrap(),
        application: Application::default(),
        created_at: noon(1),
        enrollments: Vec::new(),
        former_owner: None,
    };
    tx.accounts().save(&account).unwrap();
    tx.providers().save(&provider("SE")).unwrap();
    check(&tx);
}

fn full(domain: &str) -> Customer {
    let mut record = record("DE");
    record.domain = domain.parse().unwrap();
    record.tenant_id = None;
    record.origin = Some(CustomerOrigin::Referral);
    let mut customer = Customer::new(record, noon(1));
    let nordic = Party::Provider("nordic".parse().unwrap());
    let grant = Grant {
        via: Via::Joint,
        won_as: Model::IndirectReseller,
        admin_rights: true,
    };
    customer.relationships = vec![
        Relationship::granted(Party::Us, grant, noon(2)),
        Relationship::granted(nordic.clone(), grant, noon(2))
            .apply(RelationshipEvent::Remove, noon(3))
            .unwrap(),
    ];
    customer.agreement = Some(Agreement {
        attested_by: Some(nordic),
        accepted_on: noon(3).date_naive(),
        first_name: "Ada".into(),
        last_name: "Byron".into(),
        email: "ada@fabrikam.example".parse().unwrap(),
        phone: Some("+49 1".into()),
        company_name: Some("Fabrikam GmbH".into()),
        attestation_id: Some("3c9f0d1e".into()),
        recorded_at: noon(4),
    });
    customer
}

fn draft(text: &str) -> Request {
    let token = token(text);
    let link = provider_invitation(&token);
    Request::draft(Some("nordic".parse().unwrap()), token, link, false, noon(4))
}

#[test]
fn every_request_state_comes_back_as_it_was() {
    let sent = |text| draft(text).apply(RequestEvent::Send, noon(5)).unwrap();
    let decline = RequestEvent::Decline {
        reason: Some("too dear".into()),
    };
    let cancel = RequestEvent::Cancel { reason: None };
    let requests = [
        draft("a"),
        sent("b"),
        sent("c").apply(RequestEvent::Accept, noon(6)).unwrap(),
        sent("d").apply(decline, noon(6)).unwrap(),
        sent("e").apply(cancel, noon(6)).unwrap(),
        sent("f").as_of(noon(5) + chrono::Days::new(91)),
    ];
    with_store(|tx| {
        for (at, request) in requests.into_iter().enumerate() {
            let mut customer = full(&format!("c{at}.example"));
            customer.request = Some(request);
            tx.customers(1).add(&customer).unwrap();
            let back = tx
                .customers(1)
                .with_domain(&customer.record.domain)
                .unwrap();
            assert_eq!(back.as_ref(), Some(&customer));
        }
    });
}

#[test]
fn saving_writes_what_differs_and_nothing_else() {
    with_store(|tx| {
        let customers = tx.customers(1);
        let mut before = full("fabrikam.example");
        before.request = Some(draft("a").apply(RequestEvent::Send, noon(5)).unwrap());
        customers.add(&before).unwrap();
        customers.save(&before, &before).unwrap();
        let mut after = before.clone();
        after.agreement = None;
        after.record.name = "Fabrikam GmbH".into();
        after.request = Some(draft("b"));
        customers.save(&before, &after).unwrap();
        let back = customers.with_domain(&before.record.domain).unwrap();
        assert_eq!(back, Some(after));
        let (number, _) = customers
            .latest_request("fabrikam.example")
            .unwrap()
            .unwrap();
        assert_eq!(number, 2);
    });
}

#[test]
fn customers_are_found_by_domain_tenant_and_exact_name() {
    with_store(|tx| {
        let customers = tx.customers(1);
        let mut first = full("one.example");
        first.record.tenant_id = Some("0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11".parse().unwrap());
        customers.add(&first).unwrap();
        customers.add(&full("two.example")).unwrap();
        let count = |typed: &str| customers.find_named(typed).unwrap().len();
        assert_eq!(count("ONE.example"), 1);
        assert_eq!(count("0F7C1C5E-7D7C-4C1D-9A57-1F0B7C3B3D11"), 1);
        assert_eq!(count("Fabrikam"), 2);
        assert_eq!(count("fabrikam"), 2);
        assert_eq!(count("Fab"), 0);
        assert_eq!(tx.customers(2).find_named("one.example").unwrap().len(), 0);
    });
}

#[test]
fn lists_are_filtered_paged_and_in_order() {
    with_store(|tx| {
        let customers = tx.customers(1);
        for at in [3, 1, 2] {
            let mut customer = full(&format!("c{at}.example"));
            if at == 2 {
                customer.relationships.clear();
                customer.record.name = "Über".into();
            }
            customers.add(&customer).unwrap();
        }
        let list = |filter: CustomerFilter| {
            let mut domains = Vec::new();
            let push = |customer: Customer| {
                domains.push(customer.record.domain.to_string());
                Ok::<(), Diagnostic>(())
            };
            customers.each(&filter, push).unwrap();
            domains.join(" ")
        };
        let all = CustomerFilter::default;
        assert_eq!(list(all()), "c1.example c2.example c3.example");
        assert_eq!(
            list(CustomerFilter {
                limit: Some(2),
                ..all()
            }),
            "c1.example c2.example"
        );
        let after = Some("C2.example".parse().unwrap());
        assert_eq!(list(CustomerFilter { after, ..all() }), "c3.example");
        let states = Some(vec![CustomerStateKind::New]);
        assert_eq!(list(CustomerFilter { states, ..all() }), "c2.example");
        let search = Some("ÜB".to_owned());
        assert_eq!(list(CustomerFilter { search, ..all() }), "c2.example");
        let provider = Some("nordic".parse().unwrap());
        assert_eq!(list(CustomerFilter { provider, ..all() }), "");
    });
}

#[test]
fn tenants_of_other_accounts_and_of_providers_are_csp_tenants() {
    with_store(|tx| {
        let mut other = Application::default();
        other.set(
            crate::domain::application::Field::TenantDomain,
            "contoso.de",
        );
        let tenant = "0F7C1C5E-7D7C-4C1D-9A57-1F0B7C3B3D11";
        other.set(crate::domain::application::Field::TenantId, tenant);
        let second = Account {
            id: 2,
            slug: "contoso-de".parse().unwrap(),
            application: other,
            created_at: noon(1),
            enrollments: Vec::new(),
            former_owner: None,
        };
        tx.accounts().save(&second).unwrap();
        let found = |change: fn(&mut CustomerRecord)| {
            let mut asked = record("DE");
            change(&mut asked);
            tx.customers(1).csp_use(&asked).unwrap()
        };
        assert_eq!(found(|_| ()), None);
        assert_eq!(found(|it| it.csp_tenant = true), Some(CspUse::Marked));
        let account = Some(CspUse::Account("contoso-de".into()));
        assert_eq!(
            found(|it| it.domain = "Contoso.DE".parse().unwrap()),
            account
        );
        let by_id = |it: &mut CustomerRecord| {
            it.tenant_id = Some("0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11".parse().unwrap());
        };
        assert_eq!(found(by_id), account);
        assert!(matches!(
            found(|it| it.domain = "nordic.example".parse().unwrap()),
            Some(CspUse::Provider(_))
        ));
    });
}

#[test]
fn partnerships_come_back_as_they_were_and_run_out_in_time() {
    with_store(|tx| {
        let entry = provider("SE");
        assert_eq!(
            tx.providers().with_slug(&entry.slug).unwrap(),
            Some(entry.clone())
        );
        let partnerships = tx.partnerships(1);
        let link = "https://partner.microsoft.com/dashboard#csp=a"
            .parse()
            .unwrap();
        let mut held = partnerships
            .add(&entry.slug, Partnership::invited(link, noon(19)))
            .unwrap();
        for event in [
            PartnershipEvent::Authorize,
            PartnershipEvent::RevokeAdmin,
            PartnershipEvent::End {
                reason: "moved on".into(),
            },
        ] {
            held.partnership = held.partnership.apply(event, noon(20)).unwrap();
            partnerships.save(&held).unwrap();
            assert_eq!(
                partnerships.latest(&entry.slug).unwrap(),
                Some(held.clone())
            );
            let partners = partnerships.partners().unwrap();
            assert_eq!(partners.is_empty(), !held.partnership.is_active());
        }
        let link = "https://partner.microsoft.com/dashboard#csp=b"
            .parse()
            .unwrap();
        partnerships
            .add(&entry.slug, Partnership::invited(link, noon(21)))
            .unwrap();
        let later = Tx::new(
            tx.session(),
            TransactionClock {
                now: noon(21) + chrono::Days::new(30),
                given: true,
            },
        );
        let all = later.partnerships(1).latest_of_all().unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].partnership.state().to_string(), "expired");
        assert_eq!(later.partnerships(1).history(&entry.slug).unwrap().len(), 2);
    });
}

#[test]
fn earlier_acceptances_are_kept_in_their_order() {
    with_store(|tx| {
        let customers = tx.customers(1);
        let before = full("fabrikam.de");
        customers.add(&before).unwrap();
        let mut after = before.clone();
        for day in [5, 7] {
            let renewed = Agreement {
                attested_by: None,
                accepted_on: noon(day).date_naive(),
                company_name: None,
                attestation_id: None,
                ..before.agreement.clone().unwrap()
            };
            after.record_agreement(renewed);
        }
        assert_eq!(after.earlier_agreements.len(), 2);
        customers.save(&before, &after).unwrap();
        let domain = "fabrikam.de".parse().unwrap();
        assert_eq!(customers.with_domain(&domain).unwrap(), Some(after));
    });
}

#[test]
fn a_person_is_found_among_attestations_of_other_customers() {
    with_store(|tx| {
        let customers = tx.customers(1);
        let first = full("fabrikam.de");
        customers.add(&first).unwrap();
        let mut agreement = first.agreement.clone().unwrap();
        let found = |domain: &str, agreement: &Agreement| {
            let domain = domain.parse().unwrap();
            customers
                .attested_with_same_person(&domain, agreement)
                .unwrap()
        };
        agreement.email = "ADA@Fabrikam.example".parse().unwrap();
        assert_eq!(found("tailspin.de", &agreement), ["fabrikam.de"]);
        assert_eq!(found("fabrikam.de", &agreement), [""; 0]);
        let mut renewed = first.clone();
        renewed.record_agreement(Agreement {
            attested_by: None,
            accepted_on: noon(9).date_naive(),
            first_name: "Bo".into(),
            ..agreement.clone()
        });
        customers.save(&first, &renewed).unwrap();
        assert_eq!(found("tailspin.de", &agreement), ["fabrikam.de"]);
        agreement.phone = None;
        assert_eq!(found("tailspin.de", &agreement), [""; 0]);
    });
}
