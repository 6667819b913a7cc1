//! `csp eligibility`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use rust_decimal::Decimal;

use super::DayArg;
use super::complete::{Completer, Names, assumptions, models, value_of_fact};
use super::help::columns::Import;
use super::outputs::FileUse;
use super::policy_packs::PoliciesArgs;
use crate::domain::Model;
use crate::domain::calendar::Month;
use crate::domain::evidence::FactKey;
use crate::domain::money::{BadAmount, Currency, parse_amount};
use crate::domain::revenue::{Category, parse_rate};
use crate::exchange::revenue::DateOrder;
use crate::policy::Purpose;

/// Check whether a partner qualifies, and keep the evidence for it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # Check whether you qualify for direct bill, and what is missing
  csp eligibility check --model direct
  # Check the facts in a file, without a store, for a build server
  csp eligibility check --facts facts.toml --format junit
  # Record revenue from a reconciliation file
  csp eligibility revenue import invoice.csv
  # Record a fact that csp cannot know
  csp eligibility evidence set support.first_level true
  # Show what changed in the requirements between two days
  csp eligibility diff 2020-10-26 2020-10-27")]
pub struct EligibilityArgs {
    /// The question
    #[command(subcommand)]
    pub command: EligibilityCommand,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum EligibilityCommand {
    /// Check every requirement of a model on a day (exit code 0: yes, 3: no)
    Check(CheckArgs),
    /// List the editions of the requirements, and what each requires
    Policies(PoliciesArgs),
    /// Show what changed in the requirements between two days
    #[command(after_help = "Example:\n  csp eligibility diff 2020-10-26 2020-10-27 --model direct")]
    Diff {
        /// First day, YYYY-MM-DD
        #[arg(value_name = "DATE")]
        from: Option<DayArg>,
        /// Second day, YYYY-MM-DD
        #[arg(value_name = "DATE")]
        to: Option<DayArg>,
        /// Only this model: direct or indirect
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
    /// Record facts that csp cannot know
    #[command(after_help = "\
Examples:
  csp eligibility evidence set support.plan asfp --note \"contract 4711\"
  csp eligibility evidence list
  csp eligibility evidence unset support.plan")]
    Evidence {
        /// What to do
        #[command(subcommand)]
        command: EvidenceCommand,
    },
    /// Record revenue by month
    #[command(after_help = "\
Examples:
  csp eligibility revenue import revenue.csv
  csp eligibility revenue add 2020-03 25000.00 --currency EUR
  csp eligibility revenue list")]
    Revenue {
        /// What to do
        #[command(subcommand)]
        command: RevenueCommand,
    },
    /// Record exchange rates to US dollars
    #[command(after_help = "\
Examples:
  csp eligibility rates set EUR 1.1837
  csp eligibility rates import rates.csv
  csp eligibility rates list")]
    Rates {
        /// What to do
        #[command(subcommand)]
        command: RatesCommand,
    },
    /// Forecast when the revenue requirement is met at the present pace
    #[command(after_help = "Example:\n  csp eligibility forecast --by 2027-01-01")]
    Forecast {
        /// Model: direct or indirect [default: direct]
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
        /// Also show the monthly amount that meets it by this day, YYYY-MM-DD
        #[arg(long, value_name = "DATE")]
        by: Option<DayArg>,
    },
    /// Print a facts file to fill in, with comments
    #[command(after_help = "Example:\n  csp eligibility template --model direct")]
    Template {
        /// Model: direct or indirect [default: direct]
        #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
        model: Option<Model>,
    },
}

/// Check every requirement of a model on a day (exit code 0: yes, 3: no)
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  csp eligibility check --model direct --as-of 2021-03-01
  # Check as if a fact were different
  csp eligibility check --model direct --what-if support.plan=asfp
  # Write annotations for GitHub Actions (also: junit, markdown)
  csp eligibility check --facts facts.toml --format github")]
pub struct CheckArgs {
    /// Model: direct or indirect [default: that of the facts file, else of the active enrollment]
    #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
    pub model: Option<Model>,
    /// Day to check, YYYY-MM-DD [default: that of the facts file, else today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<DayArg>,
    /// Check the facts in this file only, without a store
    #[arg(long, value_name = "FILE.toml", add = FileUse::Reads)]
    pub facts: Option<PathBuf>,
    /// enroll (to apply) or retain (to stay) [default: retain if the account is active in the model, else enroll]
    #[arg(long, value_name = "PURPOSE", add = Completer::words::<Purpose>())]
    pub purpose: Option<Purpose>,
    /// Assume a fact, for example support.plan=asfp; `csp eligibility template` lists the facts
    #[arg(long, value_name = "KEY=VALUE", num_args = 1.., add = Completer::Words(assumptions))]
    pub what_if: Vec<String>,
    /// Use the requirements in this file instead of those in csp
    #[arg(long, value_name = "FILE.toml", add = FileUse::Reads)]
    pub policy: Option<PathBuf>,
}

/// The subcommands of `evidence`.
#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    /// Record a fact, replacing what was recorded before
    #[command(
        after_help = "Example:\n  csp eligibility evidence set support.plan asfp --note \"contract 4711\""
    )]
    Set {
        /// Name of the fact, for example support.plan
        #[arg(value_name = "KEY", add = Completer::words::<FactKey>())]
        key: Option<String>,
        /// Value of the fact
        #[arg(
            value_name = "VALUE",
            allow_hyphen_values = true,
            value_parser = super::parse_kept_text,
            add = Completer::ByLine(value_of_fact)
        )]
        value: Option<String>,
        /// Note, for example where the fact comes from
        #[arg(long, value_name = "TEXT", value_parser = super::parse_kept_text)]
        note: Option<String>,
    },
    /// Record what a file of Microsoft says: the security score, or a reseller validation
    #[command(after_help = "\
JSON as the API gives it: securityScore and securityScore/requirements of Graph
set the facts security.admin_mfa, security.contact and
security.alert_response_hours, with the day on which Microsoft updated them. The
answer of validateresellers is recorded as `csp providers validation import` does.
What a file does not say stays unknown. A newer fact on record stays.

Examples:
  csp eligibility evidence import requirements.json
  csp eligibility evidence import answer.json --provider nordic-distribution")]
    Import {
        /// JSON file; - reads standard input
        #[arg(value_name = "FILE", add = FileUse::Reads)]
        file: Option<PathBuf>,
        /// Provider that asked for the validation [default: the only one with an active partnership]
        #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
        provider: Option<String>,
    },
    /// List the recorded facts
    #[command(after_help = "Example:\n  csp eligibility evidence list")]
    List,
    /// Remove a recorded fact
    #[command(after_help = "Example:\n  csp eligibility evidence unset support.plan")]
    Unset {
        /// Name of the fact, for example support.plan
        #[arg(value_name = "KEY", add = Completer::words::<FactKey>())]
        key: Option<String>,
    },
}

/// The subcommands of `revenue`.
#[derive(Debug, Subcommand)]
pub enum RevenueCommand {
    /// Import revenue: your own CSV, reconciliation files, billing exports and Insights exports
    #[command(after_help = Import::Revenue.end_of_help("\
Amounts are before tax. The month of a line is the month in which its charge
starts. An invoice counts once: to import the same lines again changes nothing.
For other lines of the same invoice, --add or --replace is required.

Examples:
  csp eligibility revenue import revenue.csv
  # Count the rows of one reseller in a provider's file
  csp eligibility revenue import provider.csv --reseller-mpn-id 4812345
  # Import a billing export: a folder with manifest.json and all its parts
  csp eligibility revenue import billing-export"))]
    Import {
        /// CSV files, Excel workbooks (.xlsx), JSON lines, or the folder of a billing export; - reads standard input
        #[arg(value_name = "FILE", add = FileUse::Reads)]
        files: Vec<PathBuf>,
        /// Count only the rows of this reseller in a provider's file, and those without one [default: the MPN ID of the
        /// account]
        #[arg(long, value_name = "ID")]
        reseller_mpn_id: Option<crate::domain::MpnId>,
        /// Sheet of a workbook [default: the first one]
        #[arg(long, value_name = "NAME")]
        sheet: Option<String>,
        /// The files have more lines of documents that are recorded already: count both
        #[arg(long, conflicts_with = "replace")]
        add: bool,
        /// The files have new versions of documents that are recorded already: replace them
        #[arg(long)]
        replace: bool,
        /// Order of dates in the files: mdy (03/31/2021), dmy (31/03/2021) or iso (2021-03-31) [default: mdy, unless a
        /// file shows otherwise]
        #[arg(long, value_name = "ORDER", add = Completer::words::<DateOrder>())]
        dates: Option<DateOrder>,
    },
    /// Record the total of a month, which replaces an earlier total
    #[command(
        after_help = "Example:\n  csp eligibility revenue add 2020-03 25000.00 --currency EUR"
    )]
    Add {
        /// Month, YYYY-MM
        #[arg(value_name = "MONTH")]
        month: Option<Month>,
        /// Amount before tax, for example 25000.00
        #[arg(value_name = "AMOUNT", allow_negative_numbers = true)]
        amount: Option<AmountArg>,
        /// Currency, for example EUR [default: USD]
        #[arg(long, value_name = "CURRENCY")]
        currency: Option<Currency>,
        /// Category: cloud, perpetual-software or third-party [default: cloud]
        #[arg(long, value_name = "CATEGORY", add = Completer::words::<Category>())]
        category: Option<Category>,
    },
    /// Remove the recorded revenue of a month
    #[command(
        after_help = "Example:\n  csp eligibility revenue remove 2020-03 --source stated --currency EUR"
    )]
    Remove {
        /// Month, YYYY-MM
        #[arg(value_name = "MONTH")]
        month: Option<Month>,
        /// Only this source: stated, invoice or export, or a name from `revenue list`
        #[arg(long, value_name = "SOURCE")]
        source: Option<String>,
        /// Only this category: cloud, perpetual-software or third-party
        #[arg(long, value_name = "CATEGORY", add = Completer::words::<Category>())]
        category: Option<Category>,
        /// Only this currency, for example EUR
        #[arg(long, value_name = "CURRENCY")]
        currency: Option<Currency>,
    },
    /// List revenue by month, with a chart of the last 12 full months
    #[command(after_help = "Example:\n  csp eligibility revenue list")]
    List,
}

/// The subcommands of `rates`.
#[derive(Debug, Subcommand)]
pub enum RatesCommand {
    /// Record the exchange rate of a currency, in general or for a month
    #[command(after_help = "Example:\n  csp eligibility rates set EUR 1.1837 --month 2020-03")]
    Set {
        /// Currency, for example EUR
        #[arg(value_name = "CURRENCY")]
        currency: Option<Currency>,
        /// US dollars for one unit of the currency, for example 1.1837
        #[arg(value_name = "RATE", allow_negative_numbers = true)]
        rate: Option<RateArg>,
        /// Month, YYYY-MM [default: every month without its own rate]
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
    },
    /// Remove the exchange rate of a currency
    #[command(after_help = "Example:\n  csp eligibility rates unset EUR --month 2020-03")]
    Unset {
        /// Currency, for example EUR
        #[arg(value_name = "CURRENCY")]
        currency: Option<Currency>,
        /// Month, YYYY-MM [default: the rate for every month]
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<Month>,
    },
    /// Import exchange rates from a file
    #[command(after_help = Import::Rates.end_of_help(
        "Example:\n  csp eligibility rates import rates.csv"
    ))]
    Import {
        /// CSV file or Excel workbook (.xlsx); - reads standard input
        #[arg(value_name = "FILE", add = FileUse::Reads)]
        file: Option<PathBuf>,
        /// Sheet of a workbook [default: the first one]
        #[arg(long, value_name = "NAME")]
        sheet: Option<String>,
    },
    /// List the exchange rates: your own and those in invoices
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
