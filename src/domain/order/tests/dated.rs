//! The conditions whose answer depends on the operation and the day.

use super::*;
use crate::domain::calendar::parse_day;
use crate::domain::customer::{AccountStatus, AccountVerification};
use crate::domain::word::Word as _;

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

/// A customer of a reseller and its provider, with everything that orders needed before 2023.
fn served() -> (Standing, Customer, Vec<Slug>) {
    let ours = reseller();
    let entry = provider("SE");
    let mut customer = won(&ours, Some(active(&entry)));
    customer.agreement = accepted(None);
    (ours, customer, slugs(&["nordic"]))
}

fn accepted_on(mut customer: Customer, on: &str) -> Customer {
    if let Some(agreement) = &mut customer.agreement {
        agreement.accepted_on = day(on);
    }
    customer
}

fn seen(status: AccountStatus, on: &str) -> Option<AccountVerification> {
    Some(AccountVerification {
        status,
        on: day(on),
        recorded_at: noon(1),
    })
}

pub(super) fn answer_of(is_valid: bool) -> Vec<(Slug, ResellerValidation)> {
    let validation = ResellerValidation {
        is_valid,
        code: (!is_valid).then(|| "900400".to_owned()),
        text: None,
        on: day("2025-05-01"),
        recorded_at: noon(1),
    };
    vec![("nordic".parse().unwrap(), validation)]
}

/// What the last conditions of the answer say: the age of the agreement, the verification, the reseller of record.
fn last_three(
    customer: &Customer,
    operation: OrderOperation,
    (today, block_from): (&str, Option<&str>),
    validations: &[(Slug, ResellerValidation)],
) -> [Condition; 3] {
    let (ours, _, partners) = served();
    let question = OrderQuestion {
        ours: &ours,
        customer,
        partners: &partners,
        named: None,
        csp_use: None,
        operation,
        today: day(today),
        rules: order_rules(),
        agreement_block_from: block_from.map(day),
        validations,
    };
    let mut conditions = can_order(&question).unwrap().conditions;
    let last = conditions.split_off(conditions.len() - 3);
    last.try_into().unwrap()
}

#[test]
fn an_agreement_of_before_the_cut_is_advice_until_a_day_is_set() {
    let (_, customer, _) = served();
    let new = OrderOperation::New;
    for (on, today, block_from, met) in [
        ("2023-03-31", "2023-03-31", None, Some(true)),
        ("2023-03-31", "2023-04-01", None, None),
        ("2023-04-01", "2023-04-01", None, Some(true)),
        ("2023-04-01", "2026-11-28", Some("2026-02-01"), Some(true)),
        ("2023-03-31", "2026-01-31", Some("2026-02-01"), None),
        ("2023-03-31", "2026-02-01", Some("2026-02-01"), Some(false)),
        ("2019-10-01", "2026-11-28", Some("2026-02-01"), Some(false)),
    ] {
        let customer = accepted_on(customer.clone(), on);
        let [current, ..] = last_three(&customer, new, (today, block_from), &[]);
        assert_eq!(current.met, met, "{on} {today} {block_from:?}");
        assert_eq!(current.remedy.is_none(), met == Some(true));
    }
    let auto = OrderOperation::AutoRenew;
    let old = accepted_on(customer, "2023-03-31");
    let [current, ..] = last_three(&old, auto, ("2026-11-28", Some("2026-02-01")), &[]);
    assert_eq!(
        (current.met, current.detail.as_str()),
        (
            Some(true),
            "accepted on 2023-03-31, before 2023-04-01: the customer must accept it again; automatic renewal is exempt"
        )
    );
}

#[test]
fn a_customer_under_review_can_renew_and_reduce() {
    let (_, mut customer, _) = served();
    for (status, blocked) in [
        (None, None),
        (Some(AccountStatus::Allowed), Some(true)),
        (Some(AccountStatus::None), Some(true)),
        (Some(AccountStatus::NotReady), None),
        (Some(AccountStatus::UnderReview), Some(false)),
        (Some(AccountStatus::NotAllowed), Some(false)),
        (Some(AccountStatus::Unknown), Some(false)),
    ] {
        customer.verification = status.and_then(|status| seen(status, "2026-11-20"));
        for &operation in OrderOperation::ALL {
            let [_, found, _] = last_three(&customer, operation, ("2026-11-28", None), &[]);
            let is_checked = matches!(
                operation,
                OrderOperation::New | OrderOperation::MoreSeats | OrderOperation::Upgrade
            );
            let expected = if is_checked { blocked } else { Some(true) };
            assert_eq!(found.met, expected, "{status:?} {operation}");
        }
    }
}

#[test]
fn an_old_status_is_shown_with_its_age() {
    let (_, mut customer, _) = served();
    for (on, shown) in [
        ("2026-11-28", "Microsoft allows orders (seen on 2026-11-28)"),
        ("2026-10-29", "Microsoft allows orders (seen on 2026-10-29)"),
        (
            "2026-10-28",
            "Microsoft allows orders (seen on 2026-10-28, 31 days ago)",
        ),
    ] {
        customer.verification = seen(AccountStatus::Allowed, on);
        let asked = ("2026-11-28", None);
        let [_, found, _] = last_three(&customer, OrderOperation::New, asked, &[]);
        assert_eq!((found.met, found.detail.as_str()), (Some(true), shown));
    }
}

#[test]
fn the_reseller_of_record_counts_from_its_days_on() {
    let (_, customer, _) = served();
    for (operation, today, met) in [
        (OrderOperation::New, "2025-06-01", Some(true)),
        (OrderOperation::New, "2025-06-02", Some(false)),
        (OrderOperation::MoreSeats, "2025-11-30", Some(true)),
        (OrderOperation::MoreSeats, "2025-12-01", Some(false)),
        (OrderOperation::Change, "2025-12-01", Some(false)),
        (OrderOperation::FewerSeats, "2026-11-28", Some(true)),
        (OrderOperation::AutoRenew, "2026-11-28", Some(true)),
        (OrderOperation::Cancel, "2026-11-28", Some(true)),
    ] {
        let asked = (today, None);
        let [.., invalid] = last_three(&customer, operation, asked, &answer_of(false));
        assert_eq!(invalid.met, met, "{operation} {today}");
        let [.., valid] = last_three(&customer, operation, asked, &answer_of(true));
        assert_eq!(valid.met, Some(true), "{operation} {today}");
        let [.., unrecorded] = last_three(&customer, operation, asked, &[]);
        let expected = if met == Some(false) { None } else { Some(true) };
        assert_eq!(unrecorded.met, expected, "{operation} {today}");
    }
    let new = OrderOperation::New;
    let [.., invalid] = last_three(&customer, new, ("2025-06-02", None), &answer_of(false));
    assert_eq!(
        invalid.detail,
        "Microsoft does not accept our Partner ID with nordic (answer of 2025-05-01, code 900400)"
    );
}

#[test]
fn what_we_order_ourselves_has_no_reseller_of_record() {
    let ours = direct_bill();
    let mut customer = won(&ours, None);
    customer.agreement = accepted(Some(Party::Us));
    let answer = ask(&ours, &customer, &[], None).unwrap();
    let last = answer.conditions.last().unwrap();
    assert_eq!(last.rule.id, "customers.reseller-of-record");
    assert_eq!((last.met, last.remedy.as_deref()), (Some(true), None));
}

fn any_day() -> impl Strategy<Value = Day> {
    (0..4200_u64).prop_map(|days| day("2019-01-01") + chrono::Days::new(days))
}

proptest! {
    /// Automatic renewal and cancellation of a served customer are never blocked, whatever is on record.
    #[test]
    fn automatic_renewal_and_cancellation_are_never_blocked(
        today in any_day(),
        on in prop::option::of(any_day()),
        status in prop::option::of(prop::sample::select(AccountStatus::ALL)),
        block_from in prop::option::of(any_day()),
        is_valid in any::<bool>(),
    ) {
        let (ours, mut customer, partners) = served();
        customer.agreement = customer.agreement.zip(on).map(|(agreement, accepted_on)| Agreement { accepted_on, ..agreement });
        customer.verification = status.and_then(|status| seen(status, "2025-01-01"));
        let validations = answer_of(is_valid);
        for operation in [OrderOperation::AutoRenew, OrderOperation::Cancel] {
            let question = OrderQuestion {
                ours: &ours, customer: &customer, partners: &partners, named: None, csp_use: None, operation, today,
                rules: order_rules(), agreement_block_from: block_from, validations: &validations,
            };
            prop_assert!(can_order(&question).unwrap().allowed());
        }
    }

    /// What blocks an order on a day blocks it on every later day: the rules only became stricter.
    #[test]
    fn what_blocks_an_order_keeps_blocking_it(
        days in (any_day(), any_day()),
        on in any_day(),
        operation in prop::sample::select(OrderOperation::ALL),
        block_from in prop::option::of(any_day()),
        is_valid in any::<bool>(),
    ) {
        let (ours, customer, partners) = served();
        let customer = Customer { agreement: customer.agreement.map(|it| Agreement { accepted_on: on, ..it }), ..customer };
        let validations = answer_of(is_valid);
        let allowed = |today| {
            let question = OrderQuestion {
                ours: &ours, customer: &customer, partners: &partners, named: None, csp_use: None, operation, today,
                rules: order_rules(), agreement_block_from: block_from, validations: &validations,
            };
            can_order(&question).unwrap().allowed()
        };
        let (early, late) = (days.0.min(days.1), days.0.max(days.1));
        prop_assert!(allowed(early) || !allowed(late));
    }
}
