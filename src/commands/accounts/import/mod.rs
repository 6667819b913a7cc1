//! `csp accounts import`: applications in bulk, all or none.

mod duplicates;
mod fate;
mod imported;
mod source;

use std::cell::Cell;

use crate::cli::accounts_import::AccountImportArgs;
use crate::cli::enroll::EvidenceArgs;
use crate::cli::users::OnConflict;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Result};
use crate::domain::Model;
use crate::exchange::sheet::{Parsed, Reread as _};
use crate::report::Outcome;
use crate::report::views::account_import::AccountImportView;
use crate::session::Context;
use crate::session::application::StartAs;
use crate::session::find::OwnerLookup;
use crate::session::import::{self, RowImport};
use crate::store::Tx;
use duplicates::SeenValues;
use fate::Fate;
use imported::Imported;
use source::{ApplicationSource, SourceRow};

/// Imports applications, all or none.
pub(super) fn run(ctx: &Context<'_>, args: &AccountImportArgs) -> Result<Outcome> {
    if ctx.account_flag.is_some() {
        let message = "`--account` cannot be used here: each application has its own account";
        return Err(Diagnostic::usage(message).with_flag("--account"));
    }
    let path = import::given_file(ctx, args.file.as_ref())?;
    ctx.takes_long();
    let source = ApplicationSource::open(ctx, &path, args)?;
    let mut mistakes = Diagnostics::default();
    let mut count = 0_u64;
    source.walk(&mut mistakes, &mut |_, _| count += 1);
    let import = AccountImport {
        ctx,
        file: path.display().to_string(),
        model: args.model,
        start_as: if args.draft {
            StartAs::FaultlessDraft
        } else {
            StartAs::Submission
        },
        on_conflict: args.on_conflict,
        evidence: EvidenceArgs::default(),
        count,
        is_incomplete: Cell::new(false),
        is_known: Cell::new(false),
    };
    let parsed = Parsed {
        file: source,
        mistakes,
    };
    let done = import::carry_out(ctx, &path, parsed, &import);
    let (_, done) = done.map_err(|failure| with_next_step(failure, &import))?;
    done.note_warnings(ctx);
    Ok(Outcome::thing(AccountImportView::new(
        done.accounts,
        done.moved,
    )))
}

/// A refused file with what to do next. The remedies of rules are for a single application.
fn with_next_step(failure: Diagnostic, import: &AccountImport<'_, '_>) -> Diagnostic {
    let is_of_file = failure.kind() == Kind::Usage && failure.parts().iter().all(is_in_file);
    if !is_of_file {
        return failure;
    }
    let mut help = "Correct the file and import it again.".to_owned();
    if import.is_incomplete.get() && import.start_as == StartAs::Submission {
        help.push_str("\nTo keep incomplete applications as drafts, add `--draft`.");
    }
    if import.is_known.get() && import.on_conflict == OnConflict::Fail {
        help.push_str("\nTo skip accounts that exist already or were moved to another store, add `--on-conflict skip`.");
    }
    failure.with_help(help)
}

/// Whether a mistake is one of an application.
fn is_in_file(mistake: &Diagnostic) -> bool {
    mistake.place().is_some()
}

/// An import of applications under way.
struct AccountImport<'a, 'h> {
    ctx: &'a Context<'h>,
    /// The name of the file or folder.
    file: String,
    /// The model of applications that name none.
    model: Option<Model>,
    start_as: StartAs,
    on_conflict: OnConflict,
    evidence: EvidenceArgs,
    /// How many applications there are.
    count: u64,
    /// Whether an application lacks something.
    is_incomplete: Cell<bool>,
    /// Whether an application is of an account that is there already, or was moved away.
    is_known: Cell<bool>,
}

impl RowImport for AccountImport<'_, '_> {
    type File = ApplicationSource;
    type Plan = ();
    type Done = Imported;

    fn plan(&self, tx: &Tx<'_>, source: &ApplicationSource) -> Result<((), Diagnostics)> {
        let mut owners = OwnerLookup::for_many(tx)?;
        let mut seen = SeenValues::default();
        let mut mistakes = Diagnostics::default();
        // Mistakes in the file come before a missing permission.
        let mut forbidden = None;
        source.each(|mut row| {
            seen.note(&mut row, &mut mistakes);
            match self.decide(tx, &owners, &mut row) {
                Ok(Fate::Start(started)) => owners.add(&started.account),
                Ok(Fate::Stay(..) | Fate::Away(_)) => {}
                Err(failure) => match self.row_mistakes(&row, &failure) {
                    Some(found) => mistakes.extend(found),
                    None if decides_later(&failure) => {
                        forbidden.get_or_insert(failure);
                    }
                    None => return Err(failure),
                },
            }
            self.ctx.go_on()
        })?;
        match forbidden {
            Some(failure) if mistakes.is_empty() => Err(failure),
            Some(_) | None => Ok(((), mistakes)),
        }
    }

    fn apply(&self, tx: &Tx<'_>, source: &ApplicationSource, (): ()) -> Result<Imported> {
        let mut owners = OwnerLookup::for_many(tx)?;
        let mut done = Imported::default();
        let progress = self.ctx.out.progress(self.count, "writing");
        source.each(|mut row| {
            let fate = self.decide(tx, &owners, &mut row)?;
            if let Fate::Start(started) = &fate {
                if self.start_as == StartAs::Submission {
                    done.warn(&self.file, &row, &started.account);
                }
                started.save(tx, &self.evidence)?;
                owners.add(&started.account);
            }
            if let Fate::Away(moved) = &fate {
                done.skip(&self.file, &row, moved);
            }
            done.accounts.extend(fate.view()?);
            progress.advance(1);
            self.ctx.go_on()
        })?;
        Ok(done)
    }
}

impl AccountImport<'_, '_> {
    /// What is wrong with an application, as mistakes of the file; `None` for what is not about the file.
    fn row_mistakes(&self, row: &SourceRow, failure: &Diagnostic) -> Option<Vec<Diagnostic>> {
        let is_of_file = |one: &Diagnostic| {
            matches!(
                one.kind(),
                Kind::Usage | Kind::InputRequired | Kind::Refused
            )
        };
        let parts = failure.parts();
        if !parts.iter().any(is_of_file) {
            return None;
        }
        let lacks = parts.iter().any(|one| one.kind() == Kind::InputRequired);
        self.is_incomplete.set(self.is_incomplete.get() || lacks);
        // What could not be read was reported by the reader.
        let new = parts
            .iter()
            .filter(|one| is_of_file(one) && !row.is_read(one));
        Some(new.map(|one| row.mistake(one)).collect())
    }
}

/// Whether mistakes of other applications come first.
fn decides_later(failure: &Diagnostic) -> bool {
    matches!(failure.kind(), Kind::Forbidden | Kind::NotFound)
}
