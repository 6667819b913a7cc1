//! Names that are typed: one line, so that nothing of it can become a header of a message or a line of its own.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::user::{BadName, CompanyName, PersonName};
use crate::session::needs::Needs;

/// The name of a company as it was given.
///
/// # Errors
/// A usage failure where it is not one line of text, or signs alone.
pub fn company_name(flag: &str, typed: &str) -> Result<String> {
    let name: CompanyName = typed.parse().map_err(|bad| refusal(flag, bad))?;
    Ok(name.to_string())
}

/// The same where it is asked for if it is missing.
///
/// # Errors
/// As [`company_name`], or if the person interrupted.
pub fn need_company_name(needs: &mut Needs<'_, '_>, given: Option<&str>) -> Result<Option<String>> {
    let given = given.filter(|text| !text.trim().is_empty());
    let given = given.map(|text| company_name("NAME", text)).transpose()?;
    let read = |typed: &str| {
        let name: CompanyName = typed.parse().map_err(|bad: BadName| bad.to_string())?;
        Ok((name.to_string(), name.to_string()))
    };
    needs.answer(given, ("The name", "NAME", None), None, &read)
}

/// The name of a person as it was given; `None` where nothing was.
///
/// # Errors
/// A usage failure where it is not one line of text, or digits or signs alone.
pub fn person_name(flag: &str, typed: Option<&str>) -> Result<Option<PersonName>> {
    let given = typed.filter(|text| !text.trim().is_empty());
    given
        .map(|text| text.parse().map_err(|bad| refusal(flag, bad)))
        .transpose()
}

fn refusal(flag: &str, bad: BadName) -> Diagnostic {
    let mistake = Diagnostic::usage(format!("{flag}: {bad}")).with_flag(flag);
    match bad {
        BadName::Blank | BadName::TooLong | BadName::Control => {
            mistake.with_help("Write it on one line, without control characters.")
        }
        BadName::NotOfPerson | BadName::OnlySigns => mistake,
    }
}
