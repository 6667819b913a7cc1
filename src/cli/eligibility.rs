//! `csp eligibility`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use rust_decimal::Decimal;

use super::DayArg;
use super::complete::{Completer, assumptions, models, value_of_fact};
use super::outputs::FileUse;
use crate::domain::Model;
use crate::domain::calendar::Month;
use crate::domain::evidence::FactKey;
use crate::domain::money::{BadAmount, Currency, parse_amount};
use crate::domain::revenue::{Category, parse_rate};
use crate::exchange::revenue::DateOrder;
use crate::policy::Purpose;

/// Ask whether this partner would qualify, under which dated rules, on what evidence
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  csp eligibility check --model direct                       would we qualify, and what is missing
  csp eligibility check --facts facts.toml --format junit    the same from one file, for a CI job
  csp eligibility revenue import invoice.csv                 give revenue from a reconciliation file
  csp eligibility evidence set support.first_level true      give a fact that the store cannot know")]
pub struct EligibilityArgs {
    /// The question
    #[command(subcommand)]
    pub command: EligibilityCommand,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum EligibilityCommand {
    /// Check every requirement of a model on a day; exit 0 for yes, 3 for no
    Check(CheckArgs),
    /// List the policy editions and what each asks for
    #[command(after_help = "Example:\n  csp eligibility policies --model direct --format json")]
    Policies {
        /// Only of this model: direct or indirect
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
    /// Show what changed between two days
    #[command(after_help = "Example:\n  csp eligibility diff 2020-10-26 2020-10-27 --model direct")]
    Diff {
        /// The first day
        #[arg(value_name = "DATE")]
        from: Option<DayArg>,
        /// The second day
        #[arg(value_name = "DATE")]
        to: Option<DayArg>,
        /// Only of this model: direct or indirect
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
    /// Record facts that the store cannot know
    Evidence {
        /// What to do
        #[command(subcommand)]
        command: EvidenceCommand,
    },
    /// Record revenue by month
    Revenue {
        /// What to do
        #[command(subcommand)]
        command: RevenueCommand,
    },
    /// Record exchange rates into US dollars
    Rates {
        /// What to do
        #[command(subcommand)]
        command: RatesCommand,
    },
    /// Forecast when the revenue requirement would be met at this pace
    #[command(after_help = "Example:\n  csp eligibility forecast --by 2027-01-01")]
    Forecast {
        /// The model: direct or indirect [default: direct]
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
        /// Also say what monthly amount would meet it by this day
        #[arg(long, value_name = "DATE")]
        by: Option<DayArg>,
    },
    /// Print a commented facts.toml, ready to fill in
    #[command(after_help = "Example:\n  csp eligibility template --model direct")]
    Template {
        /// The model: direct or indirect [default: direct]
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
}

/// Check every requirement of a model on a day; exit 0 for yes, 3 for no
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  csp eligibility check --model direct --as-of 2021-03-01
  csp eligibility check --facts facts.toml --format github       annotations; also junit and markdown
  csp eligibility check --model direct --what-if support.plan=asfp --what-if security.contact=true")]
pub struct CheckArgs {
    /// The model: direct or indirect [default: that of the facts, else of the enrollment in force]
    #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
    pub model: Option<Model>,
    /// The day asked about [default: that of the facts, else today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<DayArg>,
    /// Decide from this file alone; no store is needed
    #[arg(long, value_name = "FILE.toml", add = FileUse::Reads)]
    pub facts: Option<PathBuf>,
    /// To enroll, or to stay: enroll or retain [default: retain where an enrollment of the model is in force, else enroll]
    #[arg(long, value_name = "PURPOSE", add = Completer::words::<Purpose>())]
    pub purpose: Option<Purpose>,
    /// Assume a fact, for example support.plan=asfp; `csp eligibility template` names them
    #[arg(long, value_name = "KEY=VALUE", num_args = 1.., add = Completer::Words(assumptions))]
    pub what_if: Vec<String>,
    /// Decide under these rules instead of the program's own
    #[arg(long, value_name = "FILE.toml", add = FileUse::Reads)]
    pub policy: Option<PathBuf>,
}

/// The subcommands of `evidence`.
#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    /// Record a fact, replacing what was recorded before
    #[command(
        after_help = "Example:\n  csp eligibility evidence set support.plan asfp --note 'contract 4711'"
    )]
    Set {
        /// The fact's dotted name, for example support.plan
        #[arg(value_name = "KEY", add = Completer::words::<FactKey>())]
        key: Option<String>,
        /// Its value
        #[arg(
            value_name = "VALUE",
            allow_hyphen_values = true,
            value_parser = super::parse_kept_text,
            add = Completer::ByLine(value_of_fact)
        )]
        value: Option<String>,
        /// Where it comes from
        #[arg(long, value_name = "TEXT", value_parser = super::parse_kept_text)]
        note: Option<String>,
    },
    /// List what is recorded
    #[command(after_help = "Example:\n  csp eligibility evidence list")]
    List,
    /// Take a fact back
    #[command(after_help = "Example:\n  csp eligibility evidence unset support.plan")]
    Unset {
        /// The fact's dotted name
        #[arg(value_name = "KEY", add = Completer::words::<FactKey>())]
        key: Option<String>,
    },
}

/// The subcommands of `revenue`.
#[derive(Debug, Subcommand)]
pub enum RevenueCommand {
    /// Import own CSV, reconciliation files and Insights exports, recognised by their headers
    #[command(after_help = "\
Own CSV has the columns month,currency,amount,category and states totals. Amounts are before tax; the month is that of
the start of the charge. An invoice counts once: the same lines again change nothing, and other lines of it are refused
until `--add` or `--replace` says what they are.

Examples:
  csp eligibility revenue import revenue.csv
  csp eligibility revenue import provider.csv --reseller-mpn-id 4812345")]
    Import {
        /// The files; - reads standard input
        #[arg(value_name = "FILE", add = FileUse::Reads)]
        files: Vec<PathBuf>,
        /// Whose rows of a provider's file count [default: the account's own MPN ID]; blank ones are kept
        #[arg(long, value_name = "ID")]
        reseller_mpn_id: Option<crate::domain::MpnId>,
        /// The sheet of a workbook [default: the first one]
        #[arg(long, value_name = "NAME")]
        sheet: Option<String>,
        /// Count documents that are on record with other content as further parts of them
        #[arg(long, conflicts_with = "replace")]
        add: bool,
        /// Put documents in the place of those on record that have other content
        #[arg(long)]
        replace: bool,
        /// How the dates of the files are written: mdy, dmy or iso [default: month first, unless a file shows otherwise]
        #[arg(long, value_name = "ORDER", add = Completer::words::<DateOrder>())]
        dates: Option<DateOrder>,
    },
    /// State the total of a month, replacing what was stated before
    #[command(
        after_help = "Example:\n  csp eligibility revenue add 2020-03 25000.00 --currency EUR"
    )]
    Add {
        /// The month, YYYY-MM
        #[arg(value_name = "MONTH")]
        month: Option<Month>,
        /// The amount, before tax
        #[arg(value_name = "AMOUNT", allow_negative_numbers = true)]
        amount: Option<AmountArg>,
        /// The currency [default: USD]
        #[arg(long, value_name = "CURRENCY")]
        currency: Option<Currency>,
        /// cloud, perpetual-software or third-party [default: cloud]
        #[arg(long, value_name = "CATEGORY", add = Completer::words::<Category>())]
        category: Option<Category>,
    },
    /// Take back what was stated or imported for a month
    #[command(
        after_help = "Example:\n  csp eligibility revenue remove 2020-03 --source stated --currency EUR"
    )]
    Remove {
        /// The month, YYYY-MM
        #[arg(value_name = "MONTH")]
        month: Option<Month>,
        /// Only this source: stated, invoice or export, or a source as `revenue list` names it
        #[arg(long, value_name = "SOURCE")]
        source: Option<String>,
        /// Only this category: cloud, perpetual-software or third-party
        #[arg(long, value_name = "CATEGORY", add = Completer::words::<Category>())]
        category: Option<Category>,
        /// Only this currency
        #[arg(long, value_name = "CURRENCY")]
        currency: Option<Currency>,
    },
    /// List revenue by month, with a chart of the trailing twelve months
    #[command(after_help = "Example:\n  csp eligibility revenue list")]
    List,
}

/// The subcommands of `rates`.
#[derive(Debug, Subcommand)]
pub enum RatesCommand {
    /// Give the US dollars for one unit of a currency, in general or for a month
    #[command(after_help = "Example:\n  csp eligibility rates set EUR 1.1837 --month 2020-03")]
    Set {
        /// The currency, for example EUR
        #[arg(value_name = "CURRENCY")]
        currency: Option<Currency>,
        /// US dollars for one unit
        #[arg(value_name = "RATE", allow_negative_numbers = true)]
        rate: Option<RateArg>,
        /// The month, YYYY-MM [default: every month without a rate of its own]
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
    },
    /// Take back the rate of a currency
    #[command(after_help = "Example:\n  csp eligibility rates unset EUR --month 2020-03")]
    Unset {
        /// The currency, for example EUR
        #[arg(value_name = "CURRENCY")]
        currency: Option<Currency>,
        /// The month, YYYY-MM [default: the rate for every month]
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
    },
    /// Import rates from a CSV file: month,currency,rate
    #[command(after_help = "Example:\n  csp eligibility rates import rates.csv")]
    Import {
        /// The file; - reads standard input
        #[arg(value_name = "FILE.csv", add = FileUse::Reads)]
        file: Option<PathBuf>,
        /// The sheet of a workbook [default: the first one]
        #[arg(long, value_name = "NAME")]
        sheet: Option<String>,
    },
    /// List the rates that are known, by hand and from invoices
    #[command(after_help = "Example:\n  csp eligibility rates list")]
    List,
}

/// An amount as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmountArg(pub Decimal);

impl std::str::FromStr for AmountArg {
    type Err = BadAmount;
    fn from_str(typed: &str) -> Result<Self, BadAmount> {
        parse_amount(typed).map(Self)
    }
}

/// A rate as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateArg(pub Decimal);

impl std::str::FromStr for RateArg {
    type Err = String;
    fn from_str(typed: &str) -> Result<Self, String> {
        parse_rate(typed).map(Self)
    }
}
