//! The accounts that have the MPN ID, the tenant domain or the tenant ID of an application.

use crate::diagnostic::Result;
use crate::domain::application::Application;
use crate::domain::{Account, IdentityOwners, Model};
use crate::store::Tx;

/// The accounts that have what an application names.
pub(super) fn find_owners(tx: &Tx<'_>, application: &Application) -> Result<IdentityOwners> {
    let accounts = tx.accounts();
    let by_id = application.mpn_id().map(|id| accounts.with_mpn_id(&id));
    let domain = application.tenant_domain();
    let by_domain = domain.map(|domain| accounts.with_domain(&domain));
    let tenant = application.tenant_id();
    let by_tenant = tenant.map(|tenant| accounts.with_tenant_id(&tenant));
    Ok(IdentityOwners {
        of_mpn_id: by_id.transpose()?.flatten(),
        of_domain: by_domain.transpose()?.flatten(),
        of_tenant_id: by_tenant.transpose()?.flatten(),
    })
}

/// Refuses an MPN ID, tenant domain or tenant id that accounts other than `own` have.
pub(super) fn refuse_taken(
    tx: &Tx<'_>,
    account: &Account,
    own: Option<i64>,
    model: Model,
) -> Result<()> {
    let owners = find_owners(tx, &account.application)?;
    owners.other_than(own).check_free(Some(model))
}
