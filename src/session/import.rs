//! The steps that every import of rows takes: the file is decoded and read as typed rows, each row is planned against the
//! store, and the plan is applied, all or nothing. All mistakes are reported together, whichever step found them.

use std::path::{Path, PathBuf};

use super::needs::require_value;
use super::{Context, input_file};
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::exchange::sheet::Parsed;
use crate::store::Tx;

/// What one kind of import does with the rows of a file.
pub trait RowImport {
    /// The rows.
    type File;
    /// What becomes of them.
    type Plan;
    /// What was done, for the answer.
    type Done;

    /// Decides every row without writing; whatever cannot be is among the mistakes.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn plan(&self, tx: &Tx<'_>, file: &Self::File) -> Result<(Self::Plan, Diagnostics)>;

    /// Writes what was planned.
    ///
    /// # Errors
    /// If the acting user may not, or the store cannot be written.
    fn apply(&self, tx: &Tx<'_>, file: &Self::File, plan: Self::Plan) -> Result<Self::Done>;

    /// What helps where the plan has mistakes and the file has none.
    fn help(&self) -> Option<&'static str> {
        None
    }

    /// Whether a mistake of the plan is one that the reader of the file has noted too.
    fn is_read(&self, _mistake: &Diagnostic) -> bool {
        false
    }
}

/// The file that an import was given, or an answer to the question for it.
///
/// # Errors
/// That it is missing.
pub fn given_file(ctx: &Context<'_>, given: Option<&PathBuf>) -> Result<PathBuf> {
    let mut needs = ctx.needs();
    let given = given.filter(|path| !path.as_os_str().is_empty());
    let file = needs.value(given.cloned(), "The file", "FILE", None)?;
    needs.met()?;
    require_value(file)
}

/// Plans and applies the rows that were read, and gives them back with what was done.
///
/// # Errors
/// Everything that is wrong with the file and its rows; else as the import says.
pub fn carry_out<I: RowImport>(
    ctx: &Context<'_>,
    path: &Path,
    parsed: Parsed<I::File>,
    import: &I,
) -> Result<(I::File, I::Done)> {
    let Parsed { file, mut mistakes } = parsed;
    if !mistakes.is_empty() {
        // Where there is a store to ask, what it has against the other rows is part of the answer.
        if let Ok((_, against)) = ctx.read(|tx| import.plan(tx, &file)) {
            mistakes.absorb(against, |mistake| !import.is_read(mistake));
        }
        return Err(input_file::failure(path, mistakes));
    }
    let done = ctx.write(|tx| {
        let (plan, mistakes) = import.plan(tx, &file)?;
        if mistakes.is_empty() {
            tx.expect_bulk()?;
            return import.apply(tx, &file, plan);
        }
        let failure = input_file::failure(path, mistakes);
        Err(match import.help() {
            Some(help) => failure.with_help(help),
            None => failure,
        })
    })?;
    Ok((file, done))
}
