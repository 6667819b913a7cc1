//! `csp report`: what a manager looks at, as a page, a workbook, a calendar or data.

mod covered;
mod gather;
mod journal;

use std::path::{Path, PathBuf};

use crate::cli::records::ReportArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::word::Word as _;
use crate::exchange::partner_report::{
    PartnerReport, ReportFileFormat, write_calendar, write_workbook,
};
use crate::host::files::{cannot_write, refuse_unwritable, write_whole};
use crate::report::html_page::{DETAILED, write_html_page};
use crate::report::views::partner_report::{PartnerReportView, ReportFileView};
use crate::report::{Outcome, OutputFormat};
use crate::session::Context;
use crate::session::needs::require_value;
use crate::store::GroupFilter;

/// Runs `csp report`.
///
/// # Errors
/// If the file has another ending, there is no store, the store cannot be read, or the file cannot be written.
pub fn run(ctx: &Context<'_>, args: ReportArgs) -> Result<Outcome> {
    let out = args.out;
    let is_for_people = ctx.out.format() == OutputFormat::Table;
    let out = match out {
        None if is_for_people && ctx.host.terminals.stdout => Some(ask_for_file(ctx)?),
        given => given,
    };
    let file = out.map(|path| Ok::<_, Diagnostic>((format_of(&path)?, path)));
    let file = file.transpose()?;
    ctx.needs_store()?;
    let report = gather::gather(ctx, &GroupFilter::from(&args.accounts))?;
    match file {
        Some((format, path)) => {
            write(ctx, &report, format, &path)?;
            Ok(Outcome::thing(file_view(&report, format, &path)))
        }
        None if is_for_people => write_html_page(&report).map(Outcome::text),
        None => Ok(Outcome::thing(PartnerReportView::from(&report))),
    }
}

/// A page of a hundred lines does not belong on a terminal, so the file must be named there.
fn ask_for_file(ctx: &Context<'_>) -> Result<PathBuf> {
    let mut needs = ctx.needs();
    let name = needs.text(None, "File (ending in .html, .xlsx or .ics)", "--out", None)?;
    needs.met()?;
    let path = PathBuf::from(require_value(name)?);
    ctx.own_files().refuse(&path, "--out")?;
    Ok(path)
}

fn format_of(path: &Path) -> Result<ReportFileFormat> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let format = ending.and_then(|ending| ReportFileFormat::exactly(&ending.to_ascii_lowercase()));
    format.ok_or_else(|| {
        let shown = path.display();
        let message = format!("{shown} is not valid: the name must end in .html, .xlsx or .ics");
        Diagnostic::usage(message)
            .with_flag("--out")
            .with_help("For example: `csp report --out report.html`")
    })
}

fn write(
    ctx: &Context<'_>,
    report: &PartnerReport,
    format: ReportFileFormat,
    path: &Path,
) -> Result<()> {
    let content = match format {
        ReportFileFormat::Html => write_html_page(report)?.into_bytes(),
        ReportFileFormat::Xlsx => {
            write_workbook(report).map_err(|error| Diagnostic::failed(error.to_string()))?
        }
        ReportFileFormat::Ics => write_calendar(report),
    };
    if ctx.dry_run() {
        return refuse_unwritable(path).map_err(|error| cannot_write(path, &error));
    }
    write_whole(path, &content)?;
    ctx.acted();
    Ok(())
}

fn file_view(report: &PartnerReport, format: ReportFileFormat, path: &Path) -> ReportFileView {
    let accounts = report.accounts.len();
    ReportFileView {
        file: path.display().to_string(),
        format,
        accounts,
        folded: match format {
            ReportFileFormat::Html => accounts.saturating_sub(DETAILED),
            ReportFileFormat::Xlsx | ReportFileFormat::Ics => 0,
        },
        snoozed: report.snoozed(),
        dates: report.accounts.iter().map(|it| it.dates.len()).sum(),
    }
}
