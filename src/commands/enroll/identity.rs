//! The refusal of an MPN ID, tenant domain or tenant ID that another account has.

use crate::diagnostic::Result;
use crate::domain::{Account, Model};
use crate::session::find::find_owners;
use crate::store::Tx;

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
