//! `csp customers edit`.

use super::add::{filled, taken};
use super::change::Change;
use super::named::asked;
use crate::cli::customers::EditArgs;
use crate::commands::{Context, line, missing::nothing_to_change};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::customer::faults_of_record;
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::report::Outcome;

/// Changes a customer's record.
pub(super) fn run(ctx: &Context<'_>, args: &EditArgs) -> Result<Outcome> {
    let customer = asked(ctx, &args.customer)?;
    if args.is_empty() {
        return Err(nothing_to_change("csp customers edit --help"));
    }
    let name = args
        .name
        .as_deref()
        .map(|typed| line::name("--name", typed))
        .transpose()?;
    let change = Change {
        customer: &customer,
        permission: Permission::CustomersManage,
        action: "customer.edited",
        reason: None,
    };
    change.make(ctx, |tx, account, mut customer| {
        let record = &mut customer.record;
        record.name = name.clone().unwrap_or_else(|| record.name.clone());
        record.email = args.email.clone().or_else(|| record.email.clone());
        record.country = args.country.unwrap_or(record.country);
        record.tenant_id = args.tenant_id.or(record.tenant_id);
        if let Some(typed) = &args.registration_id {
            record.registration_id = filled(Some(typed));
        }
        record.csp_tenant = args.csp_tenant.unwrap_or(record.csp_tenant);
        let mut refusals = taken(
            tx,
            account,
            &customer.record,
            Some(customer.record.domain.as_str()),
        )?;
        refusals.extend(faults_of_record(&Standing::of(account), &customer.record));
        Diagnostic::unless_none(refusals)?;
        Ok(customer)
    })
}
