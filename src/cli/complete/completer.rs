//! Completion of arguments. Each argument declares its completer.

use std::ffi::OsStr;

use clap::builder::ArgExt;
use clap_complete::CompletionCandidate;
use clap_complete::engine::{PathCompleter, ValueCompleter as _};

use super::LookUp;
use crate::cli::color_when::ColorWhen;
use crate::cli::setting_key::Key;
use crate::domain::enrollment::SupportPlan;
use crate::domain::evidence::{FactKey, FactKind};
use crate::domain::gdap::role::all_roles;
use crate::domain::quote::shell_word;
use crate::domain::word::Word;
use crate::domain::{Language, market, rule};
use crate::report::OutputFormat;

/// The source of words for an argument. An argument without a completer has no list of possible values.
#[derive(Debug, Clone, Copy)]
pub enum Completer {
    /// Names in the store.
    Names(Names),
    /// A closed list of words.
    Words(fn() -> Vec<String>),
    /// A word of a closed list, a colon, and a path.
    WordAndPath(fn() -> Vec<String>),
    /// Fields of what the command on the line answers, with commas between them.
    Fields,
    /// Depends on the words before it on the line.
    ByLine(fn(&[String]) -> Option<Completer>),
}

impl ArgExt for Completer {}

/// Kinds of names in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Short names of accounts.
    Accounts,
    /// Groups of accounts.
    AccountGroups,
    /// Groups of customers.
    CustomerGroups,
    /// Addresses of keepers.
    Keepers,
    /// Ids of next actions that are put off.
    Snoozes,
    /// Addresses of users.
    Users,
    /// Short names of providers.
    Providers,
    /// Domains of customers.
    Customers,
    /// Ids and names of delegated admin relationships.
    Relationships,
    /// Ids and names of groups with roles in a relationship.
    GdapGroups,
    /// Templates of roles: the account's own and the published ones.
    GdapTemplates,
    /// Ids of transfers.
    Transfers,
}

impl Completer {
    /// Every word of a vocabulary.
    pub(in crate::cli) const fn words<W: Word>() -> Self {
        Self::Words(all_words::<W>)
    }

    /// Chooses the completer for this line; `None` if the argument has no list of possible values.
    pub(super) fn resolve(self, line: &[String]) -> Option<Self> {
        match self {
            Self::ByLine(choose) => choose(line),
            Self::Names(_) | Self::Words(_) | Self::WordAndPath(_) | Self::Fields => Some(self),
        }
    }

    /// Finds the words that begin with the typed text.
    pub(super) fn find_candidates(
        self,
        typed: &OsStr,
        look_up: &LookUp,
    ) -> Vec<CompletionCandidate> {
        let text = typed.to_string_lossy();
        match self {
            Self::Names(names) => keep_beginning_with(look_up(names, &text), &text),
            Self::Words(words) => keep_beginning_with(words(), &text),
            Self::WordAndPath(words) => match text.split_once(':') {
                Some((word, path)) => find_paths(OsStr::new(path), &format!("{word}:")),
                None => {
                    let words = words().into_iter().map(|word| word + ":");
                    keep_beginning_with(words.collect(), &text)
                }
            },
            Self::Fields | Self::ByLine(_) => Vec::new(),
        }
    }
}

/// Keeps the words that begin with the typed text.
pub(super) fn keep_beginning_with(words: Vec<String>, typed: &str) -> Vec<CompletionCandidate> {
    let fitting = words.into_iter().filter(|word| word.starts_with(typed));
    fitting.map(CompletionCandidate::new).collect()
}

/// Finds the paths that begin with the typed text, and adds `prefix` to each.
fn find_paths(typed: &OsStr, prefix: &str) -> Vec<CompletionCandidate> {
    let found = PathCompleter::any().complete(typed);
    let prefixed = found.into_iter().map(|path| path.add_prefix(prefix));
    prefixed.collect()
}

/// Every word of a vocabulary.
pub(in crate::cli) fn all_words<W: Word>() -> Vec<String> {
    W::ALL.iter().map(|word| word.word().to_owned()).collect()
}

/// The models, as typed.
pub(in crate::cli) fn models() -> Vec<String> {
    ["indirect", "direct"].map(str::to_owned).to_vec()
}

/// The ids of all rules.
pub(in crate::cli) fn rules() -> Vec<String> {
    rule::all().map(|rule| rule.id.to_owned()).collect()
}

/// The codes of all countries.
pub(in crate::cli) fn countries() -> Vec<String> {
    let markets = market::markets();
    markets.iter().map(|one| one.country.to_string()).collect()
}

/// The names of Entra roles, each as one word: `global-administrator`.
pub(in crate::cli) fn entra_roles() -> Vec<String> {
    let names = all_roles().iter().map(|role| role.name.to_lowercase());
    let words = names.map(|name| name.replace(' ', "-"));
    words.filter(|word| shell_word(word, "") == *word).collect()
}

/// `true` and `false`.
pub(in crate::cli) fn yes_or_no() -> Vec<String> {
    ["true", "false"].map(str::to_owned).to_vec()
}

/// Finds the word after `set` on the line: the key whose value is typed.
fn find_set_key(line: &[String]) -> Option<&str> {
    let at = line.iter().position(|word| word == "set")?;
    line.get(at + 1).map(String::as_str)
}

/// Chooses what `config set` offers after the key.
pub(in crate::cli) fn value_of_setting(line: &[String]) -> Option<Completer> {
    match find_set_key(line)?.parse().ok()? {
        Key::Account => Some(Completer::Names(Names::Accounts)),
        Key::As => Some(Completer::Names(Names::Users)),
        Key::Color => Some(Completer::words::<ColorWhen>()),
        Key::Lang => Some(Completer::words::<Language>()),
        Key::Format => Some(Completer::Words(general_formats)),
        Key::PromptsAccessible => Some(Completer::Words(yes_or_no)),
        Key::OrdersAgreementBlockFrom | Key::Pager | Key::PolicyKeys | Key::Store | Key::Wait => {
            None
        }
    }
}

/// The formats in which every command can answer.
fn general_formats() -> Vec<String> {
    let formats = OutputFormat::GENERAL.iter();
    formats.map(|format| format.word().to_owned()).collect()
}

/// Chooses what `eligibility evidence set` offers after the key.
pub(in crate::cli) fn value_of_fact(line: &[String]) -> Option<Completer> {
    let key = find_set_key(line)?.parse().ok()?;
    values_of_fact(key).map(Completer::Words)
}

/// The list of values of a fact, if it has only a few.
fn values_of_fact(key: FactKey) -> Option<fn() -> Vec<String>> {
    match key.kind() {
        FactKind::Flag | FactKind::FlagOrAddress => Some(yes_or_no),
        FactKind::Plan => Some(all_words::<SupportPlan>),
        FactKind::Country => Some(countries),
        FactKind::Count | FactKind::Day | FactKind::Hours | FactKind::MpnId => None,
    }
}

/// `KEY=VALUE` for facts of a few values, `KEY=` for the others.
pub(in crate::cli) fn assumptions() -> Vec<String> {
    let of_fact = |key: &FactKey| {
        let is_short = key.kind() != FactKind::Country;
        let values = values_of_fact(*key).filter(|_| is_short);
        let values = values.map_or_else(|| vec![String::new()], |values| values());
        let key = key.word();
        values
            .into_iter()
            .map(move |value| format!("{key}={value}"))
    };
    FactKey::ALL.iter().flat_map(of_fact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::gdap::role::role_named;

    #[test]
    fn every_role_that_is_offered_is_understood() {
        let offered = entra_roles();
        assert!(offered.len() > 120, "{}", offered.len());
        for word in offered {
            assert!(role_named(&word).is_ok(), "{word}");
        }
    }
}
