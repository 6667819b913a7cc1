//! `csp enroll`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::complete::{Completer, Names, countries, models};
use super::fields::FieldFlags;
use super::outputs::FileUse;
use crate::domain::business_profile::{Description, Label};
use crate::domain::{Country, Model};

/// Put a partner into the programme and carry it to active
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  csp enroll --model indirect                    be asked for everything
  csp enroll --from enrollment.toml              submit an application from a file
  csp enroll --from enrollment.toml --draft      keep it for later
  csp enroll show                                where it stands and what comes next")]
pub struct EnrollArgs {
    /// Start an application
    #[command(flatten)]
    pub start: StartArgs,
    /// Anything else
    #[command(subcommand)]
    pub command: Option<EnrollCommand>,
}

/// What starts an application.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// The model: indirect (reseller) or direct (bill)
    #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
    pub model: Option<Model>,
    /// Take fields from an application file
    #[arg(long, value_name = "FILE", add = FileUse::Reads)]
    pub from: Option<PathBuf>,
    /// Keep it as a draft, complete or not
    #[arg(long)]
    pub draft: bool,
    /// The account's short name [default: made from the legal name]
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
    /// Direct bill: evidence for the eligibility check, from a file
    #[arg(long, value_name = "FILE", add = FileUse::Reads)]
    pub facts: Option<PathBuf>,
    /// Direct bill: evidence from the same company's indirect-reseller account
    #[arg(long, value_name = "ACCOUNT", add = Completer::Names(Names::Accounts))]
    pub evidence_account: Option<String>,
    /// Direct bill: why evidence under another legal name, tax ID or MPN ID is of the same company; the journal keeps it
    #[arg(long, value_name = "REASON")]
    pub same_company: Option<String>,
    /// Direct bill: submit although the check does not say yes; the journal keeps why
    #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
    pub despite_eligibility: Option<String>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum EnrollCommand {
    /// Print a commented application file to fill in
    #[command(after_help = "Example:\n  csp enroll template --model direct")]
    Template {
        /// The model
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
    /// Show one application in full, and what comes next
    #[command(after_help = "Example:\n  csp enroll show --account contoso-france")]
    Show {
        /// Show bank details in full; the journal records it
        #[arg(long)]
        reveal_bank: bool,
    },
    /// List all accounts
    #[command(after_help = "Example:\n  csp enroll list --format csv")]
    List,
    /// Change an application
    #[command(after_help = "Example:\n  csp enroll edit --support-phone '+33 1 57 75 10 02'")]
    Edit(ApplicationEditArgs),
    /// Submit a draft
    #[command(after_help = "Example:\n  csp enroll submit --account contoso-france")]
    Submit {
        /// The model, where it is not clear
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
        /// What the eligibility check is given
        #[command(flatten)]
        evidence: EvidenceArgs,
    },
    /// Sign the partner agreement (a global admin)
    #[command(after_help = "Example:\n  csp enroll sign-mpa --on 2021-03-09")]
    SignMpa {
        /// The day it was signed [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<super::DayArg>,
        /// The model, where it is not clear
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
    /// Move from direct bill to indirect reseller on the same tenant
    #[command(
        after_help = "Example:\n  csp enroll transition --support-email help@contoso.fr --support-phone '+33 1 57 75 10 01' --yes"
    )]
    Transition {
        /// Where customers write, where that is missing
        #[arg(long, value_name = "EMAIL")]
        support_email: Option<String>,
        /// Where customers call, where that is missing
        #[arg(long, value_name = "NUMBER", value_parser = super::parse_kept_text)]
        support_phone: Option<String>,
    },
    /// Record that Microsoft restricted a direct-bill partner
    #[command(
        after_help = "Example:\n  csp enroll restrict --reason 'revenue below the threshold' --yes"
    )]
    Restrict {
        /// Why
        #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
        reason: Option<String>,
    },
    /// Record that a restriction was lifted
    #[command(after_help = "Example:\n  csp enroll reinstate")]
    Reinstate,
    /// Withdraw an application, or leave the programme
    #[command(after_help = "Example:\n  csp enroll withdraw --reason 'company sold' --yes")]
    Withdraw {
        /// Why
        #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
        reason: Option<String>,
        /// The model, where it is not clear
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
    /// List the countries where a company may sell: those of its country's region, with the currency
    #[command(after_help = "Example:\n  csp enroll markets FR")]
    Markets {
        /// The company's country [default: that of the account]
        #[arg(value_name = "COUNTRY", add = Completer::Words(countries))]
        country: Option<Country>,
    },
    /// The business profile that brings referrals
    #[command(subcommand)]
    BusinessProfile(BusinessProfileCommand),
    /// Make an account the default one
    #[command(name = "use", after_help = "Example:\n  csp enroll use contoso-france")]
    Use {
        /// Its short name, MPN ID or tenant domain
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
    /// Set the business profile up, or anew (a business-profile-admin or referrals-admin)
    #[command(
        after_help = "Example:\n  csp enroll business-profile set --description 'We move mail to the cloud' --service migration --industry retail --as ada@contoso.fr"
    )]
    Set {
        /// What the company does
        #[arg(long, value_name = "D")]
        description: Option<Description>,
        /// A service it offers; may be given more than once
        #[arg(long = "service", value_name = "S")]
        services: Vec<Label>,
        /// An industry it knows; may be given more than once
        #[arg(long = "industry", value_name = "I")]
        industries: Vec<Label>,
    },
}

/// What `edit` changes.
#[derive(Debug, Args)]
pub struct ApplicationEditArgs {
    /// Take fields from an application file
    #[arg(long, value_name = "FILE", add = FileUse::Reads)]
    pub from: Option<PathBuf>,
    /// The model, where it is not clear
    #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
    pub model: Option<Model>,
    /// The account's short name, which stays as it is: the journal knows the account by it
    #[arg(long, value_name = "SLUG")]
    pub slug: Option<String>,
    /// The fields
    #[command(flatten)]
    pub fields: FieldFlags,
}
