//! `csp verify`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DayArg;
use super::complete::{Completer, all_words, models};
use super::outputs::FileUse;
use crate::domain::enrollment::{AppealDocumentKind, CheckKind, SupportPlan};
use crate::domain::{Email, Language, Model};

/// Follow the account verification and record its results
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # Show the checks, their state and their due dates
  csp verify
  # Write the confirmation message for the primary contact
  csp verify send-email --draft-out confirm.eml
  # Confirm the address with the code from the message
  csp verify confirm-email --code CODE
  # Record results
  csp verify record employment accepted
  csp verify record business rejected --reason \"name differs from the register\"
  # Record the results of many accounts
  csp verify import results.csv
  # Appeal with a document
  csp verify appeal business --document business-registration:kbis.pdf")]
pub struct VerifyArgs {
    /// Model, if the account has two applications: indirect or direct
    #[arg(long, global = true, value_name = "MODEL", add = Completer::Words(models))]
    pub model: Option<Model>,
    /// The step
    #[command(subcommand)]
    pub command: Option<VerifyCommand>,
}

/// Where a message goes.
#[derive(Debug, Args, Clone)]
pub struct DraftArgs {
    /// Write the message to this mail file
    #[arg(long, value_name = "FILE.eml", add = FileUse::Writes)]
    pub draft_out: Option<PathBuf>,
    /// Language of the message: en or fr [default: `lang` in config.toml, else en]
    #[arg(long, value_name = "LANG", add = Completer::words::<Language>())]
    pub lang: Option<Language>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum VerifyCommand {
    /// Show the checks, their state and their due dates
    #[command(after_help = "Example:\n  csp verify status --format json")]
    Status,
    /// Write the confirmation message for the primary contact, with a new code
    #[command(after_help = "Example:\n  csp verify send-email --draft-out confirm.eml --lang fr")]
    SendEmail {
        /// Where it goes
        #[command(flatten)]
        draft: DraftArgs,
    },
    /// Confirm the primary contact's address with the code from the message
    #[command(after_help = "Example:\n  csp verify confirm-email --code CODE")]
    ConfirmEmail {
        /// Code from the message; - reads it from standard input
        #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
        code: Option<String>,
    },
    /// Record the result of a check
    #[command(after_help = "Example:\n  csp verify record employment accepted --on 2021-03-04")]
    Record {
        /// Check: email-ownership, employment, business, due-diligence or credit
        #[arg(value_name = "CHECK", add = Completer::words::<CheckKind>())]
        check: Option<CheckKind>,
        /// Result: accepted or rejected
        #[arg(value_name = "RESULT", add = Completer::words::<ResultArg>())]
        result: Option<ResultArg>,
        /// Reason, required for rejected
        #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
        reason: Option<String>,
        /// Day of the result, YYYY-MM-DD [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<DayArg>,
        /// Where the message to the primary contact goes
        #[command(flatten)]
        draft: DraftArgs,
    },
    /// Record the results of many checks from a file, all or none
    #[command(after_help = end_of_import())]
    Import(VerifyImportArgs),
    /// Open the due-diligence check, when Microsoft asks for it
    #[command(
        after_help = "Example:\n  csp verify open due-diligence --reason \"Microsoft asked for it\""
    )]
    Open {
        /// Check: due-diligence
        #[arg(value_name = "CHECK", add = Completer::words::<CheckKind>())]
        check: Option<CheckKind>,
        /// Reason; recorded in the journal
        #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
        reason: Option<String>,
    },
    /// Take back a result that was recorded by mistake
    #[command(
        after_help = "Example:\n  csp verify reopen business --reason \"recorded by mistake\" --yes"
    )]
    Reopen {
        /// Check: email-ownership, employment, business, due-diligence or credit
        #[arg(value_name = "CHECK", add = Completer::words::<CheckKind>())]
        check: Option<CheckKind>,
        /// Reason; recorded in the journal
        #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
        reason: Option<String>,
    },
    /// Appeal against a rejected check with documents
    #[command(after_help = end_of_appeal())]
    Appeal {
        /// Rejected check: email-ownership, employment, business, due-diligence or credit
        #[arg(value_name = "CHECK", add = Completer::words::<CheckKind>())]
        check: Option<CheckKind>,
        /// Document as its type, a colon and its path; repeat the option for more
        #[arg(
            long = "document",
            value_name = "TYPE:PATH",
            num_args = 1..,
            add = Completer::WordAndPath(all_words::<AppealDocumentKind>)
        )]
        documents: Vec<DocumentArg>,
        /// Comment on the appeal
        #[arg(long, value_name = "TEXT", value_parser = super::parse_kept_text)]
        comment: Option<String>,
        /// Corrected address of the primary contact (email-ownership only)
        #[arg(long, value_name = "EMAIL")]
        contact_email: Option<Email>,
    },
    /// Record the support plan that was bought, renewed or changed (direct bill)
    #[command(after_help = "Example:\n  csp verify support-plan asfp --on 2021-03-08")]
    SupportPlan {
        /// Plan: asfp (Advanced Support for Partners) or psfp (Premier Support for Partners)
        #[arg(value_name = "PLAN", add = Completer::words::<SupportPlan>())]
        plan: Option<SupportPlan>,
        /// Day on which it was bought, YYYY-MM-DD [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<DayArg>,
    },
}

/// What `verify import` takes.
#[derive(Debug, Args)]
pub struct VerifyImportArgs {
    /// CSV file or Excel workbook (.xlsx); - reads standard input
    #[arg(value_name = "FILE", add = FileUse::Reads)]
    pub file: Option<PathBuf>,
    /// Sheet of a workbook [default: the first one]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}

/// The end of the help of `import`.
fn end_of_import() -> String {
    super::help::columns::Import::Results.end_of_help(
        "\
The rows of an account are recorded in the order of the file. If a row has a
mistake, csp lists all mistakes and changes nothing. The same file again changes
nothing. No messages are written; to write one: `csp verify record --help`

Examples:
  # See what would change
  csp verify import results.csv --dry-run
  csp verify import results.csv",
    )
}

/// The end of the help of `appeal`.
fn end_of_appeal() -> String {
    format!(
        "\
Types of documents: {}.

Example:
  csp verify appeal business --document business-registration:kbis.pdf",
        super::help::columns::one_of::<AppealDocumentKind>("")
    )
}

crate::domain::word::words! {
    /// The result of a check, as it is typed.
    pub enum ResultArg: "result" {
        /// It passed.
        Accepted = "accepted",
        /// It failed.
        Rejected = "rejected",
    }
}

/// A document as it is typed: `TYPE:PATH`.
#[derive(Debug, Clone)]
pub struct DocumentArg {
    /// The type of document.
    pub kind: AppealDocumentKind,
    /// The file.
    pub path: PathBuf,
}

impl std::str::FromStr for DocumentArg {
    type Err = String;
    fn from_str(typed: &str) -> Result<Self, String> {
        let (kind, path) = typed
            .split_once(':')
            .ok_or_else(|| format!("`{typed}` is not TYPE:PATH, for example other:letter.pdf"))?;
        let kind = kind
            .parse()
            .map_err(|error: crate::domain::word::UnknownWord| error.to_string())?;
        if path.is_empty() {
            return Err(format!("`{typed}` names no file behind the colon"));
        }
        Ok(Self {
            kind,
            path: PathBuf::from(path),
        })
    }
}
