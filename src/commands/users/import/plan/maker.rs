//! Judging the rows of a file one by one, given the users who are there.

use super::super::Request;
use super::{Fate, Plan, events, roles_of_new};
use crate::cli::users::OnConflict;
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::user::{
    Touch, User, UserEvent, email_taken, keep_a_global_admin, row_without_role,
};
use crate::exchange::sheet::Heading;
use crate::exchange::users::{BatchColumns, BatchRow};
use crate::store::{Tx, UserRecord};

pub(super) struct Maker<'a, 't> {
    pub(super) tx: &'a Tx<'t>,
    pub(super) request: &'a Request<'a>,
    pub(super) plan: Plan,
    pub(super) mistakes: Diagnostics,
    pub(super) headings: &'a BatchColumns,
    /// Active global admins that are left as far as the file has been judged.
    pub(super) admins: u64,
}

impl Maker<'_, '_> {
    pub(super) fn judge(&mut self, row: &BatchRow<'_>, record: Option<UserRecord>) -> Result<Fate> {
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
