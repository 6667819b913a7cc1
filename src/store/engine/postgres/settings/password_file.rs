//! Password files: lines of `host:port:database:user:password`, of which the first that fits counts.

use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::address::Address;
use super::parameters::Parameters;
use super::private_file::read_private_text;
use super::surroundings::Surroundings;
use super::{Password, Settings};
use crate::diagnostic::Diagnostic;

/// The password of each host in the password file; none at all where there is no such file.
///
/// # Errors
/// Where a file was named and cannot be read, or others may read it.
pub(super) fn find_passwords(
    settings: &Settings,
    parameters: &Parameters,
    surroundings: &Surroundings,
) -> Result<Vec<Option<Password>>, Diagnostic> {
    let named = parameters.text("passfile").map(PathBuf::from);
    let is_named = named.is_some();
    let Some(file) = named.or_else(|| surroundings.password_file()) else {
        return Ok(Vec::new());
    };
    if is_absent(&file, is_named) {
        return Ok(Vec::new());
    }
    let text = read_private_text(&file)?;
    let passwords = settings
        .hosts
        .iter()
        .map(|host| find_password(&text, host, settings));
    Ok(passwords.collect())
}

/// Whether there is nothing to read. The null device is how one says that there is no password file.
fn is_absent(file: &Path, is_named: bool) -> bool {
    let is_missing = || fs::metadata(file).is_err_and(|e| e.kind() == std::io::ErrorKind::NotFound);
    file == Path::new("/dev/null") || !is_named && is_missing()
}

fn find_password(text: &str, host: &Address, settings: &Settings) -> Option<Password> {
    let port = host.port().to_string();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let found = lines
        .filter_map(fields)
        .find(|[of, at, database, user, _]| {
            let fits = |field: &Field, value: &str| field.is_any || field.text.as_str() == value;
            let is_host = match host {
                Address::Tcp { name, .. } => fits(of, name),
                Address::Socket { folder, .. } => {
                    fits(of, "localhost") || Path::new(of.text.as_str()) == folder
                }
            };
            is_host
                && fits(at, &port)
                && fits(database, &settings.database)
                && fits(user, &settings.user)
        });
    let [.., password] = found?;
    let password = password.text;
    (!password.is_empty()).then(|| Password(password))
}

/// A field of a line.
struct Field {
    /// Without its escapes.
    text: Zeroizing<String>,
    /// Whether it is a `*`, which fits everything.
    is_any: bool,
}

impl Field {
    fn of(raw: &str) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(raw.len()));
        let mut letters = raw.chars();
        while let Some(letter) = letters.next() {
            let escaped = (letter == '\\').then(|| letters.next()).flatten();
            text.push(escaped.unwrap_or(letter));
        }
        Self {
            text,
            is_any: raw == "*",
        }
    }
}

/// The five fields of a line; `None` where there are fewer. What follows a fifth colon is left out, as in libpq.
fn fields(line: &str) -> Option<[Field; 5]> {
    let mut is_escaped = false;
    let mut parts = line.split(|letter| {
        let was_escaped = std::mem::replace(&mut is_escaped, false);
        is_escaped = letter == '\\' && !was_escaped;
        letter == ':' && !was_escaped
    });
    let mut next = || parts.next().map(Field::of);
    Some([next()?, next()?, next()?, next()?, next()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_split_at_colons_that_are_not_escaped() {
        let texts = |line| fields(line).map(|fields| fields.map(|field| field.text.to_string()));
        let expected = ["db", "5432", "*", "a:b", r"p\:w"].map(str::to_owned);
        let line = r"db:5432:*:a\:b:p\\\:w:more";
        assert_eq!(texts(line), Some(expected));
        assert_eq!(texts("db:5432:*:user"), None);
        assert!(texts(r"a:b:c:d:e\").is_some());
        let any = fields(r"*:\*:c:d:e").unwrap();
        assert!(any[0].is_any && !any[1].is_any);
    }
}
