//! Groups and keepers of accounts and customers: verbs that set them, and filters of lists.

use clap::Args;

use super::complete::{Completer, Names};
use crate::domain::{BadEmail, Email, GroupName};

/// What `accounts group` takes.
#[derive(Debug, Args)]
pub struct AccountGroupArgs {
    /// Short names, MPN IDs or tenant domains of the accounts
    #[arg(value_name = "ACCOUNT", add = Completer::Names(Names::Accounts))]
    pub accounts: Vec<String>,
    /// Put the accounts into this group; repeat the option for more
    #[arg(long, value_name = "GROUP", add = Completer::Names(Names::AccountGroups))]
    pub add: Vec<GroupName>,
    /// Take the accounts out of this group; repeat the option for more
    #[arg(long, value_name = "GROUP", add = Completer::Names(Names::AccountGroups))]
    pub remove: Vec<GroupName>,
}

/// What `accounts keeper` takes.
#[derive(Debug, Args)]
pub struct AccountKeeperArgs {
    /// Short name, MPN ID or tenant domain of the account
    #[arg(value_name = "ACCOUNT", add = Completer::Names(Names::Accounts))]
    pub account: Option<String>,
    /// Address of the person in your team who looks after it, or none
    #[arg(value_name = "EMAIL|none", add = Completer::Names(Names::Keepers))]
    pub keeper: Option<KeeperArg>,
}

/// What `customers group` takes.
#[derive(Debug, Args)]
pub struct CustomerGroupArgs {
    /// Domains, tenant IDs or exact names of the customers
    #[arg(value_name = "CUSTOMER", add = Completer::Names(Names::Customers))]
    pub customers: Vec<String>,
    /// Put the customers into this group; repeat the option for more
    #[arg(long, value_name = "GROUP", add = Completer::Names(Names::CustomerGroups))]
    pub add: Vec<GroupName>,
    /// Take the customers out of this group; repeat the option for more
    #[arg(long, value_name = "GROUP", add = Completer::Names(Names::CustomerGroups))]
    pub remove: Vec<GroupName>,
}

/// What `customers keeper` takes.
#[derive(Debug, Args)]
pub struct CustomerKeeperArgs {
    /// The customer
    #[command(flatten)]
    pub customer: super::customer_arg::CustomerArg,
    /// Address of the person in your team who looks after it, or none
    #[arg(value_name = "EMAIL|none", add = Completer::Names(Names::Keepers))]
    pub keeper: Option<KeeperArg>,
}

/// Which accounts a list covers.
#[derive(Debug, Args, Clone, Default)]
pub struct AccountFilterArgs {
    /// Only accounts in this group; repeat the option for accounts in any of several
    #[arg(long = "group", value_name = "GROUP", add = Completer::Names(Names::AccountGroups))]
    pub groups: Vec<GroupName>,
    /// Only accounts that this person looks after
    #[arg(long, value_name = "EMAIL", add = Completer::Names(Names::Keepers))]
    pub keeper: Option<Email>,
}

/// Which customers a list covers.
#[derive(Debug, Args, Clone, Default)]
pub struct CustomerFilterArgs {
    /// Only customers in this group or of an account in it; repeat the option for customers in any of several
    #[arg(long = "group", value_name = "GROUP", add = Completer::Names(Names::CustomerGroups))]
    pub groups: Vec<GroupName>,
    /// Only customers that this person looks after
    #[arg(long, value_name = "EMAIL", add = Completer::Names(Names::Keepers))]
    pub keeper: Option<Email>,
}

/// Who looks after something: an address, or `none`.
#[derive(Debug, Clone)]
pub enum KeeperArg {
    /// Nobody.
    Nobody,
    /// The person with this address.
    Person(Email),
}

impl KeeperArg {
    /// The address.
    pub fn email(self) -> Option<Email> {
        match self {
            Self::Nobody => None,
            Self::Person(email) => Some(email),
        }
    }
}

impl std::str::FromStr for KeeperArg {
    type Err = BadEmail;

    fn from_str(typed: &str) -> Result<Self, BadEmail> {
        if typed.trim().eq_ignore_ascii_case("none") {
            return Ok(Self::Nobody);
        }
        typed.parse().map(Self::Person)
    }
}
