//! `csp gdap`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DayArg;
use super::complete::{Completer, Names, entra_roles};
use super::gdap_planning::{GdapPlanArgs, GdapRenewalsArgs, GdapTemplatesCommand};
use super::help::columns::Import;
use super::outputs::FileUse;
use super::verify::DraftArgs;
use crate::domain::gdap::{
    AdminRelationshipStateKind, AssignmentId, DecisionKind, GroupId, MicrosoftId,
};
use crate::domain::{Email, GroupName};

/// Keep the register of granular delegated admin relationships (GDAP)
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # Take over what Microsoft Graph, PowerShell, CIPP or az rest printed
  csp gdap import relationships.json
  # List the relationships that end within 60 days and are not extended
  csp gdap list --ends-within 60 --without-auto-extend
  # Show a relationship with its roles, groups and warnings
  csp gdap show \"Contoso support\"
  # Record what was seen in Partner Center
  csp gdap record \"Contoso support\" terminated --reason \"customer left\"")]
pub struct GdapArgs {
    /// What to do
    #[command(subcommand)]
    pub command: GdapCommand,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum GdapCommand {
    /// List relationships
    #[command(after_help = "\
Examples:
  csp gdap list --ends-within 60 --without-auto-extend
  # Ended and withdrawn ones too
  csp gdap list --all --format csv")]
    List(GdapListArgs),
    /// Show a relationship, its roles, groups, warnings and conflicts
    #[command(after_help = "Example:\n  csp gdap show \"Contoso support\"")]
    Show(RelationshipArg),
    /// Import relationships exported with Graph, PowerShell, az rest or CIPP
    #[command(after_help = Import::Gdap.end_of_help("\
Examples:
  csp gdap import relationships.json
  # Every page of a list; what is missing from it is marked
  csp gdap import page1.json page2.json --complete
  # Assignments, where the file does not say of which relationship
  csp gdap import assignments.json --of \"Contoso support\""))]
    Import(GdapImportArgs),
    /// Plan a relationship and show how to make it at Microsoft
    #[command(after_help = "\
Examples:
  # The roles of a template
  csp gdap plan northwind.fr --name Support --duration 730 --template cipp
  # Roles of your own choice, for a few days
  csp gdap plan northwind.fr --name Lab --duration 9 --role \"Global Reader\"")]
    Plan(GdapPlanArgs),
    /// Record Microsoft's ID of a planned relationship
    #[command(after_help = "\
Example:
  # With the ID that Microsoft answered
  csp gdap created draft-1 --id RELATIONSHIP-ID")]
    Created(GdapCreatedArgs),
    /// Record the state that was seen, without a file
    #[command(after_help = "\
Example:
  csp gdap record \"Contoso support\" terminated --reason \"customer left\"")]
    Record(GdapRecordArgs),
    /// Decide on a relationship that an indirect provider made
    #[command(after_help = "\
Example:
  csp gdap decide \"Alpine Cloud support\" reject --reason \"too many roles\"")]
    Decide(GdapDecideArgs),
    /// Give up a relationship that the customer has not approved
    #[command(after_help = "\
Example:
  csp gdap withdraw \"Contoso projects\" --reason \"wrong roles\"")]
    Withdraw(GdapWithdrawArgs),
    /// Record that a group of your tenant got roles of a relationship
    #[command(after_help = "\
Example:
  # GROUP is the object ID of the group
  csp gdap assign \"Contoso support\" GROUP --role \"User Administrator\"")]
    Assign(GdapAssignArgs),
    /// Record that a group no longer has roles of a relationship
    #[command(after_help = "\
Example:
  csp gdap unassign \"Contoso support\" GROUP")]
    Unassign(GdapUnassignArgs),
    /// Show what ends and what to do about it
    #[command(after_help = "\
Examples:
  csp gdap renewals
  # With the commands that plan new relationships
  csp gdap renewals --within 90 --format json")]
    Renewals(GdapRenewalsArgs),
    /// Search the Entra roles, or list them with the narrowest role for each task
    #[command(after_help = "\
Examples:
  csp gdap roles
  # By name, earlier name, purpose or ID
  csp gdap roles \"company administrator\"")]
    Roles {
        /// Words of a name, of the purpose or of the area, or an ID
        #[arg(value_name = "TEXT")]
        text: Option<String>,
    },
    /// Manage templates: sets of roles with a name
    #[command(after_help = "Example:\n  csp gdap templates list")]
    Templates {
        /// What to do
        #[command(subcommand)]
        command: GdapTemplatesCommand,
    },
}

/// A relationship.
#[derive(Debug, Args, Clone)]
pub struct RelationshipArg {
    /// ID or exact name of the relationship
    #[arg(value_name = "RELATIONSHIP", add = Completer::Names(Names::Relationships))]
    pub relationship: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub struct GdapListArgs {
    /// Only in this state; repeat the option for more
    #[arg(long, value_name = "STATE", value_delimiter = ',', add = Completer::words::<AdminRelationshipStateKind>())]
    pub state: Vec<AdminRelationshipStateKind>,
    /// Only those of this customer
    #[arg(long, value_name = "CUSTOMER", add = Completer::Names(Names::Customers))]
    pub customer: Option<String>,
    /// Only those that end within so many days
    #[arg(long, value_name = "DAYS")]
    pub ends_within: Option<u32>,
    /// Only those whose end does not move by itself
    #[arg(long)]
    pub without_auto_extend: bool,
    /// Only those with this role: name or ID
    #[arg(long, value_name = "ROLE", add = Completer::Words(entra_roles))]
    pub role: Option<String>,
    /// Only those in which this group has roles: ID or exact name
    #[arg(long, value_name = "GROUP", add = Completer::Names(Names::GdapGroups))]
    pub group: Option<String>,
    /// Only those of customers in this group of your own; repeat the option for any of several
    #[arg(long, value_name = "GROUP", add = Completer::Names(Names::CustomerGroups))]
    pub customer_group: Vec<GroupName>,
    /// Only those of customers that this person looks after
    #[arg(long, value_name = "EMAIL", add = Completer::Names(Names::Keepers))]
    pub keeper: Option<Email>,
    /// Also list ended, withdrawn and erased ones
    #[arg(long)]
    pub all: bool,
    /// List the relationships of all accounts
    #[arg(long)]
    pub all_accounts: bool,
    /// Show at most this many
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
    /// Continue after this ID
    #[arg(long, value_name = "ID")]
    pub after: Option<String>,
}

/// What `import` takes.
#[derive(Debug, Args)]
pub struct GdapImportArgs {
    /// Files, or - for standard input
    #[arg(value_name = "FILE", num_args = 1.., add = FileUse::Reads)]
    pub files: Vec<PathBuf>,
    /// The files are the complete list of Microsoft's: mark what is missing from it
    #[arg(long)]
    pub complete: bool,
    /// Relationship of assignments where the file does not say it: ID or exact name
    #[arg(long, value_name = "RELATIONSHIP", add = Completer::Names(Names::Relationships))]
    pub of: Option<String>,
    /// Sheet of a workbook [default: the first one]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}

/// What `created` takes.
#[derive(Debug, Args)]
pub struct GdapCreatedArgs {
    /// The planned relationship
    #[command(flatten)]
    pub relationship: RelationshipArg,
    /// Microsoft's ID of it: two GUIDs, 73 characters
    #[arg(long, value_name = "RELATIONSHIP-ID")]
    pub id: Option<MicrosoftId>,
    /// The approval message, with the link
    #[command(flatten)]
    pub draft: DraftArgs,
}

/// What `record` takes.
#[derive(Debug, Args)]
pub struct GdapRecordArgs {
    /// The relationship
    #[command(flatten)]
    pub relationship: RelationshipArg,
    /// The state as Microsoft shows it
    #[arg(value_name = "STATE", add = Completer::words::<AdminRelationshipStateKind>())]
    pub state: Option<AdminRelationshipStateKind>,
    /// Day on which it happened [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<DayArg>,
    /// Reason, kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// What `decide` takes.
#[derive(Debug, Args)]
pub struct GdapDecideArgs {
    /// The relationship
    #[command(flatten)]
    pub relationship: RelationshipArg,
    /// The decision: approve or reject
    #[arg(value_name = "DECISION", add = Completer::words::<DecisionKind>())]
    pub decision: Option<DecisionKind>,
    /// Reason, kept in the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// What `withdraw` takes.
#[derive(Debug, Args)]
pub struct GdapWithdrawArgs {
    /// The relationship
    #[command(flatten)]
    pub relationship: RelationshipArg,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// What `assign` takes.
#[derive(Debug, Args)]
pub struct GdapAssignArgs {
    /// The relationship
    #[command(flatten)]
    pub relationship: RelationshipArg,
    /// Object ID of the security group in your tenant
    #[arg(value_name = "GROUP", add = Completer::Names(Names::GdapGroups))]
    pub group: Option<GroupId>,
    /// Name of the group
    #[arg(long, value_name = "NAME")]
    pub group_name: Option<String>,
    /// Role that the group gets, name or ID; repeat the option for more
    #[arg(long, value_name = "ROLE", num_args = 1.., add = Completer::Words(entra_roles))]
    pub role: Vec<String>,
    /// Microsoft's ID of the assignment, if known
    #[arg(long, value_name = "ID")]
    pub id: Option<AssignmentId>,
}

/// What `unassign` takes.
#[derive(Debug, Args)]
pub struct GdapUnassignArgs {
    /// The relationship
    #[command(flatten)]
    pub relationship: RelationshipArg,
    /// The group: object ID or exact name
    #[arg(value_name = "GROUP", add = Completer::Names(Names::GdapGroups))]
    pub group: Option<String>,
}
