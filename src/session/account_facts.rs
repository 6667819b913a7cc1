//! What the store knows of accounts, as far as next actions and due dates care: read for one account or for a page of
//! them with as many statements.

use super::Context;
use super::connections;
use super::retention::{self, Verdicts};
use crate::diagnostic::Result;
use crate::domain::calendar::{Day, Instant, days_after};
use crate::domain::connections::{ACTIONS, Connections, SOON};
use crate::domain::gdap::{GdapNeeds, end_notice_horizon};
use crate::domain::next::{SnoozedActions, Staff, cause_of_password, expiry_horizon};
use crate::domain::role::{Permission, Role};
use crate::domain::standing::Standing;
use crate::domain::transfer::TransferNeeds;
use crate::domain::{Account, Email, Slug};
use crate::store::{Held, Tx, latest_of_each};

/// What is known of one account.
pub struct AccountFacts {
    /// Its people.
    pub staff: Staff,
    /// What waits between it, its providers and its customers.
    pub connections: Connections,
    /// What needs a person among its delegated admin relationships.
    pub gdap: GdapNeeds,
    /// What needs a person among its transfers.
    pub transfers: TransferNeeds,
    /// Whether it may stay in the programme.
    pub verdicts: Verdicts,
    /// Unused temporary passwords with the moment at which they stop working, the first first.
    pub passwords: Vec<(Email, Instant)>,
    /// Whether a command that names no account works on this one.
    pub is_default: bool,
    /// The next actions that are put off.
    pub snoozed: SnoozedActions,
}

/// How many passwords of an account are read at most.
const MOST_PASSWORDS: u32 = 100;

/// How far ahead facts are read, and how many of each account.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Requests that run out until then.
    requests_until: Instant,
    most_requests: u32,
    /// Delegated admin relationships that end, and requests that lapse, until then.
    relationships_until: Instant,
    /// Of each kind and account at most so many that are not put off.
    most_relationships: usize,
    /// Passwords that stop working before then.
    passwords_before: Instant,
    /// Of an account at most so many that are not put off.
    most_passwords: u32,
}

impl Reach {
    /// As far as next actions look.
    pub fn next(now: Instant) -> Self {
        Self {
            requests_until: now + chrono::Days::new(SOON),
            most_requests: ACTIONS,
            relationships_until: end_notice_horizon(now),
            most_relationships: GdapNeeds::MOST,
            passwords_before: expiry_horizon(now),
            most_passwords: 1,
        }
    }

    /// As far as next actions look, with everything that each of them is about.
    pub fn whole_next(now: Instant) -> Self {
        Self {
            most_relationships: usize::MAX,
            most_passwords: u32::MAX,
            ..Self::next(now)
        }
    }

    /// As far as next actions look, and everything until the end of a day; of passwords and of relationships the first
    /// hundred, for there are many after a bulk import.
    pub fn until(horizon: Day, now: Instant) -> Self {
        let next = Self::next(now);
        let end = days_after(horizon, 1)
            .and_time(chrono::NaiveTime::MIN)
            .and_utc();
        Self {
            requests_until: next.requests_until.max(end),
            most_requests: u32::MAX,
            relationships_until: next.relationships_until.max(end),
            passwords_before: next.passwords_before.max(end),
            most_passwords: MOST_PASSWORDS,
            ..next
        }
    }
}

impl AccountFacts {
    /// What is known of these accounts, a page of them at most, in their order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn read(
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        accounts: &[Account],
        reach: Reach,
    ) -> Result<Vec<Self>> {
        let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
        let partnerships = tx.partnerships_of(&ids)?;
        let mut verdicts = retention::verdicts(tx, accounts, &partnerships, ctx.policies())?;
        let mut snoozes = tx.snoozes(&ids, false)?;
        // Those that come first may be put off.
        let put_off = snoozes.values().map(Vec::len).max().unwrap_or(0);
        let connections = connections::of_accounts(
            tx,
            accounts,
            &partnerships,
            &connections::ConnectionReach {
                until: reach.requests_until,
                most: reach.most_requests,
                has_snoozes: put_off > 0,
            },
        )?;
        let most = reach.most_relationships.saturating_add(put_off);
        let mut gdap = tx.gdap_needs(&ids, reach.relationships_until, most)?;
        let mut transfers = tx.transfer_needs(&ids)?;
        let most = u32::try_from(put_off).unwrap_or(u32::MAX);
        let most = reach.most_passwords.saturating_add(most);
        let mut passwords = tx.first_to_expire(&ids, reach.passwords_before, most)?;
        let expiring = tx.count_expiring(&ids, expiry_horizon(tx.now()))?;
        let named: Vec<(i64, Email)> = accounts
            .iter()
            .filter_map(|account| Some((account.id, account.owner()?)))
            .collect();
        let mut owners = tx.users_named(&named)?;
        // Nothing follows from it for others.
        let in_force: Vec<i64> = accounts
            .iter()
            .filter(|account| account.is_in_force())
            .map(|account| account.id)
            .collect();
        let admin_agents = tx.staffed(&in_force, &[Role::AdminAgent])?;
        let profile_admins = tx.staffed(&in_force, Permission::BusinessProfileManage.roles())?;
        let profiles = tx.with_business_profile(&ids)?;
        let default = default_account(ctx, tx)?;
        for account in accounts {
            if let Some(needs) = transfers.get_mut(&account.id) {
                let held = partnerships.get(&account.id).map_or(&[][..], Vec::as_slice);
                needs.decide_orderers(&Standing::of(account), &active_partners(held));
            }
        }
        let of_one = |(account, connections): (&Account, Connections)| {
            let id = account.id;
            let passwords = passwords.remove(&id).unwrap_or_default();
            let snoozed = snoozes.remove(&id).unwrap_or_default();
            let snoozed = snoozed.into_iter().map(|one| (one.id, one.until));
            let snoozed = SnoozedActions::new(account.slug.clone(), snoozed.collect());
            let soon = passwords
                .iter()
                .filter(|(_, at)| *at < expiry_horizon(tx.now()));
            let (put_off, open): (Vec<_>, Vec<_>) = soon
                .cloned()
                .partition(|(email, at)| snoozed.has_put_off(&cause_of_password(email, *at)));
            let expiring = expiring.get(&id).copied().unwrap_or(0);
            Self {
                staff: Staff {
                    owner: owners.remove(&id),
                    has_admin_agent: admin_agents.contains(&id),
                    has_profile_admin: profile_admins.contains(&id),
                    has_business_profile: profiles.contains(&id),
                    expiring: expiring.saturating_sub(put_off.len() as u64),
                    first_to_expire: open,
                    put_off,
                },
                connections,
                gdap: gdap.remove(&id).unwrap_or_default(),
                transfers: transfers.remove(&id).unwrap_or_default(),
                verdicts: verdicts.remove(&id).unwrap_or_default(),
                passwords,
                is_default: default == Some(id),
                snoozed,
            }
        };
        Ok(accounts.iter().zip(connections).map(of_one).collect())
    }
}

/// The providers with an active partnership.
fn active_partners(held: &[Held]) -> Vec<Slug> {
    let active = latest_of_each(held).filter(|it| it.partnership.is_active());
    active.map(|it| it.provider.clone()).collect()
}

/// The account on which a command works that names none.
pub(super) fn default_account(ctx: &Context<'_>, tx: &Tx<'_>) -> Result<Option<i64>> {
    Ok(match &ctx.settings.account_without_flag {
        Some(typed) => tx.accounts().find_id_named(typed)?,
        None => tx.accounts().only()?,
    })
}
