//! `csp`: run a company's membership in the Cloud Solution Provider programme from the command line.
//!
//! # Modules
//!
//! | module | content |
//! | --- | --- |
//! | [`domain`] | the programme, pure: types, states, rules, decisions |
//! | [`policy`] | eligibility, pure: dated rules as data, facts, verdicts |
//! | [`store`] | all SQL: transactions, journal, a module per aggregate |
//! | [`exchange`] | files of other systems and messages to people |
//! | [`cli`] | the command line and all texts of help |
//! | [`commands`] | the commands: a file per verb |
//! | [`session`] | what every command works with: settings, account, actor, permissions, journal entries |
//! | [`report`] | formats of answers; the only writer to standard output |
//! | [`prompt`] | questions; the only user of dialoguer |
//! | [`host`] | clock, randomness, environment, folders, streams, files |
//! | [`diagnostic`] | errors: what is wrong, where, by which rule, what to do |
//! | [`sanitize`] | text without characters that control a terminal |
//!
//! `docs/architecture.md` shows which module may use which. A test checks the `use` lines against it.

pub mod cli;
pub mod commands;
pub mod diagnostic;
pub mod domain;
pub mod exchange;
pub mod host;
pub mod policy;
pub mod prompt;
pub mod report;
pub mod sanitize;
pub mod session;
pub mod store;

use std::ffi::OsString;
use std::io::Write as _;

use cli::global::{ColorWhen, GlobalOptions};
use cli::{Command, CommandLine, unparsed_line};
use diagnostic::{Diagnostic, Kind};
use host::Host;
use prompt::{Look, Prompter};
use report::views::field_name::FieldNameView;
use report::{
    Loudness, Output, OutputFormat, Pager, ShapingFailure, is_gone, unwritable, write_shaped_answer,
};
use session::Context;
use session::scripting::Scripting;
use session::settings::Settings;

/// Runs the program and returns its exit code.
pub fn run(arguments: &[OsString], host: Host) -> u8 {
    if let Some(shell) = host.variable(cli::complete::SHELL_VARIABLE) {
        return complete(shell, arguments, &host);
    }
    if let Some(name) = host.unreadable().first() {
        let failure = Diagnostic::usage(format!(
            "the environment variable {name} is not valid UTF-8"
        ))
        .with_help("Set it to another value, or unset it.");
        let voice = Voice::before_parsing(arguments, &host);
        return tell(&failure, voice, &host);
    }
    let arguments = &*cli::foreign_words::translate_line(arguments);
    let line = match cli::parse(arguments, &host.blank()) {
        Ok(line) => line,
        Err(error) => return report_parser_error(error, arguments, &host),
    };
    let host = host.at(line.cli.global.now);
    let voice = Voice {
        json: line.cli.global.format == Some(OutputFormat::Json),
        colour: line.cli.global.color.unwrap_or(ColorWhen::Auto),
    };
    match perform(line, voice, &host) {
        Ok(code) => code,
        Err((failure, voice)) => tell(&failure, voice, &host),
    }
}

/// How to print an error.
#[derive(Clone, Copy)]
struct Voice {
    json: bool,
    colour: ColorWhen,
}

impl Voice {
    /// How to print the error of a line that could not be parsed, as far as the line itself says.
    fn before_parsing(arguments: &[OsString], host: &Host) -> Self {
        Self {
            json: asks_for_json(arguments, host),
            colour: unparsed_line::find_color(arguments).unwrap_or(ColorWhen::Auto),
        }
    }
}

fn perform(mut line: CommandLine, voice: Voice, host: &Host) -> Result<u8, (Diagnostic, Voice)> {
    let Some(command) = line.cli.command.take() else {
        let help = cli::help::page(&[], 80).map_err(|failure| (failure, voice))?;
        let written = host.stdout().write_all(help.as_bytes());
        return written
            .map(|()| 0)
            .map_err(|error| (unwritable(&error), voice));
    };
    let options = &line.cli.global;
    let settings = settings(options, host, &command).map_err(|failure| (failure, voice))?;
    let voice = Voice {
        json: settings.format == OutputFormat::Json,
        colour: settings.color,
    };
    let colours_notes = wants_colour(settings.color, host, host.terminals.stderr);
    host.when_interrupted(if voice.json {
        || {
            (
                Diagnostic::interrupted().to_json() + "\n",
                Kind::Interrupted.exit(),
            )
        }
    } else if colours_notes {
        || {
            (
                Diagnostic::interrupted().to_coloured_text(),
                Kind::Interrupted.exit(),
            )
        }
    } else {
        || {
            (
                Diagnostic::interrupted().to_text(),
                Kind::Interrupted.exit(),
            )
        }
    });
    if !command.offers(settings.format) {
        let message = format!(
            "the format {} is only for `csp eligibility check`",
            settings.format
        );
        return Err((
            Diagnostic::usage(message).with_help("Use table, json, jsonl or csv."),
            voice,
        ));
    }
    let scripting =
        Scripting::resolve(&line, &command, settings.format).map_err(|failure| (failure, voice))?;
    let colour = wants_colour(settings.color, host, host.terminals.stdout);
    let loudness = loudness(options);
    let out = Output::new(host, settings.format, options.dry_run, colour, loudness)
        .with_coloured_notes(colours_notes)
        .paged_by(pager(options, &settings, host))
        .shaped_by(scripting.shaping);
    let prompter = prompter(options, &settings, host);
    let mut ctx = Context::new(host, settings, out, prompter);
    ctx.yes = options.yes;
    ctx.account_flag = line.account_flag;
    if ctx.out.is_verbose() {
        ctx.remark_surroundings();
    }
    let is_doctor = matches!(command, Command::Doctor(_));
    let answer = match scripting.listed_fields {
        Some(fields) => Ok(FieldNameView::answer(fields, ctx.out.format())),
        None => commands::dispatch(&ctx, command, &line.outputs),
    };
    let is_about_records = match &answer {
        Ok(_) => !is_doctor,
        Err(failure) => failure.kind() == Kind::NotFound,
    };
    if is_about_records {
        ctx.note_missing_store();
    }
    let outcome = answer.map_err(|failure| (ctx.name_account_in_help(failure), voice))?;
    let rendered = ctx.out.render(&outcome).map_err(ShapingFailure::from);
    match rendered.and_then(|()| write_shaped_answer(&ctx.out)) {
        Err(ShapingFailure::Expression(failure)) => Err((ctx.unshapable(failure), voice)),
        Err(ShapingFailure::Unwritable(error)) if !is_gone(&error) => {
            Err((ctx.unwritable(&error), voice))
        }
        Ok(()) | Err(ShapingFailure::Unwritable(_)) => Ok(if outcome.answer_is_no { 3 } else { 0 }),
    }
}

/// The settings. A broken configuration file does not stop a command that works without it.
fn settings(
    options: &GlobalOptions,
    host: &Host,
    command: &Command,
) -> diagnostic::Result<Settings> {
    let settings = Settings::resolve(options, host);
    if command.works_without_settings() {
        return settings.or_else(|_| Settings::without_file(options, host));
    }
    settings
}

/// Answers a shell that asks for words. If anything is wrong, the shell gets no words and the person sees no message.
fn complete(shell: &str, arguments: &[OsString], host: &Host) -> u8 {
    let options = unparsed_line::find_global_options(arguments, &host.blank());
    let look_up = move |names, typed: &str| {
        let host = Host::real();
        let Ok(mut settings) = Settings::resolve(&options, &host) else {
            return Vec::new();
        };
        settings.wait = cli::global::Wait::NOT;
        let out = Output::new(&host, OutputFormat::Table, false, false, Loudness::Quiet);
        let ctx = Context::new(&host, settings, out, Prompter::Nobody);
        commands::complete::names(&ctx, names, typed)
    };
    let look_up: cli::complete::LookUp = std::sync::Arc::new(look_up);
    let separator = host.variable("_CLAP_IFS").unwrap_or("\n");
    let index = host.variable(cli::complete::INDEX_VARIABLE);
    let index = index.and_then(|index| index.parse().ok());
    match cli::complete::answer(shell, arguments, separator, index, &look_up) {
        Ok(words) => {
            let _ = host.stdout().write_all(words.as_bytes());
            0
        }
        Err(_) => Kind::Failed.exit(),
    }
}

fn loudness(options: &GlobalOptions) -> Loudness {
    match (options.quiet, options.verbose) {
        (true, _) => Loudness::Quiet,
        (false, true) => Loudness::Verbose,
        (false, false) => Loudness::Normal,
    }
}

/// A prompter that asks only if standard input and standard error are terminals.
fn prompter(options: &GlobalOptions, settings: &Settings, host: &Host) -> Prompter {
    let is_person = host.terminals.stdin && host.terminals.stderr;
    if is_person && !options.no_input {
        // A dumb terminal cannot redraw a question.
        let can_draw = host.variable("TERM") != Some("dumb");
        let look = Look {
            is_accessible: settings.prompts_are_accessible || !can_draw,
            has_colour: match settings.color {
                ColorWhen::Always => true,
                ColorWhen::Never => false,
                ColorWhen::Auto => host.variable("NO_COLOR").is_none() && can_draw,
            },
        };
        Prompter::terminal(host.interrupts().clone(), look)
    } else {
        Prompter::Nobody
    }
}

/// A pager only if a person can see its output and press keys.
fn pager(options: &GlobalOptions, settings: &Settings, host: &Host) -> Option<Pager> {
    let is_person = host.terminals.stdin && host.terminals.stdout && !options.no_input;
    let can_scroll = host.variable("TERM") != Some("dumb");
    if is_person && can_scroll {
        let pager = Pager::from_command(settings.pager.as_deref());
        if settings.pager_is_distrusted {
            return pager.map(|pager| pager.instead_of_that_of(&settings.config_path));
        }
        pager
    } else {
        None
    }
}

/// Whether output to a stream is coloured; `is_screen` says whether the stream is a terminal.
fn wants_colour(when: ColorWhen, host: &Host, is_screen: bool) -> bool {
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if host.variable("NO_COLOR").is_some() => false,
        ColorWhen::Auto
            if host
                .variable("CLICOLOR_FORCE")
                .is_some_and(|force| force != "0") =>
        {
            true
        }
        ColorWhen::Auto => is_screen && host.variable("TERM") != Some("dumb"),
    }
}

/// Prints a failure as the last thing on stderr and returns its exit code.
fn tell(failure: &Diagnostic, voice: Voice, host: &Host) -> u8 {
    if failure.kind() == Kind::BrokenPipe {
        return 0;
    }
    let text = if voice.json {
        failure.to_json() + "\n"
    } else {
        let text = if wants_colour(voice.colour, host, host.terminals.stderr) {
            failure.to_coloured_text()
        } else {
            failure.to_text()
        };
        match host.columns(host.terminals.stderr) {
            Some(width) => report::wrapped_message(width, &text),
            None => text,
        }
    };
    let _ = host.stderr().write_all(text.as_bytes());
    failure.kind().exit()
}

/// Whether the format of the answer is JSON, as far as a line that could not be parsed says.
fn asks_for_json(arguments: &[OsString], host: &Host) -> bool {
    unparsed_line::find_format(arguments).or(host.variable("CSP_FORMAT")) == Some("json")
}

/// Reports a result of the parser. Help and version are answers; everything else is a usage error.
fn report_parser_error(error: clap::Error, arguments: &[OsString], host: &Host) -> u8 {
    use clap::error::ErrorKind;
    let error = &cli::foreign_words::suggest_own_word(error, arguments);
    let is_answer = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    if is_answer {
        let mut answer = error.render().to_string();
        if error.kind() == ErrorKind::DisplayVersion && unparsed_line::is_verbose(arguments) {
            answer += &inside();
        }
        return match host.stdout().write_all(answer.as_bytes()) {
            Err(error) if !is_gone(&error) => {
                let voice = Voice {
                    json: false,
                    ..Voice::before_parsing(arguments, host)
                };
                tell(&unwritable(&error), voice, host)
            }
            Ok(()) | Err(_) => 0,
        };
    }
    let failure = cli::arg_errors::describe_invalid_value(error, arguments)
        .unwrap_or_else(|| cli::arg_errors::describe_usage_error(error, arguments));
    tell(&failure, Voice::before_parsing(arguments, host), host)
}

/// The versions of the parts: SQLite, whether there is PostgreSQL, and the policy editions.
fn inside() -> String {
    use domain::word::Word as _;
    let postgres = if cfg!(feature = "postgres") {
        "PostgreSQL: built in"
    } else {
        "PostgreSQL: not built in"
    };
    let mut lines = format!("SQLite {}\n{postgres}\n", store::sqlite_version());
    for &model in domain::Model::ALL {
        for edition in policy::shipped(model).editions.iter() {
            lines += &format!("{}\n", edition.id);
        }
    }
    lines
}
