//! `csp users template`: a file of users to fill in.

use crate::cli::help::columns::Import;
use crate::cli::users::Template;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::role::Role;
use crate::domain::word::Word as _;
use crate::exchange::template_workbook::{Choices, TemplateColumn};
use crate::exchange::users::{self, UserFileFormat};
use crate::report::Outcome;
use crate::session::Context;
use crate::session::template_file::{self, is_workbook};

/// Prints or writes an empty file to fill in.
pub(super) fn run(ctx: &Context<'_>, args: &Template) -> Result<Outcome> {
    match &args.out {
        None => Ok(Outcome::text(users::template(args.target))),
        Some(path) if !is_workbook(path) => {
            template_file::write(ctx, path, users::template(args.target).as_bytes())
        }
        Some(path) if args.target == UserFileFormat::Own => {
            template_file::write_workbook(ctx, path, "Users", &columns())
        }
        Some(_) => {
            let message = "the file of another system is CSV: its name must end in .csv";
            Err(Diagnostic::usage(message).with_flag("--out"))
        }
    }
}

/// The columns of the workbook.
fn columns() -> Vec<TemplateColumn> {
    let words = |words: Vec<&str>| Choices::OneOf(words.into_iter().map(str::to_owned).collect());
    Import::Users
        .described()
        .map(|(heading, is_required, note)| TemplateColumn {
            heading: heading.to_owned(),
            note,
            is_required,
            choices: match heading {
                "roles" => words(Role::ALL.iter().map(|role| role.word()).collect()),
                "state" => words(vec!["active", "blocked"]),
                _ => Choices::Any,
            },
        })
        .collect()
}
