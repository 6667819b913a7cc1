//! What needs a person among the relationships of up to `Accounts::PAGE` accounts: one query that reads nothing of
//! relationships that need nobody, but for whether an active one has an access assignment.
//!
//! It answers what `domain::gdap::attention` says of each relationship; a test holds them equal.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::gdap::{
    AttentionKind, GdapAttention, GdapNeeds, created_before, lapse_of_request, stuck_before,
};
use crate::store::among::Among;
use crate::store::column::{shown, vocabulary};
use crate::store::engine::{Hint, Row};
use crate::store::tx::Tx;

vocabulary!(AttentionKind);

/// The index that finds relationships by state and end.
const BY_STATE: Hint<'static> = Hint::Index("gdap_relationships_state");

/// The index that finds failed assignments.
const FAILED: Hint<'static> = Hint::Index("gdap_assignments_failed");

/// What every part selects, after the kind.
const SHOWN: &str =
    "it.id, it.name, coalesce(it.customer_domain, (SELECT known.domain FROM customers AS known
 WHERE known.account_id = it.account_id AND known.tenant_id = it.customer_tenant))";

/// That Microsoft has not erased it.
const LISTED: &str = "(it.absence IS NULL OR it.absence <> 'erased')";

/// That its end may not move by itself; only a number of days says that it does.
const NOT_EXTENDED: &str = "(it.auto_extend IS NULL OR it.auto_extend <> '180')";

impl Tx<'_> {
    /// What needs a person in each account, with ends and lapses until `horizon`, and the first `most` of each kind.
    /// Accounts in which nothing does are left out.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn gdap_needs(
        &self,
        accounts: &[i64],
        horizon: Instant,
        most: usize,
    ) -> Result<BTreeMap<i64, GdapNeeds>, Diagnostic> {
        let now = self.now();
        let mut among = Among::of("it.account_id", accounts);
        let until = among.place(horizon.timestamp());
        let created = among.place(created_before(horizon).timestamp());
        let stuck = among.place(stuck_before(now).timestamp());
        let [by_state, failed, left_first] =
            [BY_STATE, FAILED, Hint::LeftFirst].map(|hint| self.session().hint(hint));
        let ours = among.condition();
        let of_failed = ours.replace("it.account_id", "failed.account_id");
        let parts = [
            format!(
                "SELECT it.account_id, CASE WHEN it.origin = 'provider-made' AND it.decision IS NULL
                   AND (it.consent_pending IS NULL OR it.consent_pending = 1) THEN 'decision' ELSE 'approval' END,
                 {SHOWN}, CAST(NULL AS TEXT), coalesce(it.created_at, it.state_since), CAST(NULL AS TEXT),
                 CAST(NULL AS TEXT) FROM gdap_relationships AS it {by_state}
                 WHERE {ours} AND it.state = 'approval-pending' AND {LISTED}
                   AND (it.decision IS NULL OR it.decision <> 'reject')
                   AND (it.origin = 'provider-made' OR coalesce(it.created_at, it.state_since) < {created})"
            ),
            format!(
                "SELECT it.account_id, 'end', {SHOWN}, NULL, it.ends_at, it.auto_extend, NULL
                 FROM gdap_relationships AS it {by_state}
                 WHERE {ours} AND it.state = 'active' AND it.ends_at <= {until} AND {NOT_EXTENDED} AND {LISTED}"
            ),
            format!(
                "SELECT it.account_id, 'end', {SHOWN}, NULL, it.activated_at, it.auto_extend, it.duration
                 FROM gdap_relationships AS it {by_state}
                 WHERE {ours} AND it.state = 'active' AND it.ends_at IS NULL AND it.activated_at IS NOT NULL
                   AND it.duration IS NOT NULL AND {NOT_EXTENDED} AND {LISTED}"
            ),
            format!(
                "SELECT it.account_id, 'no-access', {SHOWN}, NULL, it.state_since, NULL, NULL
                 FROM gdap_relationships AS it
                 WHERE {ours} AND it.state = 'active' AND {LISTED} AND NOT EXISTS (
                   SELECT 1 FROM gdap_assignments AS given WHERE given.account_id = it.account_id
                   AND given.relationship = it.id AND given.state IN ('pending', 'active'))"
            ),
            format!(
                "SELECT it.account_id, 'failed-assignment', {SHOWN}, failed.group_id, failed.state_since, NULL, NULL
                 FROM gdap_assignments AS failed {failed} {left_first} JOIN gdap_relationships AS it
                   ON it.account_id = failed.account_id AND it.id = failed.relationship
                 WHERE {of_failed} AND failed.state = 'error' AND it.state = 'active' AND {LISTED}"
            ),
            format!(
                "SELECT it.account_id, 'delay', {SHOWN}, NULL,
                 CASE WHEN it.modified_at < it.state_since THEN it.modified_at ELSE it.state_since END, NULL, NULL
                 FROM gdap_relationships AS it {by_state}
                 WHERE {ours} AND it.state IN ('approved', 'activating') AND {LISTED}
                   AND (it.state_since <= {stuck} OR it.modified_at <= {stuck})"
            ),
        ];
        let mut found: BTreeMap<i64, GdapNeeds> = BTreeMap::new();
        self.each_row(&parts.join(" UNION ALL "), among.values(), |row| {
            if let Some(one) = attention_of(row)?.filter(|one| reaches(one, horizon)) {
                let needs = found.entry(shown(TABLE, row, 0)?);
                needs
                    .or_insert_with(|| GdapNeeds::keeping(most))
                    .add(one, now);
            }
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }
}

const TABLE: &str = "gdap_relationships";

/// Whether its day is near enough to be read.
fn reaches(one: &GdapAttention, horizon: Instant) -> bool {
    match one.kind {
        AttentionKind::Approval | AttentionKind::End => one.at <= horizon,
        AttentionKind::Decision
        | AttentionKind::NoAccess
        | AttentionKind::FailedAssignment
        | AttentionKind::Delay => true,
    }
}

/// What a row says; `None` where the end of the relationship moves by itself, or is not known.
fn attention_of(row: Row<'_>) -> Result<Option<GdapAttention>, Diagnostic> {
    let kind: AttentionKind = shown(TABLE, row, 1)?;
    let at: Instant = shown(TABLE, row, 6)?;
    let days = |at: usize| -> Result<Option<u32>, Diagnostic> {
        let text: Option<String> = shown(TABLE, row, at)?;
        Ok(text.and_then(|text| text.parse().ok()))
    };
    let at = match kind {
        AttentionKind::Decision | AttentionKind::Approval => Some(lapse_of_request(at)),
        AttentionKind::End if days(7)?.is_some_and(|days| days > 0) => None,
        AttentionKind::End => match shown::<Option<String>>(TABLE, row, 8)? {
            None => Some(at),
            Some(_) => {
                days(8)?.and_then(|days| at.checked_add_days(chrono::Days::new(days.into())))
            }
        },
        AttentionKind::NoAccess | AttentionKind::FailedAssignment | AttentionKind::Delay => {
            Some(at)
        }
    };
    let Some(at) = at else { return Ok(None) };
    Ok(Some(GdapAttention {
        kind,
        at,
        relationship: shown(TABLE, row, 2)?,
        name: shown(TABLE, row, 3)?,
        customer: shown(TABLE, row, 4)?,
        group: shown(TABLE, row, 5)?,
    }))
}
