//! `csp customers`.

use std::path::PathBuf;

use clap::{ArgAction, Args, Subcommand};

use super::DayArg;
use super::complete::{Completer, Names, countries, yes_or_no};
use super::outputs::FileUse;
use super::users::OnConflict;
use super::verify::DraftArgs;
use crate::domain::agreement::Method;
use crate::domain::customer::{CustomerOrigin, CustomerStateKind};
use crate::domain::word::words;
use crate::domain::{Country, Email, TenantDomain, TenantId};

/// Win customers, know what they granted, know before ordering whether an order would be allowed
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  csp customers add Fabrikam --domain fabrikam.de --country DE --email it@fabrikam.de
  csp customers invite fabrikam.de --provider nordic-distribution --draft-out request.eml
  csp customers can-order fabrikam.de               every condition, met or not, and why")]
pub struct CustomersArgs {
    /// What to do
    #[command(subcommand)]
    pub command: CustomersCommand,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum CustomersCommand {
    /// Put a customer on record
    #[command(
        after_help = "Example:\n  csp customers add Fabrikam --domain fabrikam.de --country DE --email it@fabrikam.de"
    )]
    Add(AddArgs),
    /// Change a customer's record
    #[command(after_help = "Example:\n  csp customers edit fabrikam.de --email office@fabrikam.de")]
    Edit(CustomerEditArgs),
    /// Put customers on record in bulk: CSV, or JSON as the Partner Center API and PowerShell module give it
    #[command(
        after_help = "Example:\n  csp customers import customers.json --country DE --on-conflict update"
    )]
    Import(CustomerImportArgs),
    /// Print an import file to fill in
    #[command(after_help = "Example:\n  csp customers template")]
    Template,
    /// List customers
    #[command(after_help = "Example:\n  csp customers list --state active --format csv")]
    List(CustomerListArgs),
    /// Show a customer: record, relationships, request, agreement
    #[command(after_help = "Example:\n  csp customers show fabrikam.de")]
    Show(CustomerArg),
    /// Draft a relationship request with its personal link
    #[command(
        after_help = "Example:\n  csp customers invite fabrikam.de --provider nordic-distribution --lang fr --mailto"
    )]
    Invite(CustomerInviteArgs),
    /// Record that the draft went out
    #[command(after_help = "Example:\n  csp customers sent fabrikam.de")]
    Sent(CustomerArg),
    /// Record that the customer accepted the request
    #[command(
        after_help = "Example:\n  csp customers accept fabrikam.de --tenant-id 11111111-2222-3333-4444-555555555555"
    )]
    Accept(AcceptArgs),
    /// Record that the customer declined the request
    #[command(
        after_help = "Example:\n  csp customers decline fabrikam.de --reason 'not this year'"
    )]
    Decline(DeclineArgs),
    /// Take an open request back
    #[command(after_help = "Example:\n  csp customers cancel fabrikam.de")]
    Cancel(CustomerArg),
    /// Put the acceptance of the Microsoft Customer Agreement on record
    #[command(
        after_help = "Example:\n  csp customers agreement fabrikam.de --method direct --first-name Ada --last-name Byron --email ada@fabrikam.de"
    )]
    Agreement(AgreementArgs),
    /// Take delegated admin rights away and keep the relationship
    #[command(after_help = "Example:\n  csp customers admin-rights fabrikam.de off")]
    AdminRights(AdminRightsArgs),
    /// Extend a direct relationship to a provider, in the transition from direct bill
    #[command(
        after_help = "Example:\n  csp customers extend fabrikam.de --provider nordic-distribution --consent-obtained"
    )]
    Extend(ExtendArgs),
    /// Tell whether an order would be allowed: every condition, met or not, and why
    #[command(after_help = "Example:\n  csp customers can-order fabrikam.de --format json")]
    CanOrder(CanOrderArgs),
    /// Record that a relationship ended
    #[command(
        after_help = "Example:\n  csp customers remove fabrikam.de --subscriptions-suspended --yes"
    )]
    Remove(RemoveArgs),
}

/// A customer.
#[derive(Debug, Args, Clone)]
pub struct CustomerArg {
    /// Its domain, tenant id or exact name
    #[arg(value_name = "CUSTOMER", add = Completer::Names(Names::Customers))]
    pub customer: Option<String>,
}

/// What `add` takes.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// The organisation's name
    #[arg(value_name = "NAME", value_parser = super::parse_kept_text)]
    pub name: Option<String>,
    /// The domain of its tenant
    #[arg(long, value_name = "DOMAIN")]
    pub domain: Option<TenantDomain>,
    /// The country of its tenant
    #[arg(long, value_name = "CC", add = Completer::Words(countries))]
    pub country: Option<Country>,
    /// Whom to write to
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<Email>,
    /// Its tenant id
    #[arg(long, value_name = "GUID")]
    pub tenant_id: Option<TenantId>,
    /// Its registration ID, in the countries that ask for one
    #[arg(long, value_name = "ID", value_parser = super::parse_kept_text)]
    pub registration_id: Option<String>,
    /// Where it came from: marketing, referral, provider, existing
    #[arg(long, value_name = "ORIGIN", add = Completer::words::<CustomerOrigin>())]
    pub origin: Option<CustomerOrigin>,
    /// Its tenant is used for CSP transactions
    #[arg(long)]
    pub csp_tenant: bool,
}

/// What `edit` takes.
#[derive(Debug, Args)]
pub struct CustomerEditArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// The organisation's name
    #[arg(long, value_name = "NAME", value_parser = super::parse_kept_text)]
    pub name: Option<String>,
    /// Whom to write to
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<Email>,
    /// The country of its tenant
    #[arg(long, value_name = "CC", add = Completer::Words(countries))]
    pub country: Option<Country>,
    /// Its tenant id
    #[arg(long, value_name = "GUID")]
    pub tenant_id: Option<TenantId>,
    /// Its registration ID; an empty one clears it
    #[arg(long, value_name = "ID", value_parser = super::parse_kept_text)]
    pub registration_id: Option<String>,
    /// Whether its tenant is used for CSP transactions
    #[arg(
        long,
        value_name = "true|false",
        action = ArgAction::Set,
        add = Completer::Words(yes_or_no)
    )]
    pub csp_tenant: Option<bool>,
}

impl CustomerEditArgs {
    /// Whether nothing beside the customer was given.
    pub fn is_empty(&self) -> bool {
        let Self {
            customer: _,
            name,
            email,
            country,
            tenant_id,
            registration_id,
            csp_tenant,
        } = self;
        name.is_none()
            && email.is_none()
            && country.is_none()
            && tenant_id.is_none()
            && registration_id.is_none()
            && csp_tenant.is_none()
    }
}

/// What `import` takes.
#[derive(Debug, Args)]
pub struct CustomerImportArgs {
    /// The file, or - for standard input
    #[arg(value_name = "FILE", add = FileUse::Reads)]
    pub file: Option<PathBuf>,
    /// The country of customers whose record names none
    #[arg(long, value_name = "CC", add = Completer::Words(countries))]
    pub country: Option<Country>,
    /// What to do with a customer that is on record: fail, skip or update
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

/// What `list` takes.
#[derive(Debug, Args)]
pub struct CustomerListArgs {
    /// Only customers in this state: new, invited, active, removed
    #[arg(long, value_name = "STATE", add = Completer::words::<CustomerStateKind>())]
    pub state: Option<CustomerStateKind>,
    /// Only customers that have a relationship with this provider
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
    /// Only customers with this text in name, domain, address or tenant id
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<u32>,
    /// Only domains behind this one
    #[arg(long, value_name = "DOMAIN")]
    pub after: Option<TenantDomain>,
    /// Removed ones too
    #[arg(long)]
    pub all: bool,
    /// Of all accounts of the store
    #[arg(long)]
    pub all_accounts: bool,
}

/// What `invite` takes.
#[derive(Debug, Args)]
pub struct CustomerInviteArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// Ask for a relationship with this provider at the same time
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
    /// Whether to ask for delegated admin rights [default: true]
    #[arg(
        long,
        value_name = "true|false",
        action = ArgAction::Set,
        add = Completer::Words(yes_or_no)
    )]
    pub admin_rights: Option<bool>,
    /// Whom to write to, where the record does not say
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<Email>,
    /// A text of your own for the message, with the link or {link} in it
    #[arg(long, value_name = "FILE", add = FileUse::Reads)]
    pub message: Option<PathBuf>,
    /// Where the message goes
    #[command(flatten)]
    pub draft: DraftArgs,
    /// Print the message as a mailto: URL
    #[arg(long)]
    pub mailto: bool,
}

/// What `accept` takes.
#[derive(Debug, Args)]
pub struct AcceptArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// The personal link that the customer followed
    #[arg(long, value_name = "URL")]
    pub link: Option<String>,
    /// The customer's tenant id, now that it is known
    #[arg(long, value_name = "GUID")]
    pub tenant_id: Option<TenantId>,
}

/// What `decline` takes.
#[derive(Debug, Args)]
pub struct DeclineArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// Why
    #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
    pub reason: Option<String>,
}

/// What `agreement` takes.
#[derive(Debug, Args)]
pub struct AgreementArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// How it was accepted: attestation or direct
    #[arg(long, value_name = "METHOD", add = Completer::words::<Method>())]
    pub method: Option<Method>,
    /// First name of who accepted
    #[arg(long, value_name = "NAME")]
    pub first_name: Option<String>,
    /// Last name of who accepted
    #[arg(long, value_name = "NAME")]
    pub last_name: Option<String>,
    /// Their address
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<Email>,
    /// Their telephone number
    #[arg(long, value_name = "NUMBER", value_parser = super::parse_kept_text)]
    pub phone: Option<String>,
    /// The day it was accepted [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<DayArg>,
    /// The provider that attests; without it an attestation is our own
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub attested_by: Option<String>,
}

words! {
    /// What can be done to admin rights.
    pub enum Switch: "setting" {
        /// Take them away.
        Off = "off",
    }
}

/// What `admin-rights` takes.
#[derive(Debug, Args)]
pub struct AdminRightsArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// off: only the customer can grant them again, by a new request
    #[arg(value_name = "off", add = Completer::words::<Switch>())]
    pub switch: Option<Switch>,
    /// The provider's rights instead of ours
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
}

/// What `extend` takes.
#[derive(Debug, Args)]
pub struct ExtendArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// The provider
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
    /// The customer has consented
    #[arg(long)]
    pub consent_obtained: bool,
}

/// What `can-order` takes.
#[derive(Debug, Args)]
pub struct CanOrderArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// The provider that would order
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
}

/// What `remove` takes.
#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// The provider's relationship instead of ours
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
    /// Active subscriptions are suspended, reservations and software cancelled
    #[arg(long)]
    pub subscriptions_suspended: bool,
}
