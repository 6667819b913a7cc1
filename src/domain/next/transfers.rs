//! Next actions about transfers. More than a few of one kind are one action.

use super::{Action, GroupedCause, Hint, NextAction, NextCause, SnoozedActions, Who};
use crate::domain::calendar::{Instant, last_day};
use crate::domain::quote::shell_word;
use crate::domain::rule::{customers, transfers as rules};
use crate::domain::transfer::{
    TransferActor, TransferDirection, TransferEvent, TransferNeed, TransferNeedKind, TransferNeeds,
    TransferStateKind,
};
use crate::domain::{counted, grouped};

/// Up to how many of one kind are an action each (csp's rule).
const FEW: usize = 3;

/// The next actions about the transfers of an account. One that was put off is an action of its own and is not counted
/// among many.
pub fn of_transfers(
    needs: &TransferNeeds,
    snoozed: &SnoozedActions,
    now: Instant,
) -> Vec<NextAction> {
    let mut actions = Vec::new();
    for ((kind, state, actor), all) in needs.groups() {
        let all = all.into_iter();
        let (put_off, open): (Vec<_>, Vec<_>) =
            all.partition(|one| snoozed.has_put_off(&cause_of_transfer(one)));
        match open.as_slice() {
            [] => {}
            few if few.len() <= FEW => {
                actions.extend(few.iter().map(|one| of_one(one, now)));
            }
            [first, ..] => {
                let grouped = open.iter().map(|one| grouped_cause(one)).collect();
                let many = of_many(first, (kind, state, actor), open.len(), now);
                actions.push(many.grouping(grouped));
            }
        }
        actions.extend(put_off.into_iter().map(|one| of_one(one, now)));
    }
    actions
}

fn grouped_cause(one: &TransferNeed) -> GroupedCause {
    GroupedCause {
        cause: cause_of_transfer(one),
        customer: one.customer_key(),
    }
}

/// What is to be done about a transfer.
fn action_of(kind: TransferNeedKind) -> Action {
    match kind {
        TransferNeedKind::Open => Action::ContinueTransfer,
        TransferNeedKind::Relationship | TransferNeedKind::Agreement => Action::CompleteTransfer,
    }
}

/// The cause of the action about one transfer: the transfer and what it needs, since it is so.
pub fn cause_of_transfer(one: &TransferNeed) -> NextCause {
    let subject = format!("{} {}", one.transfer, one.kind);
    NextCause::of(action_of(one.kind), subject, Some(one.since))
}

/// The action about one transfer.
fn of_one(one: &TransferNeed, now: Instant) -> NextAction {
    match one.kind {
        TransferNeedKind::Open => open(one, now),
        TransferNeedKind::Relationship => relationship(one),
        TransferNeedKind::Agreement => agreement(one),
    }
}

/// How long it is open, for a person.
fn age(one: &TransferNeed, now: Instant) -> String {
    match (now - one.since).num_days() {
        ..=0 => "since today".to_owned(),
        days => format!("for {}", counted(days.unsigned_abs(), "day")),
    }
}

fn open(one: &TransferNeed, now: Instant) -> NextAction {
    let (id, actor, age) = (one.transfer, one.actor(), age(one, now));
    let (customer, partner) = (one.customer_shown(), one.partner_shown());
    let between = match one.direction {
        TransferDirection::In => format!("of {customer} from {partner}"),
        TransferDirection::Out => format!("of {customer} to {partner}"),
    };
    let event = one.state.next_event(one.procedure);
    let verb = match event {
        Some(TransferEvent::Accept) => "accept or reject",
        Some(event) => event.verb(),
        None => "record",
    };
    let show = format!("csp transfers show {id}");
    let command = event.map_or_else(|| show.clone(), |event| event.record_command(id));
    let state = one.state;
    let to_do = match actor {
        TransferActor::Us => format!("{verb} it at Microsoft; to see how"),
        TransferActor::Provider => format!("{} has to {verb} it; to see it", one.provider_shown()),
        TransferActor::OtherPartner | TransferActor::Microsoft => {
            format!("{partner} has to {verb} it; to see it")
        }
    };
    let words = format!("The transfer {between} is {state} {age}: {to_do}");
    let see = Hint::with_command(words, show);
    let action = NextAction::new(
        Action::ContinueTransfer,
        cause_of_transfer(one),
        Who::AdminAgent,
        command,
        &rules::STEP,
    )
    .about_customer(one.customer_key());
    let due = one.expires_at.map(last_day);
    action
        .or(TransferEvent::Cancel.record_command(id))
        .due(due, now.date_naive())
        .with_hint(see)
}

fn relationship(one: &TransferNeed) -> NextAction {
    let domain = one.domain.as_ref().map(ToString::to_string);
    let domain = domain.map(|domain| shell_word(&domain, "CUSTOMER"));
    let provider = provider_or(one, "PROVIDER");
    let command = match (&domain, one.direction) {
        (None, _) => {
            "csp customers add NAME --domain DOMAIN --country CC --email ADDRESS".to_owned()
        }
        (Some(customer), TransferDirection::In) => format!("csp customers invite {customer}"),
        (Some(customer), TransferDirection::Out) => {
            format!("csp customers extend {customer} --provider {provider} --consent-obtained")
        }
    };
    let whose = match one.direction {
        TransferDirection::In => "our reseller relationship with it".to_owned(),
        TransferDirection::Out => {
            let provider = provider_or(one, "a provider");
            format!("its reseller relationship with {provider}")
        }
    };
    let words = format!(
        "The transfer of {} is completed, and {whose} is not on record; to see it",
        one.customer_shown()
    );
    NextAction::new(
        Action::CompleteTransfer,
        cause_of_transfer(one),
        Who::AdminAgent,
        command,
        &rules::RELATIONSHIP,
    )
    .about_customer(one.customer_key())
    .with_hint(Hint::with_command(
        words,
        format!("csp transfers show {}", one.transfer),
    ))
}

/// The provider that orders from now on, or other words if it is not known which one.
fn provider_or(one: &TransferNeed, unknown: &str) -> String {
    let provider = one.next_provider().map(ToString::to_string);
    provider.unwrap_or_else(|| unknown.to_owned())
}

fn agreement(one: &TransferNeed) -> NextAction {
    let domain = one.domain.as_ref().map(ToString::to_string);
    let customer = shell_word(domain.as_deref().unwrap_or("CUSTOMER"), "CUSTOMER");
    let by = |method: &str| {
        format!(
            "csp customers agreement {customer} --method {method} --first-name NAME --last-name NAME --email ADDRESS"
        )
    };
    let missing = match one.direction {
        TransferDirection::In => "no agreement of the customer is on record",
        TransferDirection::Out => {
            "no agreement on which the provider can order is on record: it attests for itself, or the customer accepts directly"
        }
    };
    let words = format!(
        "The transfer of {} is completed, and {missing}; to see it",
        one.customer_shown()
    );
    let (command, alternative) = match one.direction {
        TransferDirection::In => (by("direct"), None),
        TransferDirection::Out => (
            by(&format!(
                "attestation --attested-by {}",
                provider_or(one, "PROVIDER")
            )) + " --company-name COMPANY",
            Some(by("direct")),
        ),
    };
    let action = NextAction::new(
        Action::CompleteTransfer,
        cause_of_transfer(one),
        Who::AdminAgent,
        command,
        &customers::AGREEMENT_FIRST,
    );
    match alternative {
        Some(alternative) => action.or(alternative),
        None => action,
    }
    .about_customer(one.customer_key())
    .with_hint(Hint::with_command(
        words,
        format!("csp transfers show {}", one.transfer),
    ))
}

/// One action for many transfers; the first is the oldest.
fn of_many(
    first: &TransferNeed,
    (kind, state, actor): (TransferNeedKind, TransferStateKind, TransferActor),
    count: usize,
    now: Instant,
) -> NextAction {
    let count = grouped(count as u64);
    let (action, words) = match kind {
        TransferNeedKind::Open => (
            Action::ContinueTransfer,
            match actor {
                TransferActor::Us => format!("{count} transfers are {state} and wait for us"),
                TransferActor::Provider => {
                    format!("{count} transfers are {state} and wait for your provider")
                }
                TransferActor::OtherPartner | TransferActor::Microsoft => {
                    format!("{count} transfers are {state} and wait for the other partner")
                }
            },
        ),
        TransferNeedKind::Relationship => (
            Action::CompleteTransfer,
            format!("{count} transfers are completed without a reseller relationship on record"),
        ),
        TransferNeedKind::Agreement => (
            Action::CompleteTransfer,
            format!("{count} transfers are completed without an agreement on record"),
        ),
    };
    let words = format!("{words}, the oldest {}; to see that", age(first, now));
    let transfer_state = state;
    let command = format!("csp transfers list --state {transfer_state}");
    let cause = cause_of_transfer(first);
    NextAction::new(action, cause, Who::AdminAgent, command, &rules::STEP)
        .due(first.expires_at.map(last_day), now.date_naive())
        .with_hint(Hint::with_command(
            words,
            format!("csp transfers show {}", first.transfer),
        ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Slug;
    use crate::domain::standing::Standing;
    use crate::domain::transfer::samples::{nine, seen_as};
    use crate::domain::transfer::{TransferKind, TransferOrderer};

    fn need(
        kind: TransferNeedKind,
        (procedure, direction): (TransferKind, TransferDirection),
        state: TransferStateKind,
    ) -> TransferNeed {
        TransferNeed {
            kind,
            transfer: seen_as("Active").id,
            procedure,
            direction,
            state,
            since: nine("2026-11-18"),
            expires_at: None,
            customer: Some("Contoso".to_owned()),
            domain: Some("contoso.fr".parse().unwrap()),
            partner: Some("Pebble Lane".to_owned()),
            partner_slug: None,
            won_as: None,
            served_by: None,
            orderer: TransferOrderer::Us,
        }
    }

    fn nothing_put_off() -> SnoozedActions {
        SnoozedActions::none("contoso".parse().unwrap())
    }

    fn written(all: Vec<TransferNeed>) -> String {
        let mut needs = TransferNeeds::default();
        for one in all {
            needs.add(one);
        }
        let mut text = String::new();
        for next in of_transfers(&needs, &nothing_put_off(), nine("2026-11-30")) {
            let due = next.due.map(|day| format!(" by {day}")).unwrap_or_default();
            let late = if next.overdue { " LATE" } else { "" };
            text.push_str(&format!("{}{due}{late}\n  {}\n", next.action, next.command));
            if let Some(alternative) = next.alternative {
                text.push_str(&format!("  or {alternative}\n"));
            }
            let hint = next.hint.unwrap();
            text.push_str(&format!(
                "  {} {}\n",
                hint.words,
                hint.command.unwrap_or_default()
            ));
        }
        text
    }

    fn one_of_each() -> Vec<TransferNeed> {
        use TransferDirection::{In, Out};
        use TransferKind::{Legacy, NewCommerce};
        use TransferStateKind::{Completed, Pending, Planned};
        let mut all = Vec::new();
        for procedure in [NewCommerce, Legacy] {
            for direction in [In, Out] {
                for state in [Planned, Pending] {
                    all.push(need(TransferNeedKind::Open, (procedure, direction), state));
                }
            }
        }
        let mut expiring = need(TransferNeedKind::Open, (NewCommerce, In), Pending);
        expiring.expires_at = Some(nine("2026-11-29"));
        all.push(expiring);
        for kind in [TransferNeedKind::Relationship, TransferNeedKind::Agreement] {
            for direction in [In, Out] {
                all.push(need(kind, (NewCommerce, direction), Completed));
            }
        }
        all
    }

    #[test]
    fn each_kind_is_an_action_with_its_commands() {
        let texts = one_of_each().into_iter().map(|one| written(vec![one]));
        insta::assert_snapshot!(texts.collect::<String>());
    }

    #[test]
    fn a_completed_transfer_names_the_provider_that_is_known() {
        let slug = |name: &str| Some(name.parse::<Slug>().unwrap());
        let away = (TransferKind::NewCommerce, TransferDirection::Out);
        for (kind, served_by, partner, command) in [
            (
                TransferNeedKind::Relationship,
                None,
                slug("nordic"),
                "extend contoso.fr --provider nordic --consent-obtained",
            ),
            (
                TransferNeedKind::Agreement,
                slug("alpine"),
                slug("nordic"),
                "--attested-by alpine ",
            ),
            (
                TransferNeedKind::Agreement,
                None,
                slug("nordic"),
                "--attested-by nordic ",
            ),
        ] {
            let one = TransferNeed {
                served_by,
                partner_slug: partner,
                ..need(kind, away, TransferStateKind::Completed)
            };
            let text = written(vec![one]);
            assert!(text.contains(command), "{text}");
        }
    }

    #[test]
    fn a_provider_acts_for_an_indirect_reseller() {
        use crate::domain::standing::samples::{direct_bill, reseller};
        let created = (TransferKind::NewCommerce, TransferDirection::In);
        let planned = need(TransferNeedKind::Open, created, TransferStateKind::Planned);
        let said = |ours: &Standing, partners: &[&str], times: usize| {
            let mut needs = TransferNeeds::default();
            (0..times).for_each(|_| needs.add(planned.clone()));
            let partners: Vec<Slug> = partners.iter().map(|it| it.parse().unwrap()).collect();
            needs.decide_orderers(ours, &partners);
            let next = of_transfers(&needs, &nothing_put_off(), nine("2026-11-30")).remove(0);
            next.hint.unwrap().words
        };
        for (ours, partners, times, expected) in [
            (reseller(), &["nordic"][..], 1, ": nordic has to create it"),
            (reseller(), &[], 1, ": your provider has to create it"),
            (
                reseller(),
                &["nordic", "alpine"],
                1,
                ": your provider has to",
            ),
            (reseller(), &["nordic"], 5, "wait for your provider"),
            (direct_bill(), &[], 1, ": create it at Microsoft"),
        ] {
            let words = said(&ours, partners, times);
            assert!(words.contains(expected), "{words}");
        }
    }

    #[test]
    fn more_than_a_few_of_a_kind_are_one_action() {
        let many = (0..2).flat_map(|_| one_of_each());
        insta::assert_snapshot!(written(many.collect()));
    }
}
