//! What partnerships and customers add to `csp status`, and what becomes of them when an enrollment changes.

use super::{Actor, Context, customers, providers};
use crate::domain::calendar::{Day, Instant};
use crate::domain::connections::{Connections, Ending, SOON, Unrecorded, last_day, next_actions};
use crate::domain::next::NextAction;
use crate::domain::partnership::{Event, PartnershipState};
use crate::domain::standing::Standing;
use crate::domain::{Account, Model};
use crate::error::Result;
use crate::report::views::records::ExpiringView;
use crate::session::journal::{PartnershipDeclined, provider_entry};
use crate::store::{Entry, Held, Tx};

/// How many days something that ran out unanswered is still told about.
const BEHIND: u64 = 30;

/// How many requests that end soon become actions of their own; the rest is told by `csp status`.
const ACTIONS: u32 = 50;

fn gather(tx: &Tx<'_>, account: &Account, until: Instant, most: u32) -> Result<Connections> {
    let now = tx.now();
    let lately = now - chrono::Days::new(BEHIND);
    let held = tx.partnerships(account.id).latest_of_all()?;
    let customers = tx.customers(account.id);
    let ending = customers.requests_ending(lately, until, most)?;
    let ours = Standing::of(account);
    let unrecorded = |(domain, won_as)| Unrecorded {
        domain,
        we_may_attest: ours.is_direct_bill() && won_as == Model::DirectBill,
    };
    Ok(Connections {
        is_reseller: ours.is_reseller(),
        partners: held.iter().filter(|it| it.partnership.is_active()).count(),
        invitations: held
            .iter()
            .filter_map(invitation)
            .filter(|it| it.at > lately)
            .collect(),
        requests: ending
            .into_iter()
            .map(|it| Ending {
                subject: it.domain.to_string(),
                at: it.at,
            })
            .collect(),
        without_agreement: customers.without_agreement()?.map(unrecorded),
    })
}

fn invitation(held: &Held) -> Option<Ending> {
    let at = held.partnership.expires_at()?;
    Some(Ending {
        subject: held.provider.to_string(),
        at,
    })
}

/// The next actions that come from partnerships and customers.
///
/// # Errors
/// If the store cannot be read.
pub(super) fn actions(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
) -> Result<Vec<NextAction>> {
    let soon = ctx.now() + chrono::Days::new(SOON);
    Ok(next_actions(
        &gather(tx, account, soon, ACTIONS)?,
        ctx.now(),
    ))
}

/// Invitations and requests that run out until `horizon`, or lately did.
///
/// # Errors
/// If the store cannot be read.
pub(super) fn expiring(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    horizon: Day,
) -> Result<Vec<ExpiringView>> {
    let until = horizon.and_time(chrono::NaiveTime::MIN).and_utc() + chrono::Days::new(1);
    let connections = gather(tx, account, until, u32::MAX)?;
    let now = ctx.now();
    let invitations = connections
        .invitations
        .iter()
        .map(|it| view("invitation", it, now));
    Ok(invitations
        .chain(
            connections
                .requests
                .iter()
                .map(|it| view("request", it, now)),
        )
        .collect())
}

fn view(what: &str, ending: &Ending, now: Instant) -> ExpiringView {
    ExpiringView {
        what: what.to_owned(),
        subject: ending.subject.clone(),
        on: last_day(ending.at),
        overdue: ending.at <= now,
    }
}

/// What signing the agreement brings: existing customers are listed.
///
/// # Errors
/// If the store cannot be written.
pub(super) fn enrollment_active(tx: &Tx<'_>, account: &Account, actor: &Actor) -> Result<()> {
    customers::list_existing(tx, account, actor)
}

/// What withdrawing brings: open requests are cancelled, invitations declined; of a withdrawn indirect-reseller
/// enrollment beside a direct-bill one, the joint requests alone.
///
/// # Errors
/// If the store cannot be written.
pub(super) fn enrollment_withdrawn(
    tx: &Tx<'_>,
    account: &Account,
    model: Model,
    actor: &Actor,
    reason: &str,
) -> Result<()> {
    if !Standing::of(account).is_active() {
        customers::cancel_open_requests(tx, account, actor)?;
    }
    if model == Model::DirectBill {
        return Ok(());
    }
    for held in tx.partnerships(account.id).latest_of_all()? {
        providers::cancel_joint_requests(tx, account, &held.provider, actor, reason)?;
        if held.partnership.state() != PartnershipState::Invited {
            continue;
        }
        let decline = Event::Decline {
            reason: Some(reason.to_owned()),
        };
        let partnership = held.partnership.apply(decline, tx.now())?;
        let held = Held {
            partnership,
            ..held
        };
        tx.partnerships(account.id).save(&held)?;
        let form = PartnershipDeclined::from(&held);
        tx.log(&Entry {
            reason: Some(reason),
            ..provider_entry(
                Some(&account.slug),
                actor.name(),
                "partnership.declined",
                &held.provider,
                &form,
            )?
        })?;
    }
    Ok(())
}
