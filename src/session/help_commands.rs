//! The commands that the help of a failure prints: they work on the account that the failed command worked on.

use super::Context;
use super::account_facts::default_account;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Slug;
use crate::store::Tx;

/// Commands that do not work on one account, or that mean something else with `--account`.
const WITHOUT_ACCOUNT: &[&str] = &[
    "--version",
    "accounts",
    "audit",
    "completions",
    "config",
    "doctor",
    "eligibility policies",
    "eligibility template",
    "enroll list",
    "enroll markets",
    "enroll template",
    "enroll use",
    "explain",
    "gdap roles",
    "help",
    "man",
    "report",
    "store",
    "users roles",
    "users template",
    "verify import",
];

impl Context<'_> {
    /// The failure, whose help names the account in its commands if they would work on another one without it.
    pub fn name_account_in_help(&self, failure: Diagnostic) -> Diagnostic {
        let of_answer = match failure.kind() {
            Kind::Usage
            | Kind::InputRequired
            | Kind::NotFound
            | Kind::Forbidden
            | Kind::Refused => true,
            Kind::Failed
            | Kind::BrokenPipe
            | Kind::DiskFull
            | Kind::NewerStore
            | Kind::NotAStore
            | Kind::ReadOnlyStore
            | Kind::DamagedStore
            | Kind::MissingStore
            | Kind::Busy
            | Kind::Interrupted => false,
        };
        let (Some(typed), true) = (&self.account_flag, of_answer) else {
            return failure;
        };
        let has_command = |help: String| help.contains('`');
        if !failure.help().is_some_and(has_command) {
            return failure;
        }
        match self.read(|tx| named_apart(self, tx, typed)) {
            Ok(Some(slug)) => failure.map_help(|help| with_account(help, &slug)),
            Ok(None) | Err(_) => failure,
        }
    }
}

/// The short name of the account that was named; `None` if a command works on it that names no account.
fn named_apart(ctx: &Context<'_>, tx: &Tx<'_>, typed: &str) -> Result<Option<Slug>> {
    let named = tx.accounts().find_named(typed)?;
    let default = default_account(ctx, tx)?;
    let apart = named.filter(|account| default != Some(account.id));
    Ok(apart.map(|account| account.slug))
}

/// The help with the account in each of its commands.
fn with_account(help: &str, slug: &Slug) -> String {
    let mut text = String::with_capacity(help.len() + 40);
    for (at, part) in help.split('`').enumerate() {
        if at > 0 {
            text.push('`');
        }
        text.push_str(part);
        if at % 2 == 1 && part.strip_prefix("csp ").is_some_and(takes_account) {
            text.push_str(&format!(" --account {slug}"));
        }
    }
    text
}

/// Whether a command without its `csp` works on one account that it does not name.
fn takes_account(command: &str) -> bool {
    let is_one_of = |without: &str| {
        let rest = command.strip_prefix(without);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    // `csp enroll` without a verb starts another application.
    let starts_another = command == "enroll" || command.starts_with("enroll --");
    !starts_another
        && !command.contains(" --account ")
        && !command.ends_with(" --help")
        && !WITHOUT_ACCOUNT.iter().any(|without| is_one_of(without))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_an_account_name_it() {
        let slug: Slug = "client-4".parse().unwrap();
        for (help, named) in [
            (
                "Add it: `csp enroll edit --tenant-id GUID`\nOr see: `csp status`",
                "Add it: `csp enroll edit --tenant-id GUID --account client-4`\nOr see: `csp status --account client-4`",
            ),
            (
                "To see it: `csp enroll list`",
                "To see it: `csp enroll list`",
            ),
            (
                "`csp status --account client-1` or `--account`",
                "`csp status --account client-1` or `--account`",
            ),
            (
                "Start one: `csp enroll --model indirect`",
                "Start one: `csp enroll --model indirect`",
            ),
            (
                "`csp store path`, `csp users roles`",
                "`csp store path`, `csp users roles`",
            ),
            (
                "Put `{link}` into `csp customers invite X`.",
                "Put `{link}` into `csp customers invite X --account client-4`.",
            ),
        ] {
            assert_eq!(with_account(help, &slug), named);
        }
    }
}
