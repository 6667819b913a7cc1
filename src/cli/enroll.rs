//! `csp enroll`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::complete::{Completer, Names, countries, models};
use super::fields::FieldFlags;
use super::groups::AccountFilterArgs;
use super::outputs::FileUse;
use crate::domain::business_profile::{Description, Label};
use crate::domain::{Country, Model};

/// Enrol a partner and bring it to active
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # Be asked for every field
  csp enroll --model indirect
  # Submit an application from a file
  csp enroll --from enrollment.toml
  # Save an incomplete application as a draft
  csp enroll --from enrollment.toml --draft
  # Show the application and what comes next
  csp enroll show")]
pub struct EnrollArgs {
    /// Start an application
    #[command(flatten)]
    pub start: StartArgs,
    /// Everything else
    #[command(subcommand)]
    pub command: Option<EnrollCommand>,
}

/// What starts an application.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// Model to apply for: indirect (reseller) or direct (bill)
    #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
    pub model: Option<Model>,
    /// Application file to take the fields from; - reads standard input
    #[arg(long, value_name = "FILE", add = FileUse::Reads)]
    pub from: Option<PathBuf>,
    /// Save as a draft, even if fields are missing
    #[arg(long)]
    pub draft: bool,
    /// Short name of the account [default: made from the legal name]
    #[arg(long, value_name = "NAME")]
    pub slug: Option<String>,
    /// What the eligibility check is given
    #[command(flatten)]
    pub evidence: EvidenceArgs,
    /// The fields
    #[command(flatten)]
    pub fields: FieldFlags,
}

/// Evidence for a direct-bill application.
#[derive(Debug, Args, Clone, Default)]
pub struct EvidenceArgs {
    /// Direct bill: file with evidence for the eligibility check
    #[arg(long, value_name = "FILE", add = FileUse::Reads)]
    pub facts: Option<PathBuf>,
    /// Direct bill: use the evidence of this indirect-reseller account of the same company
    #[arg(long, value_name = "ACCOUNT", add = Completer::Names(Names::Accounts))]
    pub evidence_account: Option<String>,
    /// Direct bill: why evidence under another legal name, tax ID or MPN ID belongs to the same company; recorded in the
    /// journal
    #[arg(long, value_name = "REASON")]
    pub same_company: Option<String>,
    /// Direct bill: submit although the check does not answer yes, for this reason; recorded in the journal
    #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
    pub despite_eligibility: Option<String>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum EnrollCommand {
    /// Print an application file to fill in, with comments
    #[command(after_help = "Example:\n  csp enroll template --model direct")]
    Template {
        /// Model: indirect or direct [default: indirect]
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
    /// Show one application in full, and what comes next
    #[command(after_help = "Example:\n  csp enroll show --account contoso-france")]
    Show {
        /// Show bank details in full; recorded in the journal
        #[arg(long)]
        reveal_bank: bool,
    },
    /// List the applications of all accounts
    #[command(after_help = "\
Examples:
  csp enroll list --format csv
  csp enroll list --group north")]
    List(AccountFilterArgs),
    /// Change fields of an application
    #[command(after_help = "Example:\n  csp enroll edit --support-phone \"+33 1 57 75 10 02\"")]
    Edit(ApplicationEditArgs),
    /// Submit a draft
    #[command(after_help = "Example:\n  csp enroll submit --account contoso-france")]
    Submit {
        /// Model, if the account has two applications: indirect or direct
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
        /// What the eligibility check is given
        #[command(flatten)]
        evidence: EvidenceArgs,
    },
    /// Sign the partner agreement (global admin only)
    #[command(after_help = "Example:\n  csp enroll sign-mpa --on 2021-03-09")]
    SignMpa {
        /// Day of the signature, YYYY-MM-DD [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<super::DayArg>,
        /// Model, if the account has two applications: indirect or direct
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
    /// Move from direct bill to indirect reseller on the same tenant
    #[command(
        after_help = "Example:\n  csp enroll transition --support-email support@contoso.fr --yes"
    )]
    Transition {
        /// Customer support address, if the account has none yet
        #[arg(long, value_name = "EMAIL")]
        support_email: Option<String>,
        /// Customer support phone, if the account has none yet
        #[arg(long, value_name = "NUMBER", value_parser = super::parse_kept_text)]
        support_phone: Option<String>,
    },
    /// Record that Microsoft restricted a direct-bill partner
    #[command(
        after_help = "Example:\n  csp enroll restrict --reason \"revenue below the threshold\" --yes"
    )]
    Restrict {
        /// Reason; recorded in the journal
        #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
        reason: Option<String>,
    },
    /// Record that Microsoft lifted the restriction
    #[command(after_help = "Example:\n  csp enroll reinstate")]
    Reinstate,
    /// Withdraw an application, or leave the programme
    #[command(after_help = "Example:\n  csp enroll withdraw --reason \"company sold\" --yes")]
    Withdraw {
        /// Reason; recorded in the journal
        #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
        reason: Option<String>,
        /// Model, if the account has two applications: indirect or direct
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
    /// List the countries where a company may sell, with the currency
    #[command(after_help = "Example:\n  csp enroll markets FR")]
    Markets {
        /// Country of the company, for example FR [default: that of the account]
        #[arg(value_name = "COUNTRY", add = Completer::Words(countries))]
        country: Option<Country>,
    },
    /// Show or set the business profile, which brings referrals
    #[command(
        subcommand,
        after_help = "Examples:\n  csp enroll business-profile show\n  csp enroll business-profile set --description Migrations --as eva@contoso.fr"
    )]
    BusinessProfile(BusinessProfileCommand),
    /// Make an account the default one
    #[command(name = "use", after_help = "Example:\n  csp enroll use contoso-france")]
    Use {
        /// Short name, MPN ID or tenant domain of the account
        #[arg(value_name = "ACCOUNT", add = Completer::Names(Names::Accounts))]
        account: Option<String>,
    },
}

/// `enroll business-profile`
#[derive(Debug, Subcommand)]
pub enum BusinessProfileCommand {
    /// Show the business profile
    #[command(after_help = "Example:\n  csp enroll business-profile show")]
    Show,
    /// Set the business profile (business-profile-admin or referrals-admin)
    #[command(after_help = "\
Example:
  csp enroll business-profile set --description Migrations --as eva@contoso.fr")]
    Set {
        /// What the company does
        #[arg(long, value_name = "TEXT")]
        description: Option<Description>,
        /// Service that the company offers; repeat the option for more
        #[arg(long = "service", value_name = "SERVICE")]
        services: Vec<Label>,
        /// Industry that the company knows; repeat the option for more
        #[arg(long = "industry", value_name = "INDUSTRY")]
        industries: Vec<Label>,
    },
}

/// What `edit` changes.
#[derive(Debug, Args)]
pub struct ApplicationEditArgs {
    /// Application file to take the fields from; - reads standard input
    #[arg(long, value_name = "FILE", add = FileUse::Reads)]
    pub from: Option<PathBuf>,
    /// Model, if the account has two applications: indirect or direct
    #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
    pub model: Option<Model>,
    /// Short name of the account; it cannot be changed
    #[arg(long, value_name = "NAME")]
    pub slug: Option<String>,
    /// The fields
    #[command(flatten)]
    pub fields: FieldFlags,
}
