//! Names that are typed at a prompt, looked up at once.

use crate::diagnostic::{Kind, Result};
use crate::session::needs::Read;

/// What a typed name means at a prompt: what names the record, and how it is shown from now on. A name that nothing has,
/// or several have, is asked for again. Whatever else is wrong is left to the command, which fails with it.
pub(super) fn ask_again_if_unknown<T>(
    found: Result<T>,
    typed: &str,
    named: impl FnOnce(T) -> (String, String),
) -> Read<String> {
    match found {
        Ok(record) => Ok(named(record)),
        Err(failure) if matches!(failure.kind(), Kind::NotFound | Kind::Usage) => {
            Err(failure.to_string())
        }
        Err(_) => Ok((typed.to_owned(), typed.to_owned())),
    }
}
