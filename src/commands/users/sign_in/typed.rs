//! The passwords that a person types, or that standard input has.

use std::io::Read as _;

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::password::{ASKED_FOR, Secret, check_chosen, check_differs};
use crate::domain::rule::RuleRef;
use crate::session::Context;

/// What was typed.
pub(super) struct Typed {
    /// The temporary password, or the user's own.
    pub(super) password: Secret,
    /// The password that is to replace the temporary one.
    pub(super) new: Option<Secret>,
}

/// Asks, without showing what is typed.
pub(super) fn ask_passwords(ctx: &Context<'_>, pending: bool) -> Result<Typed> {
    let secret = |label: &str| ctx.prompter.secret(label).map(Secret::new);
    if !pending {
        return Ok(Typed {
            password: secret("Password")?,
            new: None,
        });
    }
    let password = secret("Temporary password")?;
    ctx.out
        .note(&format!("Choose a password of your own: {ASKED_FOR}."));
    loop {
        let new = secret("New password")?;
        if let Err(refusal) = check_chosen(&new).and_then(|()| check_differs(&new, &password)) {
            ctx.out.note(&refusal.to_string());
            continue;
        }
        if secret("New password once more")?.expose() == new.expose() {
            return Ok(Typed {
                password,
                new: Some(new),
            });
        }
        ctx.out.note("The two are not the same.");
    }
}

/// The first two lines of standard input.
pub(super) fn read_lines(ctx: &Context<'_>) -> Result<Typed> {
    const MOST: u64 = 8 * 1024;
    let mut text = zeroize::Zeroizing::new(String::new());
    let mut stdin = ctx.host.stdin();
    let read = (&mut *stdin).take(MOST).read_to_string(&mut text);
    read.map_err(|error| {
        Diagnostic::usage(format!(
            "the passwords on standard input cannot be read: {error}"
        ))
    })?;
    let mut lines = text.lines().map(|line| Secret::new(line.to_owned()));
    let password = lines.next().filter(|line| !line.expose().is_empty());
    match password {
        Some(password) => Ok(Typed {
            password,
            new: lines.next().filter(|line| !line.expose().is_empty()),
        }),
        None => Err(missing_line("The password (the first line)", None)),
    }
}

/// The failure for a line that standard input lacks; the flag itself was given.
pub(super) fn missing_line(line: &str, rule: Option<RuleRef>) -> Diagnostic {
    let mistake = Diagnostic::missing(line, "--password-stdin").under(rule);
    mistake.with_help(
        "Write the password on the first line of standard input. At the first sign-in, write the temporary password on the first line and the new one on the second.",
    )
}
