//! `csp audit`: read and verify the journal.

mod anchor;
mod find;
mod signing;
mod verify;

use crate::cli::records::AuditCommand;
use crate::diagnostic::Result;
use crate::domain::Email;
use crate::domain::role::Permission;
use crate::domain::user::permit;
use crate::report::views::records::JournalEntryView;
use crate::report::{ListWriter, Outcome};
use crate::session::Context;
use crate::store::{JournalFilter, Tx};

/// Runs `csp audit`.
///
/// # Errors
/// If the store cannot be read, or the acting user may not read.
pub fn run(ctx: &Context<'_>, command: AuditCommand) -> Result<Outcome> {
    match command {
        AuditCommand::Log {
            since,
            subject,
            limit,
            all,
        } => {
            let filter = JournalFilter {
                account: None,
                since,
                subject: subject.as_deref(),
                limit,
                beginnings: all,
            };
            log(ctx, filter)
        }
        AuditCommand::Find { hash } => find::run(ctx, hash.as_deref()),
        AuditCommand::Verify { anchors } => verify::run(ctx, &anchors),
        AuditCommand::Anchor { out, sign } => anchor::run(ctx, out.as_deref(), sign.as_deref()),
    }
}

impl Context<'_> {
    /// Asks whether the acting user, where one was named, may read records that cover several accounts.
    ///
    /// # Errors
    /// If the user is not active in any of the accounts covered.
    pub fn reading_records(&self, tx: &Tx<'_>) -> Result<()> {
        if !self.settings.acting_is_explicit {
            let named = self.account_flag.as_deref();
            return named.map_or(Ok(()), |typed| self.account_named(tx, typed).map(drop));
        }
        let typed = self.settings.acting.as_deref();
        let email = typed.and_then(|typed| Email::on_record(typed).ok());
        let (mut may_read, mut refused) = (false, None);
        self.each_page_of_accounts(tx, |accounts| {
            if may_read {
                return Ok(());
            }
            let named: Vec<(i64, Email)> = match &email {
                Some(email) => accounts.iter().map(|it| (it.id, email.clone())).collect(),
                None => Vec::new(),
            };
            let users = tx.users_named(&named)?;
            may_read = accounts.iter().any(|account| {
                let user = users.get(&account.id);
                let may = user.is_some_and(|user| permit(user, Permission::Read).is_ok());
                may || !account.was_submitted()
            });
            if let Some(first) = accounts.first()
                && refused.is_none()
                && !may_read
            {
                refused = self.require_actor(tx, first, Permission::Read).err();
            }
            Ok(())
        })?;
        refused.filter(|_| !may_read).map_or(Ok(()), Err)
    }
}

fn log(ctx: &Context<'_>, wanted: JournalFilter<'_>) -> Result<Outcome> {
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        let chosen = match &ctx.settings.account {
            Some(typed) => Some(ctx.account_named(tx, typed)?.slug),
            None => None,
        };
        let filter = JournalFilter {
            account: chosen.as_ref(),
            ..wanted
        };
        let mut list = ListWriter::of::<JournalEntryView>(&ctx.out);
        let unwritable = |error: std::io::Error| crate::report::unwritable(&error);
        tx.read_journal(&filter, |entry| {
            list.push(&JournalEntryView::from(entry))
                .map_err(unwritable)
        })?;
        list.finish().map_err(unwritable)?;
        Ok(Outcome::written())
    })
}
