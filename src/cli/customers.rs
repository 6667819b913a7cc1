//! `csp customers`.

use std::path::PathBuf;

use clap::{ArgAction, Args, Subcommand};

use super::DayArg;
use super::account_verification::VerificationArgs;
use super::complete::{Completer, Names, countries, yes_or_no};
use super::customer_arg::CustomerArg;
use super::groups::{CustomerFilterArgs, CustomerGroupArgs, CustomerKeeperArgs};
use super::help::columns::Import;
use super::outputs::FileUse;
use super::users::OnConflict;
use super::verify::DraftArgs;
use crate::domain::agreement::Method;
use crate::domain::customer::{CustomerOrigin, CustomerStateKind};
use crate::domain::order::OrderOperation;
use crate::domain::word::words;
use crate::domain::{Country, Email, TenantDomain, TenantId};

/// Manage customers, their requests, agreements and admin rights
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # Add a customer, and write the request for a reseller relationship
  csp customers add Trey --domain trey.fr --country FR --email it@trey.fr
  csp customers invite adatum.fr --draft-out request.eml
  # Record what the customer answered
  csp customers accept proseware.fr
  # Record that the customer accepted the Microsoft Customer Agreement
  csp customers agreement northwind.fr --method direct
  # Show whether you may order for a customer, and why
  csp customers can-order northwind.fr
  # List the customers that have accepted
  csp customers list --state active")]
pub struct CustomersArgs {
    /// What to do
    #[command(subcommand)]
    pub command: CustomersCommand,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum CustomersCommand {
    /// Add a customer
    #[command(
        after_help = "Example:\n  csp customers add Trey --domain trey.fr --country FR --email it@trey.fr"
    )]
    Add(AddArgs),
    /// Change a customer
    #[command(
        after_help = "Example:\n  csp customers edit northwind.fr --email office@northwind.fr"
    )]
    Edit(CustomerEditArgs),
    /// Add or update all customers in a file
    #[command(after_help = Import::Customers.end_of_help("\
Examples:
  csp customers import customers.csv
  # Update the customers that exist already
  csp customers import customers.json --country FR --on-conflict update"))]
    Import(CustomerImportArgs),
    /// Print an import file to fill in
    #[command(after_help = "Example:\n  csp customers template")]
    Template,
    /// List customers
    #[command(after_help = "Example:\n  csp customers list --state active --format csv")]
    List(CustomerListArgs),
    /// Put customers into groups, or take them out
    #[command(after_help = "\
Examples:
  csp customers group northwind.fr adatum.fr --add gold
  csp customers group northwind.fr --remove gold")]
    Group(CustomerGroupArgs),
    /// Say who in your team looks after a customer
    #[command(after_help = "\
Examples:
  csp customers keeper northwind.fr ana@consult.fr
  csp customers keeper northwind.fr none")]
    Keeper(CustomerKeeperArgs),
    /// Show a customer, its relationships, request and agreement
    #[command(after_help = "Example:\n  csp customers show northwind.fr")]
    Show(CustomerArg),
    /// Write a request for a reseller relationship, with its personal link
    #[command(after_help = "\
Examples:
  csp customers invite adatum.fr --draft-out request.eml --lang fr
  # Ask for a relationship with a provider at the same time
  csp customers invite adatum.fr --provider nordic-distribution
  # Use your own text, with {link} where the link belongs
  csp customers invite adatum.fr --message request.txt")]
    Invite(CustomerInviteArgs),
    /// Record that you sent the request
    #[command(after_help = "Example:\n  csp customers sent lamna.fr")]
    Sent(CustomerArg),
    /// Record that the customer accepted the request
    #[command(after_help = "Example:\n  csp customers accept proseware.fr")]
    Accept(AcceptArgs),
    /// Record that the customer declined the request
    #[command(
        after_help = "Example:\n  csp customers decline proseware.fr --reason \"not this year\""
    )]
    Decline(DeclineArgs),
    /// Cancel an open request
    #[command(after_help = "Example:\n  csp customers cancel proseware.fr")]
    Cancel(CustomerArg),
    /// Record that the customer accepted the Microsoft Customer Agreement
    #[command(after_help = "\
An acceptance of before 2023-04-01 must be repeated: record the new one in the
same way. The dates of both are kept. The latest acceptance is shown; one with an
older date is added to the earlier ones and replaces nothing. An attestation of
your own does not replace a provider's, or the customer's own acceptance.
Since 2026-01-05, Microsoft takes attestations only through its enhanced API.
Record such an attestation with the customer's company name.

Examples:
  # Be asked who accepted
  csp customers agreement northwind.fr --method direct
  # Record an attestation of your own
  csp customers agreement lamna.fr --method attestation --company-name Lamna")]
    Agreement(AgreementArgs),
    /// Record that delegated admin rights ended, while the relationship stays
    #[command(after_help = "Example:\n  csp customers admin-rights northwind.fr off")]
    AdminRights(AdminRightsArgs),
    /// Extend a relationship to a provider, after a move from direct bill
    #[command(after_help = "\
Example:
  csp customers extend litware.fr --provider baltic-it --consent-obtained")]
    Extend(ExtendArgs),
    /// Show whether an order is allowed: each condition, met or not, and why
    #[command(after_help = "\
Examples:
  csp customers can-order northwind.fr
  # The same when a provider orders
  csp customers can-order northwind.fr --provider nordic-distribution
  # Show whether you may add seats
  csp customers can-order northwind.fr --operation more-seats")]
    CanOrder(CanOrderArgs),
    /// Record Microsoft's status of a customer's account
    #[command(after_help = "\
Status is what Microsoft shows: allowed, under-review, not-allowed, unknown,
not-ready, or none if it has no status. Under review, not allowed and unknown
block new orders, more seats and upgrades.

Examples:
  csp customers verification northwind.fr under-review --on 2021-03-04
  # Read the answer of the API
  csp customers verification import status.json --customer northwind.fr")]
    Verification(VerificationArgs),
    /// Record that a relationship ended
    #[command(
        after_help = "Example:\n  csp customers remove northwind.fr --subscriptions-suspended --yes"
    )]
    Remove(RemoveArgs),
}

/// What `add` takes.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Name of the organisation
    #[arg(value_name = "NAME", value_parser = super::parse_kept_text)]
    pub name: Option<String>,
    /// Domain of its tenant
    #[arg(long, value_name = "DOMAIN")]
    pub domain: Option<TenantDomain>,
    /// Country of its tenant, for example FR
    #[arg(long, value_name = "CC", add = Completer::Words(countries))]
    pub country: Option<Country>,
    /// Email address for messages
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<Email>,
    /// Tenant ID, a GUID
    #[arg(long, value_name = "GUID")]
    pub tenant_id: Option<TenantId>,
    /// Registration ID, only in countries that require one
    #[arg(long, value_name = "ID", value_parser = super::parse_kept_text)]
    pub registration_id: Option<String>,
    /// How you won the customer: marketing, referral, provider or existing
    #[arg(long, value_name = "ORIGIN", add = Completer::words::<CustomerOrigin>())]
    pub origin: Option<CustomerOrigin>,
    /// The tenant is used for CSP transactions
    #[arg(long)]
    pub csp_tenant: bool,
}

/// What `edit` takes.
#[derive(Debug, Args)]
pub struct CustomerEditArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// Name of the organisation
    #[arg(long, value_name = "NAME", value_parser = super::parse_kept_text)]
    pub name: Option<String>,
    /// Email address for messages
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<Email>,
    /// Country of its tenant, for example FR
    #[arg(long, value_name = "CC", add = Completer::Words(countries))]
    pub country: Option<Country>,
    /// Tenant ID, a GUID
    #[arg(long, value_name = "GUID")]
    pub tenant_id: Option<TenantId>,
    /// Registration ID; "" clears it
    #[arg(long, value_name = "ID", value_parser = super::parse_kept_text)]
    pub registration_id: Option<String>,
    /// Whether the tenant is used for CSP transactions
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
    /// CSV or JSON file, or Excel workbook (.xlsx); - reads standard input
    #[arg(value_name = "FILE", add = FileUse::Reads)]
    pub file: Option<PathBuf>,
    /// Country of customers without one in the file, for example FR
    #[arg(long, value_name = "CC", add = Completer::Words(countries))]
    pub country: Option<Country>,
    /// What to do with customers that exist already: fail, skip or update
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

/// What `list` takes.
#[derive(Debug, Args)]
pub struct CustomerListArgs {
    /// Only customers in this state: new, invited, active or removed
    #[arg(long, value_name = "STATE", add = Completer::words::<CustomerStateKind>())]
    pub state: Option<CustomerStateKind>,
    /// Only customers with a relationship to this provider
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
    /// Only customers with this text in the name, domain, address or tenant ID
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Only customers in a group or of a keeper
    #[command(flatten)]
    pub marks: CustomerFilterArgs,
    /// At most N customers
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<u32>,
    /// Only customers after this domain, to continue a list
    #[arg(long, value_name = "DOMAIN")]
    pub after: Option<TenantDomain>,
    /// Include removed customers
    #[arg(long)]
    pub all: bool,
    /// Customers of all accounts of the store
    #[arg(long)]
    pub all_accounts: bool,
}

/// What `invite` takes.
#[derive(Debug, Args)]
pub struct CustomerInviteArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// Ask for a relationship with this provider too
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
    /// Email address for the message, if the customer has none on record
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<Email>,
    /// File with your own text of the message; it must contain {link}
    #[arg(long, value_name = "FILE", add = FileUse::Reads)]
    pub message: Option<PathBuf>,
    /// Where the message goes
    #[command(flatten)]
    pub draft: DraftArgs,
    /// Print the message as a mailto: link, which opens your mail program
    #[arg(long)]
    pub mailto: bool,
}

/// What `accept` takes.
#[derive(Debug, Args)]
pub struct AcceptArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// Personal link that the customer used [default: that of the open request]
    #[arg(long, value_name = "URL")]
    pub link: Option<String>,
    /// Tenant ID of the customer, if it was not known before
    #[arg(long, value_name = "GUID")]
    pub tenant_id: Option<TenantId>,
}

/// What `decline` takes.
#[derive(Debug, Args)]
pub struct DeclineArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// Reason; recorded in the journal
    #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
    pub reason: Option<String>,
}

/// What `agreement` takes.
#[derive(Debug, Args)]
pub struct AgreementArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// How it was accepted: direct (by the customer) or attestation (a partner confirms it)
    #[arg(long, value_name = "METHOD", add = Completer::words::<Method>())]
    pub method: Option<Method>,
    /// First name of the person who accepted
    #[arg(long, value_name = "NAME")]
    pub first_name: Option<String>,
    /// Last name of the person who accepted
    #[arg(long, value_name = "NAME")]
    pub last_name: Option<String>,
    /// Email address of the person who accepted
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<Email>,
    /// Phone number of the person who accepted
    #[arg(long, value_name = "NUMBER", value_parser = super::parse_kept_text)]
    pub phone: Option<String>,
    /// Day of the acceptance, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<DayArg>,
    /// Provider that attests it [default: your own company]
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub attested_by: Option<String>,
    /// Company of the person who accepted; required for attestations since 2026-01-05
    #[arg(long, value_name = "NAME", value_parser = super::parse_kept_text)]
    pub company_name: Option<String>,
    /// Microsoft's ID of the attestation
    #[arg(long, value_name = "ID", value_parser = super::parse_kept_text)]
    pub attestation_id: Option<String>,
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
    /// off: ends the rights; to get them again, send the customer a new request
    #[arg(value_name = "off", add = Completer::words::<Switch>())]
    pub switch: Option<Switch>,
    /// Rights of this provider instead of yours
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
}

/// What `extend` takes.
#[derive(Debug, Args)]
pub struct ExtendArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// Provider that gets the relationship too
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
    /// The customer has agreed to it; required
    #[arg(long)]
    pub consent_obtained: bool,
}

/// What `can-order` takes.
#[derive(Debug, Args)]
pub struct CanOrderArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// What is ordered: new, more-seats, fewer-seats, change, upgrade, renew, auto-renew or cancel
    #[arg(
        long,
        value_name = "OPERATION",
        default_value = "new",
        add = Completer::words::<OrderOperation>()
    )]
    pub operation: OrderOperation,
    /// Provider that orders [default: as the customer's relationships decide]
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
}

/// What `remove` takes.
#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// Relationship with this provider instead of yours
    #[arg(long, value_name = "PROVIDER", add = Completer::Names(Names::Providers))]
    pub provider: Option<String>,
    /// Confirm that subscriptions are suspended, and reservations and software cancelled
    #[arg(long)]
    pub subscriptions_suspended: bool,
}
