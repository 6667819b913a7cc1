//! `csp providers`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::complete::{Completer, Names, countries};
use super::outputs::FileUse;
use super::users::OnConflict;
use super::verify::DraftArgs;
use crate::domain::link::Link;
use crate::domain::partnership::PartnershipStateKind;
use crate::domain::provider::Service;
use crate::domain::{Country, Email, MpnId, TenantDomain, TenantId};

/// Work with indirect providers (distributors)
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  csp providers search --country SE                 who could work with this account
  csp providers invite nordic-distribution          put a provider's invitation on record
  csp providers authorize nordic-distribution --accept")]
pub struct ProvidersArgs {
    /// What to do
    #[command(subcommand)]
    pub command: ProvidersCommand,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum ProvidersCommand {
    /// Add a provider to the directory
    #[command(
        after_help = "Example:\n  csp providers add 'Nordic Distribution' --country SE --mpn-id 5550001"
    )]
    Add(EntryArgs),
    /// Change an entry of the directory
    #[command(
        after_help = "Example:\n  csp providers edit nordic-distribution --tenant-id 11111111-2222-3333-4444-555555555555"
    )]
    Edit(ProviderEditArgs),
    /// Add providers to the directory in bulk, from CSV
    #[command(
        after_help = "Example:\n  csp providers import directory.csv\n\nColumns: name,country,mpn-id,tenant-id,tenant-domain,email,service,notes (several services with `;` between them)."
    )]
    Import(ProviderImportArgs),
    /// Search the directory for whoever could work with this account, region fit first
    #[command(after_help = "Example:\n  csp providers search nordic --service billing")]
    Search(SearchArgs),
    /// Put a provider's invitation to this account on record
    #[command(
        after_help = "Example:\n  csp providers invite nordic-distribution --draft-out invitation.eml --lang fr"
    )]
    Invite(ProviderInviteArgs),
    /// Set the check mark: let a provider order for shared customers and administer this account
    #[command(after_help = "Example:\n  csp providers authorize nordic-distribution --accept")]
    Authorize(AuthorizeArgs),
    /// Say no to an invitation
    #[command(
        after_help = "Example:\n  csp providers decline nordic-distribution --reason 'other terms'"
    )]
    Decline(ReasonArgs),
    /// List this account's providers
    #[command(after_help = "Example:\n  csp providers list --format csv")]
    List(ProviderListArgs),
    /// Show a provider: its entry, the partnership, the history
    #[command(after_help = "Example:\n  csp providers show nordic-distribution")]
    Show(ProviderArg),
    /// List the customers that this account and a provider share
    #[command(after_help = "Example:\n  csp providers customers nordic-distribution")]
    Customers(SharedArgs),
    /// List a provider's resellers among the accounts of this store
    #[command(after_help = "Example:\n  csp providers resellers nordic-distribution")]
    Resellers(ResellersArgs),
    /// Take a provider's administrator access back and keep the partnership
    #[command(after_help = "Example:\n  csp providers revoke-admin nordic-distribution --yes")]
    RevokeAdmin(ProviderArg),
    /// Give a provider its administrator access back (a global admin)
    #[command(after_help = "Example:\n  csp providers restore-admin nordic-distribution")]
    RestoreAdmin(ProviderArg),
    /// End a partnership
    #[command(
        after_help = "Example:\n  csp providers end nordic-distribution --reason 'moved on' --yes"
    )]
    End(ReasonArgs),
}

/// A provider.
#[derive(Debug, Args, Clone)]
pub struct ProviderArg {
    /// Its short name, MPN ID, tenant id, domain or exact name
    #[arg(value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
}

/// What an entry says.
#[derive(Debug, Args, Clone)]
pub struct EntryFlags {
    /// The country of its tenant
    #[arg(long, value_name = "CC", add = Completer::Words(countries))]
    pub country: Option<Country>,
    /// Its location identifier in the partner network
    #[arg(long, value_name = "ID")]
    pub mpn_id: Option<MpnId>,
    /// Its tenant id; the link of a joint request needs it
    #[arg(long, value_name = "GUID")]
    pub tenant_id: Option<TenantId>,
    /// The tenant's domain
    #[arg(long, value_name = "DOMAIN")]
    pub tenant_domain: Option<TenantDomain>,
    /// Whom to write to
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<Email>,
    /// What it does: training, marketing, financing, support, billing, purchasing, referrals
    #[arg(
        long,
        value_name = "SERVICE",
        num_args = 1..,
        value_delimiter = ',',
        add = Completer::words::<Service>()
    )]
    pub service: Vec<Service>,
    /// Free notes: programmes, support level, terms; an empty text clears them
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
    /// The company's name
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
    /// The company's name
    #[arg(long, value_name = "NAME", value_parser = super::parse_kept_text)]
    pub name: Option<String>,
    /// What changes
    #[command(flatten)]
    pub entry: EntryFlags,
}

/// What `import` takes.
#[derive(Debug, Args)]
pub struct ProviderImportArgs {
    /// The CSV file, or - for standard input
    #[arg(value_name = "FILE", add = FileUse::Reads)]
    pub file: Option<PathBuf>,
    /// What to do with a row whose provider is in the directory: fail, skip or update
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "fail",
        add = Completer::words::<OnConflict>()
    )]
    pub on_conflict: OnConflict,
    /// The sheet of a workbook [default: the first one]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}

/// What `search` takes.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Text in the name, domain or MPN ID
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
    /// Only providers of this country
    #[arg(long, value_name = "CC", add = Completer::Words(countries))]
    pub country: Option<Country>,
    /// Only providers of this service
    #[arg(long, value_name = "SERVICE", add = Completer::words::<Service>())]
    pub service: Option<Service>,
}

/// What `invite` takes.
#[derive(Debug, Args)]
pub struct ProviderInviteArgs {
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// The link that really came, in place of one of ours
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
    /// The invitation's personal link
    #[arg(long, value_name = "URL")]
    pub link: Option<String>,
    /// The explicit check mark
    #[arg(long)]
    pub accept: bool,
}

/// A provider and why.
#[derive(Debug, Args)]
pub struct ReasonArgs {
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// Why
    #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
    pub reason: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub struct ProviderListArgs {
    /// Only partnerships in this state
    #[arg(long, value_name = "STATE", add = Completer::words::<PartnershipStateKind>())]
    pub state: Option<PartnershipStateKind>,
    /// Ended, declined and expired ones too
    #[arg(long)]
    pub all: bool,
    /// At most so many
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Only behind this provider
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub after: Option<String>,
}

/// What `customers` takes.
#[derive(Debug, Args)]
pub struct SharedArgs {
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// At most so many
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<u32>,
    /// Only domains behind this one
    #[arg(long, value_name = "DOMAIN")]
    pub after: Option<TenantDomain>,
}

/// What `resellers` takes.
#[derive(Debug, Args)]
pub struct ResellersArgs {
    /// The provider
    #[command(flatten)]
    pub provider: ProviderArg,
    /// Former ones too
    #[arg(long)]
    pub all: bool,
}
