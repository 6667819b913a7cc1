//! Writing the users of a file.

use super::Request;
use super::passwords::Passwords;
use super::pipeline::make_ahead;
use super::plan::{Fate, Plan, events, roles_of_new};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::Instant;
use crate::domain::password::{Secret, Sequence, TemporaryHash};
use crate::domain::role::RoleSet;
use crate::domain::user::{User, UserEvent};
use crate::domain::{Account, counted_as};
use crate::exchange::users::{Batch, BatchRow, Blocking};
use crate::report::views::import::ImportCounts;
use crate::session::Context;
use crate::session::import_answer;
use crate::session::journal::EditedFields;
use crate::session::journal::{Form, UserAdded, user_entry};
use crate::store::{KeptPassword, NewUser, Tx, UserRecord};

/// One import being written.
pub(super) struct Writing<'a, 't> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) tx: &'a Tx<'t>,
    pub(super) account: &'a Account,
    pub(super) actor: Option<&'a str>,
    pub(super) request: &'a Request<'a>,
}

impl Writing<'_, '_> {
    /// Writes every row as planned.
    ///
    /// # Errors
    /// If the store, or a file beside it, cannot be written.
    pub(super) fn all(
        &self,
        batch: &Batch,
        plan: &Plan,
        passwords: &Passwords,
        mut sequence: Sequence,
    ) -> Result<ImportCounts> {
        let mut counts = ImportCounts::default();
        let mut elsewhere = 0_u64;
        let domain = self.account.application.tenant_domain();
        let progress = self.ctx.out.progress(batch.len() as u64, "writing");
        let users = self.tx.users(self.account.id);
        let mut bulk = users.bulk(&self.account.slug, self.actor)?;
        let (id, roles, now) = (self.account.id, self.request.roles, self.tx.now());
        let new_ones = plan
            .new_ones(batch)
            .zip(0..)
            .map(|(row, place)| New::make(id, &row, roles, now, sequence.at(place)));
        passwords.deliver(self.ctx, self.account, |sink| {
            make_ahead(plan.number_of_new(), new_ones, |mut new_ones| {
                for (at, fate) in plan.fates.iter().enumerate() {
                    match fate {
                        Fate::Skip => counts.skipped += 1,
                        Fate::Update => {
                            self.update(&planned(batch.row(at))?)?;
                            counts.updated += 1;
                        }
                        Fate::Create | Fate::Succeed => {
                            let New { record, password } = planned(new_ones.next()?)?;
                            let user = record.user();
                            if *fate == Fate::Create {
                                bulk.add(record)?;
                            } else {
                                self.succeed(&planned(batch.row(at))?, record)?;
                            }
                            let is_elsewhere = |domain| !user.email.is_in(domain);
                            elsewhere += u64::from(domain.as_ref().is_some_and(is_elsewhere));
                            sink(user, password)?;
                            counts.created += 1;
                        }
                    }
                    progress.advance(1);
                    self.ctx.go_on()?;
                }
                Ok(())
            })
        })?;
        if let Some(domain) = domain.filter(|_| elsewhere > 0) {
            self.ctx.out.note(&format!(
                "warning: {} not on the tenant's domain {domain}",
                counted_as(elsewhere, "address is", "addresses are")
            ));
        }
        Ok(counts)
    }

    /// Puts a new user in the place of one who was removed long ago.
    fn succeed(&self, row: &BatchRow<'_>, new: &NewUser) -> Result<()> {
        let (before, user) = (self.before(row)?, new.user());
        let users = self.tx.users(self.account.id);
        users.replace(&before, user, new.password())?;
        self.log("user.added", user, &UserAdded::from(user))
    }

    fn update(&self, row: &BatchRow<'_>) -> Result<()> {
        let before = self.before(row)?;
        let mut after = before.user.clone();
        for event in events(row, &before.user) {
            after = after.apply(event, self.tx.now())?;
        }
        self.tx
            .users(self.account.id)
            .replace(&before, &after, &before.password)?;
        self.log(
            "user.edited",
            &after,
            &EditedFields::of_user(&before.user, &after)?,
        )
    }

    fn before(&self, row: &BatchRow<'_>) -> Result<UserRecord> {
        self.tx
            .users(self.account.id)
            .record_by_key(row.key)?
            .ok_or_else(|| import_answer::vanished(&row.email))
    }

    fn log(&self, action: &'static str, user: &User, form: &impl Form) -> Result<()> {
        let entry = user_entry(&self.account.slug, self.actor, action, user, form)?;
        self.tx.log(&entry)
    }
}

/// A new user and the temporary password.
struct New {
    record: NewUser,
    password: Secret,
}

impl New {
    fn make(
        account: i64,
        row: &BatchRow<'_>,
        default: RoleSet,
        now: Instant,
        password: Secret,
    ) -> Result<Self> {
        let user = new_user(row, default, now)?;
        let kept = KeptPassword::Temporary(TemporaryHash::of(&password));
        let changes = UserAdded::from(&user).to_json()?;
        Ok(Self {
            record: NewUser::new(account, user, kept, changes),
            password,
        })
    }
}

/// What the plan counts on.
fn planned<T>(found: Option<T>) -> Result<T> {
    found.ok_or_else(|| Diagnostic::failed("a planned row is missing; this is a bug"))
}

/// The user that a row makes, given a temporary password at `now`.
///
/// # Errors
/// If the row names no role, which the plan does not let pass.
pub(super) fn new_user(row: &BatchRow<'_>, default: RoleSet, now: Instant) -> Result<User> {
    let user = User::new(row.person(), roles_of_new(row, default), now)?;
    match row.blocking {
        Blocking::Yes => Ok(user.apply(UserEvent::Block, now)?),
        Blocking::No | Blocking::Unsaid => Ok(user),
    }
}
