//! `csp providers`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DayArg;
use super::complete::{Completer, Names, countries};
use super::help::columns::Import;
use super::outputs::FileUse;
use super::users::OnConflict;
use super::verify::DraftArgs;
use crate::domain::link::Link;
use crate::domain::partnership::PartnershipStateKind;
use crate::domain::provider::Service;
use crate::domain::word::words;
use crate::domain::{Country, Email, MpnId, TenantDomain, TenantId};

/// Manage indirect providers (distributors) and partnerships
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # Find providers that can work with this account
  csp providers search --country SE
  # Record a provider's invitation, and accept it
  csp providers invite iberia-it
  csp providers authorize alpine-cloud --accept
  # List the providers of this account
  csp providers list
  # List the customers that you share with a provider
  csp providers customers nordic-distribution")]
pub struct ProvidersArgs {
    /// What to do
    #[command(subcommand)]
    pub command: ProvidersCommand,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum ProvidersCommand {
    /// Add a provider to the directory
    #[command(after_help = "\
Example:
  csp providers add \"Tailspin Distribution\" --country FR --mpn-id 5550009")]
    Add(EntryArgs),
    /// Change a provider in the directory
    #[command(after_help = "\
Example:
  csp providers edit nordic-distribution --email partners@nordic.example")]
    Edit(ProviderEditArgs),
    /// Add or update all providers in a file
    #[command(after_help = Import::Providers.end_of_help("\
Examples:
  csp providers import directory.csv
  # Update the providers that exist already
  csp providers import directory.csv --on-conflict update"))]
    Import(ProviderImportArgs),
    /// Search the directory; providers of the account's region come first
    #[command(after_help = "Example:\n  csp providers search nordic --service billing")]
    Search(SearchArgs),
    /// Record a provider's invitation to this account
    #[command(after_help = "\
Example:
  csp providers invite iberia-it --draft-out invitation.eml --lang fr")]
    Invite(ProviderInviteArgs),
    /// Accept an invitation: the provider may order for shared customers and administer this account
    #[command(after_help = "Example:\n  csp providers authorize alpine-cloud --accept")]
    Authorize(AuthorizeArgs),
    /// Decline an invitation
    #[command(
        after_help = "Example:\n  csp providers decline alpine-cloud --reason \"other terms\""
    )]
    Decline(ReasonArgs),
    /// List this account's providers
    #[command(after_help = "Example:\n  csp providers list --format csv")]
    List(ProviderListArgs),
    /// Show a provider, the partnership and its history
    #[command(after_help = "Example:\n  csp providers show nordic-distribution")]
    Show(ProviderArg),
    /// List the customers that this account shares with a provider
    #[command(after_help = "Example:\n  csp providers customers nordic-distribution")]
    Customers(SharedArgs),
    /// List the accounts of this store that work with a provider
    #[command(after_help = "Example:\n  csp providers resellers nordic-distribution")]
    Resellers(ResellersArgs),
    /// Take away a provider's administrator access, but keep the partnership
    #[command(after_help = "Example:\n  csp providers revoke-admin nordic-distribution --yes")]
    RevokeAdmin(ProviderArg),
    /// Give a provider its administrator access again (global admin only)
    #[command(after_help = "Example:\n  csp providers restore-admin baltic-it")]
    RestoreAdmin(ProviderArg),
    /// End a partnership
    #[command(
        after_help = "Example:\n  csp providers end nordic-distribution --reason \"new terms\" --yes"
    )]
    End(ReasonArgs),
    /// Record whether Microsoft accepts our Partner ID as reseller of record
    #[command(after_help = "\
A provider asks Microsoft before it orders for us. Record what it was told.

Examples:
  csp providers validation nordic-distribution valid
  csp providers validation nordic-distribution invalid --code 900400
  # Read the answer of the API
  csp providers validation import answer.json --provider nordic-distribution")]
    Validation(ValidationArgs),
}

/// A provider.
#[derive(Debug, Args, Clone)]
pub struct ProviderArg {
    /// Short name, MPN ID, tenant ID, domain or exact name of the provider
    #[arg(value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
}

/// What an entry says.
#[derive(Debug, Args, Clone)]
pub struct EntryFlags {
    /// Country of its tenant, for example FR
    #[arg(long, value_name = "CC", add = Completer::Words(countries))]
    pub country: Option<Country>,
    /// MPN ID (Partner ID) of its location, 4 to 10 digits
    #[arg(long, value_name = "ID")]
    pub mpn_id: Option<MpnId>,
    /// Tenant ID; required for a customer request together with this provider
    #[arg(long, value_name = "GUID")]
    pub tenant_id: Option<TenantId>,
    /// Domain of its tenant
    #[arg(long, value_name = "DOMAIN")]
    pub tenant_domain: Option<TenantDomain>,
    /// Email address for messages
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<Email>,
    /// Service it offers: training, marketing, financing, support, billing, purchasing or referrals; repeat the option for
    /// more
    #[arg(
        long,
        value_name = "SERVICE",
        num_args = 1..,
        value_delimiter = ',',
        add = Completer::words::<Service>()
    )]
    pub service: Vec<Service>,
    /// Your own notes, for example terms; "" clears them
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
}

impl EntryFlags {
    /// Whether none was given.
    pub fn is_empty(&self) -> bool {
        let Self {
            country,
            mpn_id,
            tenant_id,
            tenant_domain,
            email,
            service,
            notes,
        } = self;
        country.is_none()
            && mpn_id.is_none()
            && tenant_id.is_none()
            && tenant_domain.is_none()
            && email.is_none()
            && service.is_empty()
            && notes.is_none()
    }
}

/// What `add` takes.
#[derive(Debug, Args)]
pub struct EntryArgs {
    /// Name of the company
    #[arg(value_name = "NAME", value_parser = super::parse_kept_text)]
    pub name: Option<String>,
    /// The rest
    #[command(flatten)]
    pub entry: EntryFlags,
}

/// What `edit` takes.
#[derive(Debug, Args)]
pub struct ProviderEditArgs {
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// Name of the company
    #[arg(long, value_name = "NAME", value_parser = super::parse_kept_text)]
    pub name: Option<String>,
    /// What changes
    #[command(flatten)]
    pub entry: EntryFlags,
}

/// What `import` takes.
#[derive(Debug, Args)]
pub struct ProviderImportArgs {
    /// CSV file or Excel workbook (.xlsx); - reads standard input
    #[arg(value_name = "FILE", add = FileUse::Reads)]
    pub file: Option<PathBuf>,
    /// What to do with providers that exist already: fail, skip or update
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

/// What `search` takes.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Only providers with this text in the name, domain or MPN ID
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
    /// Only providers of this country, for example SE
    #[arg(long, value_name = "CC", add = Completer::Words(countries))]
    pub country: Option<Country>,
    /// Only providers with this service, for example billing
    #[arg(long, value_name = "SERVICE", add = Completer::words::<Service>())]
    pub service: Option<Service>,
}

/// What `invite` takes.
#[derive(Debug, Args)]
pub struct ProviderInviteArgs {
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// Link in the invitation that you received [default: a reference that csp makes]
    #[arg(long, value_name = "URL")]
    pub link: Option<Link>,
    /// Where the message goes
    #[command(flatten)]
    pub draft: DraftArgs,
}

/// What `authorize` takes.
#[derive(Debug, Args)]
pub struct AuthorizeArgs {
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// Personal link of the invitation [default: that of the open invitation]
    #[arg(long, value_name = "URL")]
    pub link: Option<String>,
    /// Confirm that you accept what the provider may do; required
    #[arg(long)]
    pub accept: bool,
}

/// A provider and why.
#[derive(Debug, Args)]
pub struct ReasonArgs {
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// Reason; recorded in the journal
    #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
    pub reason: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub struct ProviderListArgs {
    /// Only partnerships in this state: invited, active, declined, expired or ended
    #[arg(long, value_name = "STATE", add = Completer::words::<PartnershipStateKind>())]
    pub state: Option<PartnershipStateKind>,
    /// Include ended, declined and expired partnerships
    #[arg(long)]
    pub all: bool,
    /// At most N providers
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Only providers after this one, to continue a list
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub after: Option<String>,
}

/// What `customers` takes.
#[derive(Debug, Args)]
pub struct SharedArgs {
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// At most N customers
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<u32>,
    /// Only customers after this domain, to continue a list
    #[arg(long, value_name = "DOMAIN")]
    pub after: Option<TenantDomain>,
}

/// What `resellers` takes.
#[derive(Debug, Args)]
pub struct ResellersArgs {
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// Include accounts that no longer work with it
    #[arg(long)]
    pub all: bool,
}

words! {
    /// Microsoft's answer about a Partner ID.
    pub enum ValidationWord: "answer" {
        /// It is valid as reseller of record.
        Valid = "valid",
        /// It is not.
        Invalid = "invalid",
    }
}

/// What `validation` takes.
#[derive(Debug, Args)]
pub struct ValidationArgs {
    /// Import the answer instead
    #[command(subcommand)]
    pub command: Option<ValidationCommand>,
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// Answer: valid or invalid
    #[arg(value_name = "ANSWER", add = Completer::words::<ValidationWord>())]
    pub answer: Option<ValidationWord>,
    /// Microsoft's error code, for example 900400
    #[arg(long, value_name = "N")]
    pub code: Option<String>,
    /// Microsoft's description of the error
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
    /// Day of the answer, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<DayArg>,
}

impl ValidationArgs {
    /// Whether a part of an answer was given, which an import does not take.
    pub fn has_an_answer(&self) -> bool {
        let described = self.code.is_some() || self.text.is_some();
        let named = self.provider.provider.is_some() || self.answer.is_some();
        named || described || self.on.is_some()
    }
}

/// The subcommands of `validation`.
#[derive(Debug, Subcommand)]
pub enum ValidationCommand {
    /// Record the answer in a file: JSON of validateresellers, as the API gives it
    #[command(after_help = "\
The answer about the MPN ID of the account is recorded. Answers about other
partner IDs are left out and named.

The provider must be named if you work with several.

Example:
  csp providers validation import answer.json --provider nordic-distribution")]
    Import(ValidationImportArgs),
}

/// What `validation import` takes.
#[derive(Debug, Args)]
pub struct ValidationImportArgs {
    /// JSON file; - reads standard input
    #[arg(value_name = "FILE", add = FileUse::Reads)]
    pub file: Option<PathBuf>,
    /// Provider that asked Microsoft [default: the only one with an active partnership]
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
    /// Day of the answer, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<DayArg>,
}
