//! What becomes of each row, given the users who are there.

mod maker;

use super::Request;
use crate::cli::users::OnConflict;
use crate::diagnostic::{Diagnostics, Result};
use crate::domain::Account;
use crate::domain::role::RoleSet;
use crate::domain::user::{Touch, User, UserEvent, UserState};
use crate::exchange::users::{Batch, BatchRow, Blocking};
use crate::store::Tx;
use maker::Maker;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// A new user.
    Create,
    /// A new user in the place of one who was removed long ago.
    Succeed,
    /// A user's names or roles are set.
    Update,
    /// Nothing changes.
    Skip,
}

impl Fate {
    fn is_new(self) -> bool {
        matches!(self, Self::Create | Self::Succeed)
    }
}

/// What becomes of all rows, in the order of the batch.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) fates: Vec<Fate>,
    /// Roles that are given or taken.
    named: RoleSet,
    /// Roles of users whose names are set.
    renamed: RoleSet,
    /// Roles of users who are blocked or unblocked.
    overpowered: RoleSet,
}

impl Plan {
    /// How many users are new.
    pub(super) fn number_of_new(&self) -> usize {
        self.fates.iter().filter(|fate| fate.is_new()).count()
    }

    /// The rows that make new users.
    pub(super) fn new_ones<'b>(&'b self, batch: &'b Batch) -> impl Iterator<Item = BatchRow<'b>> {
        let planned = batch.iter().zip(&self.fates);
        planned.filter_map(|(row, fate)| fate.is_new().then_some(row))
    }

    /// What permission is asked for.
    pub(super) fn touches(&self) -> [Touch; 3] {
        [
            Touch::Roles(self.named),
            Touch::Power(self.overpowered),
            Touch::Record(self.renamed),
        ]
    }
}

/// Compares the file with the store; every row that cannot be is a mistake.
///
/// # Errors
/// If the store cannot be read.
pub(super) fn make(
    tx: &Tx<'_>,
    account: &Account,
    request: &Request<'_>,
    batch: &Batch,
) -> Result<(Plan, Diagnostics)> {
    let mut maker = Maker {
        tx,
        request,
        plan: Plan {
            fates: Vec::with_capacity(batch.len()),
            ..Plan::default()
        },
        mistakes: Diagnostics::default(),
        headings: batch.headings(),
        admins: tx.users(account.id).active_global_admins()?,
    };
    let mut there = tx.users(account.id).keys();
    let mut before = None;
    for row in batch.iter() {
        // The reader has reported rows that repeat an address; an update is checked once.
        let is_again = before.replace(row.key) == Some(row.key);
        if is_again && request.args.on_conflict == OnConflict::Update {
            maker.plan.fates.push(Fate::Skip);
            continue;
        }
        let record = if there.holds(row.key)? {
            tx.users(account.id).record_by_key(row.key)?
        } else {
            None
        };
        let fate = maker.judge(&row, record)?;
        maker.plan.fates.push(fate);
    }
    Ok((maker.plan, maker.mistakes))
}

/// The roles that a new user of this row gets.
pub(super) fn roles_of_new(row: &BatchRow<'_>, default: RoleSet) -> RoleSet {
    if row.roles.is_empty() {
        default
    } else {
        row.roles
    }
}

/// What an update does to a user who is there. An empty cell changes nothing.
pub(super) fn events(row: &BatchRow<'_>, before: &User) -> impl Iterator<Item = UserEvent> {
    let rename = UserEvent::Rename {
        first_name: row.first_name(),
        last_name: row.last_name(),
        display_name: row.display_name(),
    };
    let roles = (!row.roles.is_empty()).then_some(UserEvent::SetRoles(row.roles));
    let is_blocked = matches!(before.state, UserState::Blocked { .. });
    let access = match row.blocking {
        Blocking::Yes if !is_blocked => Some(UserEvent::Block),
        Blocking::No if is_blocked => Some(UserEvent::Unblock),
        Blocking::Yes | Blocking::No | Blocking::Unsaid => None,
    };
    std::iter::once(rename).chain(roles).chain(access)
}
