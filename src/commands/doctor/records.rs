//! What is in the store: integrity, version, clock and global admins.

use super::report::Report;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::report::views::finding::Examined;
use crate::session::Context;
use crate::session::actor::recovery;
use crate::store::Problem;

pub(super) fn examine_records(
    ctx: &Context<'_>,
    database: &str,
    report: &mut Report,
) -> Result<()> {
    let seen = ctx.read(|tx| {
        ctx.reading_records(tx)?;
        let problems = tx.check()?;
        let accounts = tx.accounts().slugs().map_or(0, |slugs| slugs.len());
        Ok((problems, accounts, tx.moment_ahead()?, tx.count_entries()?))
    });
    let (problems, accounts, ahead, entries) = match seen {
        Ok(seen) => seen,
        Err(failure) if is_about_the_person(&failure) => return Err(failure),
        Err(failure) => {
            let check = if failure.kind() == Kind::NewerStore {
                Examined::Version
            } else {
                Examined::Integrity
            };
            report.add_fact(check, "cannot read the store");
            report.add_failure(check, &failure);
            return Ok(());
        }
    };
    report.add_fact(
        Examined::Integrity,
        match ctx.store.absence()? {
            None => format!("accounts: {accounts}, journal entries: {entries}"),
            Some(_) => "there is no store".to_owned(),
        },
    );
    for problem in &problems {
        report.add_error(
            Examined::Integrity,
            describe(problem),
            "Restore an earlier backup: `csp store restore FILE`. The damaged store is kept beside it.",
        );
    }
    report.add_fact(
        Examined::Version,
        format!("csp {}, {database}", env!("CARGO_PKG_VERSION")),
    );
    let now = crate::domain::calendar::rfc3339(ctx.now());
    report.add_fact(Examined::Clock, now.clone());
    if let Some(last) = ahead {
        let last = crate::domain::calendar::rfc3339(last);
        report.add_error(
            Examined::Clock,
            format!("the clock shows {now}, but the last journal entry was written at {last}"),
            "Set the clock, or leave out --now and CSP_NOW. Until then, entries are ordered by their number.",
        );
    }
    Ok(())
}

/// Whether the person is the reason, and not the installation.
fn is_about_the_person(failure: &Diagnostic) -> bool {
    matches!(
        failure.kind(),
        Kind::Usage | Kind::NotFound | Kind::MissingStore | Kind::Forbidden | Kind::InputRequired
    )
}

fn describe(problem: &Problem) -> String {
    let place = [&problem.table, &problem.id].map(|part| part.as_deref());
    match place {
        [Some(table), Some(id)] => format!("{} ({table} {id})", problem.what),
        [Some(table), None] => format!("{} ({table})", problem.what),
        [None, _] => problem.what.clone(),
    }
}

/// Accounts without a user who can act. A store that cannot be read has been reported.
pub(super) fn examine_global_admins(ctx: &Context<'_>, report: &mut Report) {
    let lost = ctx.read(|tx| {
        let accounts = tx.accounts().all()?;
        let lost = accounts.iter().filter_map(|account| {
            let command = recovery(tx, account)?;
            Some((account.slug.to_string(), command))
        });
        Ok(lost.collect::<Vec<_>>())
    });
    for (slug, command) in lost.unwrap_or_default() {
        let what = format!(
            "the account {slug} does not have an active global admin: nobody can act in it"
        );
        report.add_error(Examined::Users, what, format!("Run `{command}`."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_newer_store_is_a_matter_of_version() {
        let failure = crate::store::failure::newer(Path::new("csp.db"), 9, 1);
        assert_eq!(failure.kind(), Kind::NewerStore);
        assert!(!is_about_the_person(&failure));
    }
}
