//! Which words an argument takes: of the type that it is read into, or of the name under which it is shown.

use std::any::TypeId;

use clap::Arg;

use crate::cli::customers::Switch;
use crate::cli::global::ColorWhen;
use crate::cli::tools::Shell;
use crate::cli::users::OnConflict;
use crate::cli::verify::ResultArg;
use crate::domain::agreement::Method;
use crate::domain::customer::{CustomerState, Origin};
use crate::domain::enrollment::{CheckKind, DocumentKind, SupportPlan};
use crate::domain::evidence::{FactKey, FactKind};
use crate::domain::partnership::PartnershipState;
use crate::domain::provider::Service;
use crate::domain::revenue::Category;
use crate::domain::role::{Permission, Role};
use crate::domain::user::StateWord;
use crate::domain::word::Word;
use crate::domain::{Language, Model, market, rule};
use crate::exchange::revenue::DateOrder;
use crate::exchange::users::Format as UsersFormat;
use crate::policy::Purpose;
use crate::report::Format;
use crate::session::settings::Key;

fn all<W: Word>() -> Vec<String> {
    W::ALL.iter().map(|word| word.word().to_owned()).collect()
}

/// The words of an argument; `None` where it takes what no list has.
///
/// `line` is the unfinished command line: what a setting or a fact may be depends on its name, which stands before.
pub(super) fn of(command: &str, arg: &Arg, line: &[String]) -> Option<Vec<String>> {
    by_type(arg).or_else(|| by_name(command, arg, line))
}

fn by_type(arg: &Arg) -> Option<Vec<String>> {
    macro_rules! among {
        ($($vocabulary:ty),+ $(,)?) => {
            [$((TypeId::of::<$vocabulary>(), all::<$vocabulary> as fn() -> Vec<String>)),+]
        };
    }
    let read_into = arg.get_value_parser().type_id();
    if read_into == TypeId::of::<Model>() {
        return Some(["indirect", "direct"].map(str::to_owned).to_vec());
    }
    among![
        CheckKind,
        ColorWhen,
        Category,
        DateOrder,
        CustomerState,
        Format,
        Language,
        Method,
        OnConflict,
        Origin,
        PartnershipState,
        Purpose,
        ResultArg,
        Role,
        Service,
        Shell,
        StateWord,
        SupportPlan,
        Switch,
        UsersFormat,
    ]
    .into_iter()
    .find(|(vocabulary, _)| read_into == *vocabulary)
    .map(|(_, words)| words())
}

fn by_name(command: &str, arg: &Arg, line: &[String]) -> Option<Vec<String>> {
    let name = arg.get_value_names()?.first()?.as_str();
    let is_setting = line.iter().any(|word| word == "config");
    let words = match (name, command) {
        ("ROLE", _) => all::<Role>(),
        ("PERMISSION", _) => all::<Permission>(),
        ("RULE", _) => rule::all().map(|rule| rule.id.to_owned()).collect(),
        ("CC", _) => countries(),
        ("true|false", _) => ["true", "false"].map(str::to_owned).to_vec(),
        ("KEY", _) if is_setting => all::<Key>(),
        ("KEY", _) => all::<FactKey>(),
        ("VALUE", "set") if is_setting => values_of_setting(behind_set(line)?.parse().ok()?)?,
        ("VALUE", "set") => values_of_fact(behind_set(line)?.parse().ok()?)?,
        ("KEY=VALUE", _) => assumptions(),
        ("TYPE:PATH", _) => all::<DocumentKind>()
            .iter()
            .map(|kind| format!("{kind}:"))
            .collect(),
        _ => return None,
    };
    Some(words)
}

fn countries() -> Vec<String> {
    let markets = market::markets();
    markets.iter().map(|one| one.country.to_string()).collect()
}

fn behind_set(line: &[String]) -> Option<&str> {
    let at = line.iter().position(|word| word == "set")?;
    line.get(at + 1).map(String::as_str)
}

/// What a setting may be, where it is one of a few words.
fn values_of_setting(key: Key) -> Option<Vec<String>> {
    match key {
        Key::Color => Some(all::<ColorWhen>()),
        Key::Lang => Some(all::<Language>()),
        Key::Format => {
            let general = Format::ALL.iter().filter(|format| format.is_general());
            Some(general.map(|format| format.word().to_owned()).collect())
        }
        Key::Account | Key::As | Key::Pager | Key::Store | Key::Wait => None,
    }
}

/// What a fact may be, where it is one of a few words.
fn values_of_fact(key: FactKey) -> Option<Vec<String>> {
    match key.kind() {
        FactKind::Flag | FactKind::FlagOrAddress => {
            Some(["true", "false"].map(str::to_owned).to_vec())
        }
        FactKind::Plan => Some(all::<SupportPlan>()),
        FactKind::Country => Some(countries()),
        FactKind::Count | FactKind::Day | FactKind::Hours | FactKind::MpnId => None,
    }
}

/// `KEY=VALUE` for facts of a few values, `KEY=` for the others.
fn assumptions() -> Vec<String> {
    let of_fact = |key: &FactKey| {
        let few = (key.kind() != FactKind::Country).then(|| values_of_fact(*key));
        let values = few.flatten().unwrap_or_else(|| vec![String::new()]);
        let key = key.word();
        values
            .into_iter()
            .map(move |value| format!("{key}={value}"))
    };
    FactKey::ALL.iter().flat_map(of_fact).collect()
}
