//! A flag for each field of an application, generated from the table of fields.

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::complete::{Completer, countries, yes_or_no};
use crate::domain::application::{Application, Field, FieldFacts, FieldKind};
use crate::domain::word::Word;

/// The fields given as flags.
#[derive(Debug, Clone, Default)]
pub struct FieldFlags {
    /// The values.
    pub values: Application,
    /// Fields that were set to an empty value, which clears them.
    pub cleared: Vec<Field>,
}

impl FieldFlags {
    /// Whether no field was given.
    pub fn is_empty(&self) -> bool {
        self.values.filled_fields().next().is_none() && self.cleared.is_empty()
    }
}

/// The help of a field's flag.
fn describe(facts: &FieldFacts) -> String {
    let FieldFacts {
        label,
        help,
        example,
        kind,
        ..
    } = facts;
    let has_form = matches!(kind, FieldKind::Country | FieldKind::Domain);
    if has_form && !help.contains(example) {
        format!("{label}: {help} (for example {example})")
    } else {
        format!("{label}: {help}")
    }
}

impl Args for FieldFlags {
    fn augment_args(command: Command) -> Command {
        Field::ALL.iter().fold(
            command.next_help_heading("Fields of the application"),
            |command, field| {
                let facts = field.facts();
                let help = describe(facts);
                let arg = Arg::new(facts.flag)
                    .long(facts.flag)
                    .help(help)
                    .hide_short_help(false);
                command.arg(match facts.kind {
                    FieldKind::YesNo => arg
                        .num_args(0..=1)
                        .default_missing_value("true")
                        .value_name("true|false")
                        .add(Completer::Words(yes_or_no)),
                    FieldKind::Email => arg.value_name("EMAIL").allow_hyphen_values(true),
                    FieldKind::Country => arg
                        .value_name("CC")
                        .allow_hyphen_values(true)
                        .add(Completer::Words(countries)),
                    FieldKind::Domain => arg.value_name("DOMAIN").allow_hyphen_values(true),
                    FieldKind::Guid => arg.value_name("GUID").allow_hyphen_values(true),
                    FieldKind::Number => arg.value_name("NUMBER").allow_hyphen_values(true),
                    FieldKind::Text => arg.value_name("TEXT"),
                })
            },
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for FieldFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for &field in Field::ALL {
            if let Some(value) = matches.get_one::<String>(field.facts().flag) {
                self.values.set(field, value);
                if value.trim().is_empty() {
                    self.cleared.push(field);
                }
            }
        }
        Ok(())
    }
}
