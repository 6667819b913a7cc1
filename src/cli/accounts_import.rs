//! `csp accounts import`.

use std::path::PathBuf;

use clap::Args;

use super::complete::{Completer, models};
use super::help::columns::Import;
use super::outputs::FileUse;
use super::users::OnConflict;
use crate::domain::Model;
use crate::domain::word::words;

/// What `accounts import` takes.
#[derive(Debug, Args)]
pub struct AccountImportArgs {
    /// CSV file, Excel workbook (.xlsx), application file (.toml) or folder of application files; - reads standard input
    #[arg(value_name = "FILE", add = FileUse::Reads)]
    pub file: Option<PathBuf>,
    /// Keep all applications as drafts, even if values are missing
    #[arg(long)]
    pub draft: bool,
    /// Model of applications without one in the file: indirect or direct
    #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
    pub model: Option<Model>,
    /// What to do with accounts that exist already: fail, skip or update
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "fail",
        add = Completer::words::<OnConflict>()
    )]
    pub on_conflict: OnConflict,
    /// Sheet of a workbook [default: the first one]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}

words! {
    /// A kind of file to fill in.
    pub enum TemplateKind: "kind of file" {
        /// A line of headings.
        Csv = "csv",
        /// A workbook with drop-down lists.
        Xlsx = "xlsx",
    }
}

/// What `accounts template` takes.
#[derive(Debug, Args)]
pub struct AccountTemplateArgs {
    /// Kind of file: csv or xlsx, a workbook with drop-down lists [default: as the name in --out ends, else csv]
    #[arg(long = "for", value_name = "KIND", add = Completer::words::<TemplateKind>())]
    pub kind: Option<TemplateKind>,
    /// File to write; required for a workbook
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub out: Option<PathBuf>,
}

/// The end of the help.
pub(super) fn end_of_help() -> String {
    Import::Accounts.end_of_help(
        "\
Every application is submitted, as `csp enroll --from FILE` does it. If one of
them has a mistake, csp lists the mistakes of all and changes nothing.
--draft submits none of them. --on-conflict update fills drafts that are there
and submits them, unless --draft is given; a draft is found by MPN ID, tenant
domain or tenant ID, not by its short name alone. A direct-bill application that
needs evidence is kept with --draft and submitted with `csp enroll submit`.

To get a workbook with drop-down lists: `csp accounts template --out FILE.xlsx`

Examples:
  # See what would happen
  csp accounts import applications.csv --dry-run
  # Keep what is there so far, and submit it when it is complete
  csp accounts import applications.csv --draft
  csp accounts import applications.csv --on-conflict update
  # A folder of application files
  csp accounts import applications",
    )
}
