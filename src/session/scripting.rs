//! What a command line asks to be made of the answer (`--fields`, `--jq`, `--template`), checked before anything is done.

use crate::cli::answer_shapes::find_shape;
use crate::cli::global::GlobalOptions;
use crate::cli::{Command, CommandLine};
use crate::diagnostic::{Diagnostic, Result};
use crate::report::shapes::Shape;
use crate::report::{AnswerTemplate, Expression, Fields, JqFilter, OutputFormat, Shaping};

/// What is made of the answer.
#[derive(Default)]
pub struct Scripting {
    /// What is made of it; `None` where it is shown as it is.
    pub shaping: Option<Shaping>,
    /// The fields of the answer, where they are listed and the command is not performed.
    pub listed_fields: Option<Vec<String>>,
}

impl Scripting {
    /// Reads the options of a line for a `command` whose answer is in `format`.
    ///
    /// # Errors
    /// A usage failure: an unknown field, an expression that cannot be read, options that contradict each other, an
    /// answer that is not JSON.
    pub fn resolve(line: &CommandLine, command: &Command, format: OutputFormat) -> Result<Self> {
        let options = &line.cli.global;
        let Some(flag) = first_flag(options) else {
            return Ok(Self::default());
        };
        let name = &line.command_name;
        check_format(flag, line.is_format_typed, format)?;
        let Some(shape) = find_shape(command).map(Shape::named) else {
            let message = format!("`{name}` answers with a text, which has no fields");
            return Err(Diagnostic::usage(message)
                .with_flag(flag)
                .with_help(format!("Leave out {flag}.")));
        };
        let expression = match (&options.jq, &options.template) {
            (Some(_), Some(_)) => {
                return Err(
                    Diagnostic::usage("--jq and --template cannot be used together")
                        .with_flag("--template")
                        .with_help("Leave out one of the two."),
                );
            }
            (Some(text), None) => Some(Expression::Jq(JqFilter::compile(text)?)),
            (None, Some(text)) => Some(Expression::Template(AnswerTemplate::compile(text, shape)?)),
            (None, None) => None,
        };
        let listed = matches!(options.fields, Some(None));
        let fields = match &options.fields {
            Some(Some(typed)) => {
                let fields = Fields::parse(typed, shape, name)?;
                if expression.is_none() {
                    fields.check_columns(format)?;
                }
                Some(fields)
            }
            Some(None) | None => None,
        };
        Ok(Self {
            shaping: Shaping::of(fields, expression),
            listed_fields: listed.then(|| shape.paths()),
        })
    }
}

/// The first of the options that the line has.
fn first_flag(options: &GlobalOptions) -> Option<&'static str> {
    let given = [
        (options.jq.is_some(), "--jq"),
        (options.template.is_some(), "--template"),
        (options.fields.is_some(), "--fields"),
    ];
    let mut given = given.into_iter().filter(|(is_given, _)| *is_given);
    given.next().map(|(_, flag)| flag)
}

/// An expression gets JSON, whatever the settings say; a format that was typed must agree with it.
fn check_format(flag: &'static str, is_typed: bool, format: OutputFormat) -> Result<()> {
    let fits = if flag == "--fields" {
        format.is_general()
    } else {
        format.is_json() || !is_typed
    };
    if fits {
        return Ok(());
    }
    let message = format!("{flag} cannot be used with `--format {format}`");
    let help = if flag == "--fields" {
        "Use table, json, jsonl or csv."
    } else {
        "Leave out --format: the expression decides what is printed."
    };
    Err(Diagnostic::usage(message).with_flag(flag).with_help(help))
}
