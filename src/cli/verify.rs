//! `csp verify`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DayArg;
use super::complete::{Completer, all_words, models};
use super::outputs::FileUse;
use crate::domain::enrollment::{AppealDocumentKind, CheckKind, SupportPlan};
use crate::domain::{Email, Language, Model};

/// Get through the account verification
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  csp verify                                           the checks, their state, when due
  csp verify send-email --draft-out confirm.eml        write the confirmation message
  csp verify confirm-email --code CODE                 enter its code
  csp verify record business rejected --reason 'name differs from the register'
  csp verify appeal business --document business-registration:kbis.pdf")]
pub struct VerifyArgs {
    /// The model, where it is not clear
    #[arg(long, global = true, value_name = "MODEL", add = Completer::Words(models))]
    pub model: Option<Model>,
    /// The step
    #[command(subcommand)]
    pub command: Option<VerifyCommand>,
}

/// Where a message goes.
#[derive(Debug, Args, Clone)]
pub struct DraftArgs {
    /// Write the message as a mail file
    #[arg(long, value_name = "FILE.eml", add = FileUse::Writes)]
    pub draft_out: Option<PathBuf>,
    /// The message's language: en or fr
    #[arg(long, value_name = "LANG", add = Completer::words::<Language>())]
    pub lang: Option<Language>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum VerifyCommand {
    /// Show the checks, their state, since when, due when
    #[command(after_help = "Example:\n  csp verify status --format json")]
    Status,
    /// Issue the primary contact's confirmation message, again if need be
    #[command(after_help = "Example:\n  csp verify send-email --draft-out confirm.eml --lang fr")]
    SendEmail {
        /// Where it goes
        #[command(flatten)]
        draft: DraftArgs,
    },
    /// Confirm the primary contact's address with the code of the message
    #[command(after_help = "Example:\n  csp verify confirm-email --code CODE")]
    ConfirmEmail {
        /// The code; - reads it from standard input
        #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
        code: Option<String>,
    },
    /// Record the result of a check
    #[command(after_help = "Example:\n  csp verify record employment accepted --on 2021-03-04")]
    Record {
        /// The check: email-ownership, employment, business, due-diligence, credit
        #[arg(value_name = "CHECK", add = Completer::words::<CheckKind>())]
        check: Option<CheckKind>,
        /// The result: accepted or rejected
        #[arg(value_name = "RESULT", add = Completer::words::<ResultArg>())]
        result: Option<ResultArg>,
        /// Why it was rejected
        #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
        reason: Option<String>,
        /// The day of the result [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<DayArg>,
        /// Where the message to the primary contact goes
        #[command(flatten)]
        draft: DraftArgs,
    },
    /// Open the due-diligence check, which is not part of every verification
    #[command(
        after_help = "Example:\n  csp verify open due-diligence --reason 'picked for a closer look'"
    )]
    Open {
        /// The check: due-diligence
        #[arg(value_name = "CHECK", add = Completer::words::<CheckKind>())]
        check: Option<CheckKind>,
        /// Why
        #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
        reason: Option<String>,
    },
    /// Take back a result that was recorded by mistake
    #[command(
        after_help = "Example:\n  csp verify reopen business --reason 'recorded for the wrong account' --yes"
    )]
    Reopen {
        /// The check: email-ownership, employment, business, due-diligence, credit
        #[arg(value_name = "CHECK", add = Completer::words::<CheckKind>())]
        check: Option<CheckKind>,
        /// Why; the journal keeps it
        #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
        reason: Option<String>,
    },
    /// Appeal against a rejected check with documents
    #[command(
        after_help = "Example:\n  csp verify appeal business --document business-registration:kbis.pdf --comment 'current extract'"
    )]
    Appeal {
        /// The check
        #[arg(value_name = "CHECK", add = Completer::words::<CheckKind>())]
        check: Option<CheckKind>,
        /// A document: its type, a colon, its path
        #[arg(
            long = "document",
            value_name = "TYPE:PATH",
            num_args = 1..,
            add = Completer::WordAndPath(all_words::<AppealDocumentKind>)
        )]
        documents: Vec<DocumentArg>,
        /// What to say about it
        #[arg(long, value_name = "TEXT", value_parser = super::parse_kept_text)]
        comment: Option<String>,
        /// The primary contact's right address (email-ownership)
        #[arg(long, value_name = "EMAIL")]
        contact_email: Option<Email>,
    },
    /// Record the support plan that was bought, renewed or changed (direct bill)
    #[command(after_help = "Example:\n  csp verify support-plan asfp --on 2021-03-08")]
    SupportPlan {
        /// The plan: asfp or psfp
        #[arg(value_name = "PLAN", add = Completer::words::<SupportPlan>())]
        plan: Option<SupportPlan>,
        /// The day it was bought [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<DayArg>,
    },
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
