//! `csp gdap plan`, `renewals`, `roles` and `templates`.

use clap::{Args, Subcommand};

use super::complete::{Completer, Names, entra_roles};
use super::customer_arg::CustomerArg;
use super::verify::DraftArgs;
use crate::domain::gdap::GroupId;
use crate::domain::{Email, GroupName};

/// What `plan` takes.
#[derive(Debug, Args)]
pub struct GdapPlanArgs {
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// Name of the relationship; the customer sees it
    #[arg(long, value_name = "NAME", value_parser = super::parse_kept_text)]
    pub name: Option<String>,
    /// How many days it lasts, 1 to 730
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    pub duration: Option<u32>,
    /// Let Microsoft extend it by 180 days at each end
    #[arg(long)]
    pub auto_extend: bool,
    /// Template with the roles, as `csp gdap templates list` shows them
    // It takes the place of the global option, which fills a template with the answer.
    #[arg(long, value_name = "TEMPLATE", value_parser = super::parse_kept_text, add = Completer::Names(Names::GdapTemplates))]
    pub template: Option<String>,
    /// Role, name or ID; repeat the option for more
    #[arg(long, value_name = "ROLE", num_args = 1.., add = Completer::Words(entra_roles))]
    pub role: Vec<String>,
    /// Plan it for a customer that does not have a reseller relationship with you
    #[arg(long)]
    pub without_relationship: bool,
    /// The approval message
    #[command(flatten)]
    pub draft: DraftArgs,
}

/// What `renewals` takes.
#[derive(Debug, Args)]
pub struct GdapRenewalsArgs {
    /// How many days to look ahead [default: 60]
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    pub within: Option<u32>,
    /// Only those of customers in this group of your own; repeat the option for any of several
    #[arg(long, value_name = "GROUP", add = Completer::Names(Names::CustomerGroups))]
    pub customer_group: Vec<GroupName>,
    /// Only those of customers that this person looks after
    #[arg(long, value_name = "EMAIL", add = Completer::Names(Names::Keepers))]
    pub keeper: Option<Email>,
}

/// The subcommands of `templates`.
#[derive(Debug, Subcommand)]
pub enum GdapTemplatesCommand {
    /// List the templates: those of csp and your own
    #[command(after_help = "Example:\n  csp gdap templates list")]
    List,
    /// Show the roles and groups of a template
    #[command(after_help = "Example:\n  csp gdap templates show default-gdap")]
    Show {
        /// Name of the template
        #[arg(value_name = "NAME", value_parser = super::parse_kept_text, add = Completer::Names(Names::GdapTemplates))]
        name: Option<String>,
    },
    /// Save a template of your own, over one with its name
    #[command(after_help = "\
Example:
  csp gdap templates set helpdesk --role \"Helpdesk Administrator\"")]
    Set(GdapTemplateArgs),
    /// Remove a template of your own
    #[command(after_help = "Example:\n  csp gdap templates remove helpdesk")]
    Remove {
        /// Name of the template
        #[arg(value_name = "NAME", value_parser = super::parse_kept_text, add = Completer::Names(Names::GdapTemplates))]
        name: Option<String>,
    },
}

/// What `templates set` takes.
#[derive(Debug, Args)]
pub struct GdapTemplateArgs {
    /// Name of the template
    #[arg(value_name = "NAME", value_parser = super::parse_kept_text, add = Completer::Names(Names::GdapTemplates))]
    pub name: Option<String>,
    /// Role, name or ID; repeat the option for more
    #[arg(long, value_name = "ROLE", num_args = 1.., add = Completer::Words(entra_roles))]
    pub role: Vec<String>,
    /// Object ID of a security group in your tenant that gets the roles; repeat the option for more
    #[arg(long, value_name = "GROUP", add = Completer::Names(Names::GdapGroups))]
    pub group: Vec<GroupId>,
}
