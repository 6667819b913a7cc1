//! What becomes of each row, given the users who are there.

use super::Request;
use crate::cli::users::OnConflict;
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::Account;
use crate::domain::role::RoleSet;
use crate::domain::user::{
    Touch, User, UserEvent, UserState, email_taken, keep_a_global_admin, row_without_role,
};
use crate::exchange::sheet::Heading;
use crate::exchange::users::{Batch, BatchColumns, BatchRow, Blocking};
use crate::store::{Tx, UserRecord};

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
        // The reader has told of a row that repeats an address; an update is judged once.
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

struct Maker<'a, 't> {
    tx: &'a Tx<'t>,
    request: &'a Request<'a>,
    plan: Plan,
    mistakes: Diagnostics,
    headings: &'a BatchColumns,
    /// Active global admins that are left as far as the file has been judged.
    admins: u64,
}

impl Maker<'_, '_> {
    fn judge(&mut self, row: &BatchRow<'_>, record: Option<UserRecord>) -> Result<Fate> {
        let Some(record) = record else {
            return Ok(self.create(row, Fate::Create));
        };
        if record.user.state.is_gone(self.tx.now()) {
            return Ok(self.create(row, Fate::Succeed));
        }
        Ok(match self.request.args.on_conflict {
            OnConflict::Fail => {
                self.refuse(row, Some(&self.headings.email), &email_taken(&record.user));
                Fate::Skip
            }
            OnConflict::Skip => Fate::Skip,
            OnConflict::Update => self.update(row, record.user),
        })
    }

    fn create(&mut self, row: &BatchRow<'_>, fate: Fate) -> Fate {
        let roles = roles_of_new(row, self.request.roles);
        if roles.is_empty() && !row.roles_unread {
            let refusal = row_without_role(row.email);
            self.refuse(row, self.headings.roles.as_ref(), &refusal);
        }
        self.plan.named = self.plan.named.with(roles);
        fate
    }

    fn update(&mut self, row: &BatchRow<'_>, before: User) -> Fate {
        let mut after = before.clone();
        for event in events(row, &before) {
            // An event about roles comes from their column; whom the row is about, the address says.
            let heading = if matches!(event, UserEvent::SetRoles(_)) {
                self.headings.roles.as_ref()
            } else {
                Some(&self.headings.email)
            };
            if let Err(refusal) = keep_a_global_admin(&after, &event, self.admins) {
                self.refuse(row, heading, &refusal);
                return Fate::Skip;
            }
            after = match after.apply(event, self.tx.now()) {
                Ok(after) => after,
                Err(refusal) => {
                    self.refuse(row, heading, &refusal);
                    return Fate::Skip;
                }
            };
        }
        if before.is_active_global_admin() && !after.is_active_global_admin() {
            self.admins = self.admins.saturating_sub(1);
        }
        if before == after {
            return Fate::Skip;
        }
        for touch in Touch::between(&before, &after) {
            match touch {
                Touch::Roles(roles) => self.plan.named = self.plan.named.with(roles),
                Touch::Power(roles) => {
                    self.plan.overpowered = self.plan.overpowered.with(roles);
                }
                Touch::Record(roles) => self.plan.renamed = self.plan.renamed.with(roles),
            }
        }
        Fate::Update
    }

    /// Notes a refusal, in the column that it comes from where the file has it.
    fn refuse(&mut self, row: &BatchRow<'_>, heading: Option<&Heading>, refusal: &Diagnostic) {
        let help = refusal.own_help().map_or_else(String::new, |help| {
            format!("; {}", help.trim_end_matches('.'))
        });
        let message = format!("{}{help}", refusal.message());
        let mistake = match heading {
            Some(heading) => heading.mistake(row.line, message),
            None => Diagnostic::in_line(row.line, message),
        };
        self.mistakes.push(mistake.under(refusal.rule()));
    }
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
