//! `csp accounts template`: a file of applications to fill in.

use std::path::PathBuf;

use crate::cli::accounts_import::{AccountTemplateArgs, TemplateKind};
use crate::cli::help::columns::Import;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::domain::application::{Application, Field, FieldKind, is_wanted};
use crate::domain::market::markets;
use crate::domain::word::Word as _;
use crate::exchange::application::MODEL;
use crate::exchange::applications;
use crate::exchange::template_workbook::{Choices, TemplateColumn};
use crate::report::Outcome;
use crate::session::Context;
use crate::session::needs::require_value;
use crate::session::template_file::{self, is_workbook};

/// Prints or writes an empty file to fill in.
pub(super) fn run(ctx: &Context<'_>, args: &AccountTemplateArgs) -> Result<Outcome> {
    let by_name = args.out.as_deref().map(|path| {
        if is_workbook(path) {
            TemplateKind::Xlsx
        } else {
            TemplateKind::Csv
        }
    });
    let kind = args.kind.or(by_name).unwrap_or(TemplateKind::Csv);
    match (kind, &args.out) {
        (TemplateKind::Csv, None) => Ok(Outcome::text(applications::template())),
        (TemplateKind::Csv, Some(path)) if is_workbook(path) => Err(other_name(".csv")),
        (TemplateKind::Csv, Some(path)) => {
            template_file::write(ctx, path, applications::template().as_bytes())
        }
        (TemplateKind::Xlsx, out) => {
            let mut needs = ctx.needs();
            let out: Option<PathBuf> = needs.value(out.clone(), "The file", "--out", None)?;
            needs.met()?;
            let path = require_value(out)?;
            if !is_workbook(&path) {
                return Err(other_name(".xlsx"));
            }
            ctx.own_files().refuse(&path, "--out")?;
            template_file::write_workbook(ctx, &path, "Applications", &columns())
        }
    }
}

fn other_name(ending: &str) -> Diagnostic {
    let message = format!("the name of this kind of file must end in {ending}");
    Diagnostic::usage(message).with_flag("--out")
}

/// The columns of the workbook.
fn columns() -> Vec<TemplateColumn> {
    let blank = Application::default();
    Import::Accounts
        .described()
        .map(|(heading, _, note)| {
            let field = Field::ALL
                .iter()
                .find(|field| field.facts().flag == heading);
            let wanted = |field: &Field| {
                Model::ALL
                    .iter()
                    .all(|model| is_wanted(*field, *model, &blank))
            };
            TemplateColumn {
                heading: heading.to_owned(),
                note,
                is_required: heading == MODEL || field.is_some_and(wanted),
                choices: choices(heading, field.copied()),
            }
        })
        .collect()
}

/// What a column offers.
fn choices(heading: &str, field: Option<Field>) -> Choices {
    if heading == MODEL {
        return Choices::OneOf(Model::ALL.iter().map(|it| it.short().to_owned()).collect());
    }
    let Some(field) = field else {
        return Choices::Any;
    };
    match field.facts().kind {
        FieldKind::Country => {
            let markets = markets().into_iter();
            let mut codes: Vec<String> = markets.map(|one| one.country.to_string()).collect();
            codes.sort();
            Choices::OneOf(codes)
        }
        FieldKind::YesNo => Choices::OneOf(["true", "false"].map(str::to_owned).to_vec()),
        FieldKind::Number => Choices::OneOf((1..=28).map(|day: u8| day.to_string()).collect()),
        FieldKind::Text | FieldKind::Email | FieldKind::Domain | FieldKind::Guid => Choices::Any,
    }
}
