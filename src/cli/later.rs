//! Descriptions that are not built before somebody asks for them.
//!
//! A command line names one command out of many. Building the flags of all the others took most of the time of a short
//! one. So a command is described once it is named, and what the line cannot mean is left out of the description: each
//! command gets a copy of every global option, but of those only that the line names.

use std::cell::RefCell;
use std::ffi::OsString;
use std::iter;
use std::mem::ManuallyDrop;

use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches, Id, Subcommand};

thread_local! {
    /// The words of the line while it is read by [`narrowed_to`]; a deferred description is given nothing else to know
    /// them by.
    static TYPED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Runs `read` while commands that are not among the words of the line are left out.
///
/// A line that is understood so means the same with all commands described. Of one that is not, only the whole
/// description can say what is wrong with it.
pub fn narrowed_to<T>(line: &[OsString], read: impl FnOnce() -> T) -> T {
    let words = line.iter().map(|word| word.to_string_lossy().into_owned());
    TYPED.replace(words.collect());
    let result = read();
    TYPED.take();
    result
}

/// Those commands of `whole` that the line may mean, by their names.
fn named_in(whole: &Command) -> Vec<Command> {
    TYPED.with_borrow(|words| {
        let is_typed = |command: &&Command| words.iter().any(|word| word == command.get_name());
        whole.get_subcommands().filter(is_typed).cloned().collect()
    })
}

/// Whether the line may name an option of all commands. Even one that is not named may be set by the environment or have
/// a default: it is still read where it is described, and only not passed on to the commands below. `enroll use` takes
/// an account that is set so for the one to use, so that one is always passed on.
fn is_named(option: &Arg) -> bool {
    if option.get_id() == "account" {
        return true;
    }
    let long = option.get_long().unwrap_or_default();
    TYPED.with_borrow(|words| {
        words.iter().any(|word| {
            word.strip_prefix("--")
                .is_some_and(|word| word.starts_with(long))
                || option.get_short().is_some_and(|short| {
                    word.strip_prefix('-')
                        .is_some_and(|word| word.contains(short))
                })
        })
    })
}

/// The options of `whole`, of which those are passed on that the line may name, and what must not stand beside them.
fn passed_on(whole: &Command) -> Vec<Arg> {
    let named = whole.get_arguments().filter(|option| is_named(option));
    let kept: Vec<&Arg> = named
        .flat_map(|option| iter::once(option).chain(whole.get_arg_conflicts_with(option)))
        .collect();
    let options = whole.get_arguments().map(|option| {
        let is_kept = kept.contains(&option);
        option.clone().global(is_kept && option.is_global_set())
    });
    options.collect()
}

/// `bare` with what `whole` has, of its commands and of the options for all of them only what the line may mean.
///
/// # Errors
/// `bare` as it came, where the line names nothing below `whole`.
pub fn narrowed(bare: Command, whole: &Command) -> Result<Command, Box<Command>> {
    let named = named_in(whole);
    if named.is_empty() {
        return Err(Box::new(bare));
    }
    Ok(bare
        .args(passed_on(whole))
        .groups(whole.get_groups().cloned())
        .subcommands(named))
}

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

/// The description of a command; what the list of commands says about it goes before what its own type says.
fn described(named: Command, augment: fn(Command) -> Command) -> Command {
    // Not taken apart: see `read_as`.
    let whole = ManuallyDrop::new(augment(Command::new("")));
    let named = match narrowed(named, &whole) {
        Ok(narrow) => return narrow,
        Err(named) => *named,
    };
    let (about, long_about) = (named.get_about().cloned(), named.get_long_about().cloned());
    let mut command = globals_last(augment(named));
    if let Some(about) = about {
        command = command.about(about);
    }
    match long_about {
        Some(long_about) => command.long_about(long_about),
        None => command.long_about(None::<&'static str>),
    }
}

/// `command` with the options of every command behind its own, in the order in which help lists them.
///
/// A command that is described late has been given the global options before its own.
fn globals_last(command: Command) -> Command {
    let globals = command.get_arguments().filter(|arg| arg.is_global_set());
    let ids: Vec<Id> = globals.map(|arg| arg.get_id().clone()).collect();
    ids.into_iter().fold(command, |command, id| {
        command.mut_arg(id, std::convert::identity)
    })
}
