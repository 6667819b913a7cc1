//! The accounts that have the MPN ID, the tenant domain or the tenant ID of an application.

use crate::diagnostic::Result;
use crate::domain::IdentityOwners;
use crate::domain::application::Application;
use crate::store::Tx;

/// The accounts of a store that have what an application names.
///
/// # Errors
/// If the store cannot be read.
pub fn find_owners(tx: &Tx<'_>, application: &Application) -> Result<IdentityOwners> {
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
