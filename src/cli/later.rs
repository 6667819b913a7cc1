//! Descriptions that are not built before somebody asks for them.
//!
//! A command line names one command out of many. Building the flags of all the others took most of the time of a short
//! one.

use clap::{ArgMatches, Args, Command, Error, FromArgMatches, Subcommand};

/// What can be typed behind a command's name, described only once the name was typed.
#[derive(Debug, Clone)]
pub struct Later<T>(pub T);

impl<T: FromArgMatches> FromArgMatches for Later<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl<T: Args> Args for Later<T> {
    fn augment_args(command: Command) -> Command {
        command.defer(|named| described(named, T::augment_args))
    }

    fn augment_args_for_update(command: Command) -> Command {
        command.defer(|named| described(named, T::augment_args_for_update))
    }
}

impl<T: Subcommand> Subcommand for Later<T> {
    fn augment_subcommands(command: Command) -> Command {
        command.defer(|named| described(named, T::augment_subcommands))
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        command.defer(|named| described(named, T::augment_subcommands_for_update))
    }

    fn has_subcommand(name: &str) -> bool {
        T::has_subcommand(name)
    }
}

/// The whole description of a command; what the list of commands says about it goes before what its own type says.
fn described(named: Command, augment: fn(Command) -> Command) -> Command {
    let (about, long_about) = (named.get_about().cloned(), named.get_long_about().cloned());
    let mut command = augment(named);
    if let Some(about) = about {
        command = command.about(about);
    }
    match long_about {
        Some(long_about) => command.long_about(long_about),
        None => command.long_about(None::<&'static str>),
    }
}
