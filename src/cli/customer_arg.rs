//! A customer, as commands take it.

use clap::Args;

use super::complete::{Completer, Names};

/// A customer.
#[derive(Debug, Args, Clone)]
pub struct CustomerArg {
    /// Domain, tenant ID or exact name of the customer
    #[arg(value_name = "CUSTOMER", add = Completer::Names(Names::Customers))]
    pub customer: Option<String>,
}
