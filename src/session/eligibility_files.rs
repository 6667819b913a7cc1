//! The files of a check: facts and policies, read whole and bounded in size.

use std::borrow::Cow;
use std::cell::RefMut;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::exchange::decode::{Expected, ReadAhead, Text, Unpacked};
use crate::policy::{Facts, Policy, example_failures, load_policies, read_facts};
use crate::session::Context;
use crate::session::input_file;
pub use crate::session::input_file::unreadable;

/// No real facts or policy file comes near this.
const LARGEST: u64 = 4 << 20;

/// Opens a file that was named on the command line; `-` is standard input.
///
/// # Errors
/// A wrong command line, where it cannot be opened.
pub fn open<'c>(ctx: &'c Context<'_>, path: &Path) -> Result<Box<dyn Read + 'c>> {
    Ok(if is_standard_input(path) {
        Box::new(Given(ctx.host.stdin()))
    } else {
        Box::new(open_file(path)?)
    })
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn open_file(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| unreadable(path, &error))
}

/// Opens a revenue file: rows in whatever encoding or workbook, or JSON, packed by gzip or not.
///
/// # Errors
/// A wrong command line, where it cannot be opened or is something else.
pub fn open_revenue<'c>(
    ctx: &'c Context<'_>,
    path: &Path,
    sheet: Option<&str>,
) -> Result<Text<Box<dyn Read + 'c>>> {
    let opening = input_file::opening(Expected::RowsOrJson, sheet);
    let unpacked = if is_standard_input(path) {
        unpack(Given(ctx.host.stdin()))
    } else {
        unpack_ahead(open_file(path)?)
    };
    unpacked
        .and_then(|file| Text::open(file, opening))
        .map_err(|error| unreadable(path, &error))
}

fn unpack<'c>(source: impl Read + 'c) -> io::Result<Box<dyn Read + 'c>> {
    Ok(Box::new(Unpacked::open(source)?))
}

/// Unpacks a file, while what was unpacked is read.
fn unpack_ahead(file: File) -> io::Result<Box<dyn Read>> {
    let unpacked = Unpacked::open(file)?;
    Ok(if unpacked.is_packed() {
        Box::new(ReadAhead::start(unpacked)?)
    } else {
        Box::new(unpacked)
    })
}

/// Standard input, held while it is read.
struct Given<'c>(RefMut<'c, Box<dyn Read>>);

impl Read for Given<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.0.read(room)
    }
}

fn whole(ctx: &Context<'_>, path: &Path) -> Result<Vec<u8>> {
    input_file::read_bounded(ctx, path, LARGEST)?
        .ok_or_else(|| input_file::too_large(path, LARGEST))
}

/// The facts of a file.
///
/// # Errors
/// Every mistake in it, with its place.
pub fn facts(ctx: &Context<'_>, path: &Path) -> Result<Facts> {
    let name = path.display().to_string();
    read_facts(&whole(ctx, path)?, &name).map_err(|faults| mistakes(&name, &faults))
}

/// The policy of a model: the one that csp decides by here, or that of a file, whose examples must hold. The file may also
/// be a policy pack, whose signature is not looked at.
///
/// # Errors
/// Every fault of the file, with its place.
pub fn policy<'c>(
    ctx: &'c Context<'_>,
    model: Model,
    path: Option<&Path>,
) -> Result<Cow<'c, Policy>> {
    let Some(path) = path else {
        return Ok(Cow::Borrowed(ctx.policies().of(model)));
    };
    let name = path.display().to_string();
    let all = load_policies(&whole(ctx, path)?).map_err(|faults| mistakes(&name, &faults))?;
    let models: Vec<String> = all.iter().map(|one| one.model.to_string()).collect();
    let Some(policy) = all.into_iter().find(|one| one.model == model) else {
        let models = models.join(" and ");
        return Err(Diagnostic::usage(format!(
            "{name} contains the policy for {models}, but you asked about {model}"
        )));
    };
    let failures = example_failures(&policy);
    if failures.is_empty() {
        Ok(Cow::Owned(policy))
    } else {
        Err(mistakes(&name, &failures))
    }
}

/// A day that lies before the first edition is a wrong command line.
pub fn before_first(error: &crate::policy::BeforeFirst) -> Diagnostic {
    Diagnostic::usage(error.to_string())
        .with_help("To see the editions and their dates: `csp eligibility policies`")
}

/// The mistakes of a file, each with its place.
pub fn mistakes(name: &str, faults: &[Diagnostic]) -> Diagnostic {
    let placed = faults.iter().map(|fault| fault.clone().in_file(name));
    Diagnostic::from(placed.collect::<Vec<_>>())
}
