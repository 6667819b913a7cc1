//! `csp transfers`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DayArg;
use super::complete::{Completer, Names};
use super::customer_arg::CustomerArg;
use super::outputs::FileUse;
use crate::domain::transfer::{
    MicrosoftTransferId, PlannedItem, TransferDirection, TransferKind, TransferStateKind,
};
use crate::domain::{Email, GroupName, TenantId};

/// Plan and follow transfers of subscriptions between partners
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # Plan to take over the subscriptions of a customer from another partner
  csp transfers plan northwind.fr --direction in --partner \"Pebble Lane\"
  # Take over what Partner Center's API or PowerShell printed
  csp transfers import transfers.json
  # List the transfers that a partner has to act on
  csp transfers list --state pending")]
pub struct TransfersArgs {
    /// What to do
    #[command(subcommand)]
    pub command: TransfersCommand,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum TransfersCommand {
    /// List transfers
    #[command(after_help = "\
Examples:
  csp transfers list --state pending --direction in
  # Those of the customers that a person looks after, in all accounts
  csp transfers list --all-accounts --keeper ana@consult.fr
  # Cancelled, rejected and expired ones too
  csp transfers list --all --format csv")]
    List(TransferListArgs),
    /// Show a transfer: its conditions, who acts next and the call at Microsoft
    #[command(after_help = "Example:\n  csp transfers show draft-1")]
    Show(TransferArg),
    /// Plan a transfer: what must be true first, and the call at Microsoft
    #[command(after_help = "\
Examples:
  # We take over: the other partner is the source
  csp transfers plan northwind.fr --direction in --partner \"Pebble Lane\"
  # We hand over the subscriptions to a provider
  csp transfers plan northwind.fr --direction out --partner alpine-cloud")]
    Plan(TransferPlanArgs),
    /// Record the state that was seen, and Microsoft's ID of a planned transfer
    #[command(after_help = "\
Examples:
  # It exists at Microsoft now
  csp transfers record draft-1 pending --id TRANSFER-ID
  csp transfers record draft-1 cancelled --reason \"customer stays\"")]
    Record(TransferRecordArgs),
    /// Import transfers as Partner Center's API or PowerShell prints them
    #[command(after_help = "\
Examples:
  csp transfers import transfers.json
  # Where the file does not show which partner is which
  csp transfers import transfers.json --direction in

The files are JSON: one transfer, a list, several documents or one a line, in the
spelling of new commerce or of legacy transfers. What is on record is never erased.")]
    Import(TransferImportArgs),
}

/// A transfer.
#[derive(Debug, Args, Clone)]
pub struct TransferArg {
    /// ID of the transfer: Microsoft's, or draft-1 and so on for a planned one
    #[arg(value_name = "ID", add = Completer::Names(Names::Transfers))]
    pub transfer: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub struct TransferListArgs {
    /// Only in this state; repeat the option for more
    #[arg(long, value_name = "STATE", value_delimiter = ',', add = Completer::words::<TransferStateKind>())]
    pub state: Vec<TransferStateKind>,
    /// Only those of this customer
    #[arg(long, value_name = "CUSTOMER", add = Completer::Names(Names::Customers))]
    pub customer: Option<String>,
    /// Only those of customers in this group; repeat the option for any of several
    #[arg(long = "group", value_name = "GROUP", add = Completer::Names(Names::CustomerGroups))]
    pub groups: Vec<GroupName>,
    /// Only those of customers that this person looks after
    #[arg(long, value_name = "EMAIL", add = Completer::Names(Names::Keepers))]
    pub keeper: Option<Email>,
    /// Only those to you (in) or away from you (out)
    #[arg(long, value_name = "DIRECTION", add = Completer::words::<TransferDirection>())]
    pub direction: Option<TransferDirection>,
    /// Also list cancelled, rejected and expired ones
    #[arg(long)]
    pub all: bool,
    /// List the transfers of all accounts
    #[arg(long)]
    pub all_accounts: bool,
    /// Show at most this many
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
    /// Continue after this ID
    #[arg(long, value_name = "ID", add = Completer::Names(Names::Transfers))]
    pub after: Option<String>,
}

/// What `plan` takes.
#[derive(Debug, Args)]
pub struct TransferPlanArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// in: the subscriptions come to you; out: they go to the other partner
    #[arg(long, value_name = "DIRECTION", add = Completer::words::<TransferDirection>())]
    pub direction: Option<TransferDirection>,
    /// The other partner: its name, or a provider of the directory
    #[arg(long, value_name = "NAME", value_parser = super::parse_kept_text, add = Completer::Names(Names::Providers))]
    pub partner: Option<String>,
    /// Tenant ID of the other partner [default: that of the provider in the directory]
    #[arg(long, value_name = "GUID")]
    pub partner_tenant: Option<TenantId>,
    /// Procedure: new-commerce or legacy [default: new-commerce]
    #[arg(long, value_name = "KIND", add = Completer::words::<TransferKind>())]
    pub kind: Option<TransferKind>,
    /// Subscription that moves: its ID, its product type and, if you want, its quantity
    #[arg(long, value_name = "SUBSCRIPTION:TYPE[:QUANTITY]", num_args = 1..)]
    pub item: Vec<PlannedItem>,
}

/// What `record` takes.
#[derive(Debug, Args)]
pub struct TransferRecordArgs {
    /// The transfer
    #[command(flatten)]
    pub transfer: TransferArg,
    /// The state as Microsoft shows it
    #[arg(value_name = "STATE", add = Completer::words::<TransferStateKind>())]
    pub state: Option<TransferStateKind>,
    /// Microsoft's ID of a planned transfer: a GUID
    #[arg(long, value_name = "TRANSFER-ID")]
    pub id: Option<MicrosoftTransferId>,
    /// Day on which it happened [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<DayArg>,
    /// Reason, kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// What `import` takes.
#[derive(Debug, Args)]
pub struct TransferImportArgs {
    /// Files, or - for standard input
    #[arg(value_name = "FILE", num_args = 1.., add = FileUse::Reads)]
    pub files: Vec<PathBuf>,
    /// Direction of transfers where neither the file nor the register shows it
    #[arg(long, value_name = "DIRECTION", add = Completer::words::<TransferDirection>())]
    pub direction: Option<TransferDirection>,
    /// Kind of transfers where neither the file nor the register shows it
    #[arg(long, value_name = "KIND", add = Completer::words::<TransferKind>())]
    pub kind: Option<TransferKind>,
}
