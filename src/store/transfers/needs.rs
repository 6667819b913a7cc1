//! What needs a person among the transfers of up to `Accounts::PAGE` accounts, in one query.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::diagnostic::Diagnostic;
use crate::domain::transfer::{FOLLOWED_UP_DAYS, TransferNeed, TransferNeeds, TransferOrderer};
use crate::store::among::Among;
use crate::store::column::shown;
use crate::store::customers::has_counting_agreement;
use crate::store::engine::Row;
use crate::store::tx::Tx;

/// The domain of the customer on record: planned for it, or with its tenant.
const DOMAIN: &str = "coalesce(it.customer_domain, (SELECT known.domain_key FROM customers AS known
 WHERE known.account_id = it.account_id AND known.tenant_id = it.customer_tenant))";

/// The entries of the directory that the other partner may be.
const PARTNERS: &str = "FROM providers AS partner WHERE partner.tenant_id = it.partner_tenant
 OR partner.name = it.partner_name OR partner.name_key = lower(it.partner_name) OR partner.slug = lower(it.partner_name)";

const TABLE: &str = "transfers";

impl Tx<'_> {
    /// What needs a person in each account. Accounts in which nothing does are left out.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn transfer_needs(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<i64, TransferNeeds>, Diagnostic> {
        let mut among = Among::of("it.account_id", accounts);
        let followed = self.now() - chrono::TimeDelta::days(FOLLOWED_UP_DAYS);
        let followed = among.place(followed.timestamp());
        let ours = among.condition();
        let related = format!(
            "FROM relationships AS given WHERE given.account_id = it.account_id
             AND given.domain_key = {DOMAIN} AND given.state = 'active'"
        );
        let columns = |since: &str| {
            format!(
                "it.id, it.kind, it.direction, it.state, {since}, it.expires_at, it.customer_name, {DOMAIN}, it.partner_name,
                 (SELECT CASE WHEN count(*) = 1 THEN min(partner.slug) END {PARTNERS}),
                 (SELECT given.won_as {related} AND given.party = 'self'),
                 (SELECT CASE WHEN count(*) = 1 THEN min(given.party) END {related} AND given.party <> 'self')
                 FROM transfers AS it WHERE {ours}"
            )
        };
        let completed = columns("coalesce(it.completed_at, it.state_since)");
        // A partner that is named and outside the directory has its own relationship and agreement with the customer.
        let completed = format!(
            "{completed} AND it.state = 'completed' AND coalesce(it.completed_at, it.state_since) >= {followed}
             AND (it.direction = 'in' OR (it.partner_name IS NULL AND it.partner_tenant IS NULL)
               OR EXISTS (SELECT 1 {PARTNERS}))"
        );
        let served = format!(
            "EXISTS (SELECT 1 {related}
             AND ((it.direction = 'in' AND given.party = 'self') OR (it.direction = 'out' AND given.party <> 'self')))"
        );
        // A provider that orders cannot use our attestation: it attests for itself, or the customer accepts directly.
        let agreed = has_counting_agreement(
            ("it.account_id", DOMAIN),
            "(it.direction = 'in' OR given.attested_by IS NULL OR given.attested_by <> 'self')",
        );
        let parts = [
            format!(
                "SELECT it.account_id, 'open', {} AND it.state IN ('planned', 'pending')",
                columns("coalesce(it.created_at, it.planned_at, it.state_since)")
            ),
            format!("SELECT it.account_id, 'relationship', {completed} AND NOT {served}"),
            format!("SELECT it.account_id, 'agreement', {completed} AND {served} AND NOT {agreed}"),
        ];
        let mut found: BTreeMap<i64, TransferNeeds> = BTreeMap::new();
        self.each_row(&parts.join(" UNION ALL "), among.values(), |row| {
            let account = shown(TABLE, row, 0)?;
            found.entry(account).or_default().add(need_of(row)?);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }
}

fn need_of(row: Row<'_>) -> Result<TransferNeed, Diagnostic> {
    Ok(TransferNeed {
        kind: shown(TABLE, row, 1)?,
        transfer: shown(TABLE, row, 2)?,
        procedure: shown(TABLE, row, 3)?,
        direction: shown(TABLE, row, 4)?,
        state: shown(TABLE, row, 5)?,
        since: shown(TABLE, row, 6)?,
        expires_at: shown(TABLE, row, 7)?,
        customer: shown(TABLE, row, 8)?,
        domain: shown(TABLE, row, 9)?,
        partner: shown(TABLE, row, 10)?,
        partner_slug: shown(TABLE, row, 11)?,
        won_as: shown(TABLE, row, 12)?,
        served_by: shown(TABLE, row, 13)?,
        orderer: TransferOrderer::Us,
    })
}
