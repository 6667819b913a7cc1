//! `csp audit`: read and verify the journal.

use crate::cli::records::AuditCommand;
use crate::commands::Context;
use crate::domain::hex;
use crate::domain::role::Permission;
use crate::error::{Failure, Result};
use crate::report::views::records::{AnchorView, CheckedView, EntryView};
use crate::report::{ListWriter, Outcome};
use crate::store::{JournalFilter, Problem, Tx};

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
        } => log(ctx, since, subject.as_deref(), limit),
        AuditCommand::Verify { anchor } => verify(ctx, anchor.as_deref()),
        AuditCommand::Anchor => {
            ctx.needs_store()?;
            ctx.read(|tx| {
                ctx.reading_records(tx)?;
                let head = tx
                    .heads()?
                    .into_iter()
                    .max_by_key(|head| (head.moment, head.seq));
                let (seq, hash) = head.map_or((0, None), |head| (head.seq, Some(hex(&head.hash))));
                Ok(Outcome::thing(AnchorView { seq, hash }))
            })
        }
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
        let accounts = self.accounts(tx)?;
        if accounts.iter().all(|account| !account.was_submitted()) {
            return Ok(());
        }
        let mut refused = None;
        for account in &accounts {
            match self.acting(tx, account, Permission::Read) {
                Ok(_) => return Ok(()),
                Err(failure) => refused = refused.or(Some(failure)),
            }
        }
        refused.map_or(Ok(()), Err)
    }
}

fn log(
    ctx: &Context<'_>,
    since: Option<crate::domain::calendar::Instant>,
    subject: Option<&str>,
    limit: Option<u32>,
) -> Result<Outcome> {
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        let chosen = match &ctx.settings.account {
            Some(typed) => Some(ctx.account_named(tx, typed)?.slug),
            None => None,
        };
        let filter = JournalFilter {
            account: chosen.as_ref(),
            since,
            subject,
            limit,
            beginnings: false,
        };
        let mut list = ListWriter::of::<EntryView>(&ctx.out);
        let unwritable = |error: std::io::Error| crate::report::unwritable(&error);
        tx.read_journal(&filter, |entry| {
            list.push(&EntryView::from(entry)).map_err(unwritable)
        })?;
        list.finish().map_err(unwritable)?;
        Ok(Outcome::written())
    })
}

fn verify(ctx: &Context<'_>, anchor: Option<&str>) -> Result<Outcome> {
    let anchor = anchor.map(parse_anchor).transpose()?;
    ctx.needs_store()?;
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        let mut problems = tx.verify_journal(None)?;
        if let Some((seq, hash)) = anchor {
            problems.extend(against_anchor(tx, seq, hash)?);
        }
        let view = CheckedView::new(problems);
        let ok = view.ok();
        Ok(Outcome::thing(view).answering(ok))
    })
}

/// The entry that an anchor names, and the hash that it had.
fn parse_anchor(anchor: &str) -> Result<(i64, &str)> {
    let parts = anchor
        .trim()
        .split_once(':')
        .and_then(|(seq, hash)| Some((seq.parse::<i64>().ok()?, hash)));
    parts.ok_or_else(|| {
        Failure::usage(format!(
            "`{anchor}` is not a valid anchor; one looks like 12:3f9a…, as `csp audit anchor` prints it"
        ))
    })
}

/// Whether the entry that an anchor names still has the hash that it had.
fn against_anchor(tx: &Tx<'_>, seq: i64, hash: &str) -> Result<Option<Problem>> {
    let mut is_there = false;
    for head in tx.heads()? {
        let found = tx.entry_hash(head.chain, seq)?.map(|hash| hex(&hash));
        is_there |= found.as_deref() == Some(hash.trim());
    }
    Ok((!is_there).then(|| Problem {
        what: "the journal is not the one that the anchor was taken from".to_owned(),
        table: Some("journal".to_owned()),
        id: Some(seq.to_string()),
        seq: Some(seq),
    }))
}
