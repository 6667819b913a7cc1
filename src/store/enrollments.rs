//! Enrollments, their checks and documents, and the confirmation codes.

use std::collections::BTreeMap;

use super::among::Among;
use super::column::vocabulary;
use super::engine::Value;
use super::record::{Record as _, record};
use super::table::Table;
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::Model;
use crate::domain::calendar::{Day, Instant};
use crate::domain::enrollment::{
    AppealDocument, AppealDocumentKind, Check, CheckKind, CheckState, CheckStateKind, Confirmation,
    Enrollment, EnrollmentOrigin, EnrollmentState, EnrollmentStateKind, Membership, SupportPlan,
};

vocabulary!(
    Model,
    EnrollmentOrigin,
    EnrollmentStateKind,
    SupportPlan,
    CheckKind,
    CheckStateKind,
    AppealDocumentKind
);

record! {
    /// An enrollment, numbered per account.
    pub(super) struct EnrollmentRow in ENROLLMENTS: "enrollments", key 2, chain Account {
        account_id: i64,
        number: usize,
        model: Model,
        origin: EnrollmentOrigin,
        state: EnrollmentStateKind,
        reason: Option<String>,
        created_at: Instant,
        submitted_at: Option<Instant>,
        mpa_signed_on: Option<Day>,
        active_since: Option<Instant>,
        withdrawn_at: Option<Instant>,
        support_plan: Option<SupportPlan>,
        support_plan_on: Option<Day>,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes []
}

record! {
    /// A verification check of an enrollment.
    pub(super) struct CheckRow in CHECKS: "checks", key 3, chain Account {
        account_id: i64,
        number: usize,
        kind: CheckKind,
        state: CheckStateKind,
        since: Instant,
        opened_on: Day,
        attempts: u32,
        reason: Option<String>,
    }
    constraints ["FOREIGN KEY (account_id, number) REFERENCES enrollments (account_id, number)"]
    indexes []
}

record! {
    /// A document that was given for a check.
    pub(super) struct DocumentRow in DOCUMENTS: "documents", key 4, chain Account {
        account_id: i64,
        number: usize,
        kind: CheckKind,
        position: usize,
        document = "type": AppealDocumentKind,
        name: String,
        size: u64,
        sha256: String,
        added_at: Instant,
    }
    constraints ["FOREIGN KEY (account_id, number, kind) REFERENCES checks (account_id, number, kind)"]
    indexes []
}

record! {
    /// The Partner Agreement of an account whose agreement on record is the older reseller agreement.
    pub(super) struct PartnerAgreementRow in PARTNER_AGREEMENTS: "partner_agreements", key 2, chain Account {
        account_id: i64,
        number: usize,
        signed_on: Day,
    }
    constraints ["FOREIGN KEY (account_id, number) REFERENCES enrollments (account_id, number)"]
    indexes []
}

record! {
    /// The confirmation code that was last issued for an enrollment.
    pub(super) struct ConfirmationRow in CONFIRMATIONS: "confirmations", key 2, chain Account {
        account_id: i64,
        number: usize,
        hash: [u8; 32],
        issued_at: Instant,
        wrong_tries: u32,
    }
    constraints ["FOREIGN KEY (account_id, number) REFERENCES enrollments (account_id, number)"]
    indexes []
}

/// The key of an enrollment: the number of its account, and its own number there.
type Place = (i64, usize);

/// The queries with which the enrollments of some accounts are read.
pub(super) struct EnrollmentQueries {
    agreements: String,
    checks: String,
    enrollments: String,
    confirmations: String,
    documents: String,
}

impl EnrollmentQueries {
    /// Those for these accounts.
    pub(super) fn of(accounts: &Among) -> Self {
        let of = format!("WHERE {}", accounts.condition());
        let all = |table: &Table, order: &str| format!("{} {of}{order}", table.all());
        Self {
            agreements: all(&PARTNER_AGREEMENTS, ""),
            checks: all(&CHECKS, ""),
            enrollments: all(&ENROLLMENTS, " ORDER BY account_id, number"),
            confirmations: all(&CONFIRMATIONS, ""),
            documents: all(&DOCUMENTS, " ORDER BY account_id, number, kind, position"),
        }
    }

    /// All of them.
    pub(super) fn all(&self) -> [&str; 5] {
        [
            &self.agreements,
            &self.checks,
            &self.enrollments,
            &self.confirmations,
            &self.documents,
        ]
    }
}

impl Tx<'_> {
    /// The enrollments of some accounts, at most [`Among::MOST`], each account's oldest first.
    pub(super) fn enrollments_of(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<i64, Vec<Enrollment>>, Diagnostic> {
        let mut found: BTreeMap<i64, Vec<Enrollment>> = BTreeMap::new();
        if accounts.is_empty() {
            return Ok(found);
        }
        let among = Among::of("account_id", accounts);
        let (queries, values) = (EnrollmentQueries::of(&among), among.values());
        self.foresee(&queries.all().map(|sql| (sql, values)))?;
        let mut agreed: BTreeMap<Place, PartnerAgreementRow> = BTreeMap::new();
        for row in self.select_by::<PartnerAgreementRow>(&queries.agreements, values)? {
            agreed.insert((row.account_id, row.number), row);
        }
        let mut checks = self.checks_of(&queries, values)?;
        for row in self.select_by::<EnrollmentRow>(&queries.enrollments, values)? {
            let place = (row.account_id, row.number);
            let mut enrollment = enrollment_of(&row)?;
            enrollment.checks = checks.remove(&place).unwrap_or_default();
            if let Some(agreement) = agreed.remove(&place) {
                let membership = enrollment.state.membership_mut();
                let membership = membership
                    .ok_or_else(|| agreement.contradiction("an agreement without a signer"))?;
                membership.mpa_added_on = Some(agreement.signed_on);
            }
            found.entry(row.account_id).or_default().push(enrollment);
        }
        match agreed.into_values().next() {
            Some(left) => Err(left.contradiction("an agreement without a signer")),
            None => Ok(found),
        }
    }

    /// The checks of the enrollments, with their documents.
    fn checks_of(
        &self,
        queries: &EnrollmentQueries,
        values: &[Value<'_>],
    ) -> Result<BTreeMap<Place, Vec<Check>>, Diagnostic> {
        let mut checks: BTreeMap<Place, Vec<Check>> = BTreeMap::new();
        let rows: Vec<CheckRow> = self.select_by(&queries.checks, values)?;
        if rows.is_empty() {
            return Ok(checks);
        }
        let mut asked: BTreeMap<Place, Day> = BTreeMap::new();
        for row in self.select_by::<ConfirmationRow>(&queries.confirmations, values)? {
            asked.insert((row.account_id, row.number), row.issued_at.date_naive());
        }
        let mut documents: BTreeMap<(Place, CheckKind), Vec<AppealDocument>> = BTreeMap::new();
        for row in self.select_by::<DocumentRow>(&queries.documents, values)? {
            let of_check = ((row.account_id, row.number), row.kind);
            documents.entry(of_check).or_default().push(AppealDocument {
                kind: row.document,
                name: row.name,
                size: row.size,
                sha256: row.sha256,
                added_at: row.added_at,
            });
        }
        for row in rows {
            let place = (row.account_id, row.number);
            let mut check = check_of(&row)?;
            check.documents = documents.remove(&(place, row.kind)).unwrap_or_default();
            if row.kind == CheckKind::EmailOwnership && row.state == CheckStateKind::Pending {
                check.asked_on = asked.get(&place).copied();
            }
            checks.entry(place).or_default().push(check);
        }
        for of_one in checks.values_mut() {
            of_one.sort_by_key(|check| check.kind);
        }
        Ok(checks)
    }

    /// Saves the enrollments of an account, numbered in this order.
    pub(super) fn save_enrollments(
        &self,
        account_id: i64,
        enrollments: &[Enrollment],
    ) -> Result<(), Diagnostic> {
        for (number, enrollment) in (1..).zip(enrollments) {
            let membership = enrollment.membership();
            let withdrawn_at = if let EnrollmentState::Withdrawn { at, .. } = &enrollment.state {
                Some(*at)
            } else {
                None
            };
            self.put(&EnrollmentRow {
                account_id,
                number,
                model: enrollment.model,
                origin: enrollment.origin,
                state: enrollment.stage(),
                reason: enrollment.state.reason().map(str::to_owned),
                created_at: enrollment.created_at,
                submitted_at: enrollment.submitted_at,
                mpa_signed_on: membership.map(|one| one.signed_on),
                active_since: membership.map(|one| one.since),
                withdrawn_at,
                support_plan: enrollment.support_plan.map(|(plan, _)| plan),
                support_plan_on: enrollment.support_plan.map(|(_, on)| on),
            })?;
            self.save_checks(account_id, number, &enrollment.checks)?;
            if let Some(signed_on) = membership.and_then(|one| one.mpa_added_on) {
                self.put(&PartnerAgreementRow {
                    account_id,
                    number,
                    signed_on,
                })?;
            }
        }
        Ok(())
    }

    fn save_checks(
        &self,
        account_id: i64,
        number: usize,
        checks: &[Check],
    ) -> Result<(), Diagnostic> {
        for check in checks {
            self.put(&CheckRow {
                account_id,
                number,
                kind: check.kind,
                state: check.word(),
                since: check.since(),
                opened_on: check.opened_on,
                attempts: check.attempts,
                reason: check.reason().map(str::to_owned),
            })?;
            for (position, document) in check.documents.iter().enumerate() {
                self.put(&DocumentRow {
                    account_id,
                    number,
                    kind: check.kind,
                    position,
                    document: document.kind,
                    name: document.name.clone(),
                    size: document.size,
                    sha256: document.sha256.clone(),
                    added_at: document.added_at,
                })?;
            }
        }
        Ok(())
    }

    /// The confirmation code that was last issued for an enrollment of an account, by its index (from 0).
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn confirmation(
        &self,
        account: i64,
        place: usize,
    ) -> Result<Option<Confirmation>, Diagnostic> {
        let key = [Value::Integer(account), Value::Integer(place as i64 + 1)];
        let row = self.find::<ConfirmationRow>(&key)?;
        Ok(row.map(|row| Confirmation {
            hash: row.hash,
            issued_at: row.issued_at,
            wrong_tries: row.wrong_tries,
        }))
    }

    /// Saves a confirmation code, replacing the one before; `None` deletes it.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save_confirmation(
        &self,
        account: i64,
        place: usize,
        confirmation: Option<&Confirmation>,
    ) -> Result<(), Diagnostic> {
        let number = place + 1;
        match confirmation {
            None => {
                let key = [Value::Integer(account), Value::Integer(number as i64)];
                self.delete::<ConfirmationRow>(&key)
            }
            Some(kept) => self.put(&ConfirmationRow {
                account_id: account,
                number,
                hash: kept.hash,
                issued_at: kept.issued_at,
                wrong_tries: kept.wrong_tries,
            }),
        }
    }
}

fn enrollment_of(row: &EnrollmentRow) -> Result<Enrollment, Diagnostic> {
    let membership = match (row.mpa_signed_on, row.active_since) {
        (Some(signed_on), Some(since)) => Some(Membership::new(signed_on, since)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(row.contradiction("an incomplete membership"));
        }
    };
    let plan = match (row.support_plan, row.support_plan_on) {
        (Some(plan), Some(on)) => Some((plan, on)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(row.contradiction("an incomplete support plan"));
        }
    };
    Ok(Enrollment {
        model: row.model,
        origin: row.origin,
        state: state_of(row, membership)?,
        created_at: row.created_at,
        submitted_at: row.submitted_at,
        checks: Vec::new(),
        support_plan: plan,
    })
}

fn state_of(
    row: &EnrollmentRow,
    membership: Option<Membership>,
) -> Result<EnrollmentState, Diagnostic> {
    let reason = || {
        row.reason
            .clone()
            .ok_or_else(|| row.contradiction("the reason is missing"))
    };
    Ok(match (row.state, membership) {
        (EnrollmentStateKind::Active, Some(membership)) => EnrollmentState::Active(membership),
        (EnrollmentStateKind::Restricted, Some(membership)) => EnrollmentState::Restricted {
            membership,
            reason: reason()?,
        },
        (EnrollmentStateKind::Withdrawn, membership) => EnrollmentState::Withdrawn {
            membership,
            reason: reason()?,
            at: row
                .withdrawn_at
                .ok_or_else(|| row.contradiction("the time of the withdrawal is missing"))?,
        },
        (EnrollmentStateKind::Draft, None) => EnrollmentState::Draft,
        (EnrollmentStateKind::EmailVerification, None) => EnrollmentState::EmailVerification,
        (EnrollmentStateKind::UnderReview, None) => EnrollmentState::UnderReview,
        (EnrollmentStateKind::ActionRequired, None) => EnrollmentState::ActionRequired,
        (EnrollmentStateKind::CreditCheck, None) => EnrollmentState::CreditCheck,
        (EnrollmentStateKind::SupportPlan, None) => EnrollmentState::SupportPlan,
        (EnrollmentStateKind::Agreement, None) => EnrollmentState::Agreement,
        (EnrollmentStateKind::Active | EnrollmentStateKind::Restricted, None) => {
            return Err(row.contradiction("active without an agreement"));
        }
        (
            EnrollmentStateKind::Draft
            | EnrollmentStateKind::EmailVerification
            | EnrollmentStateKind::UnderReview
            | EnrollmentStateKind::ActionRequired
            | EnrollmentStateKind::CreditCheck
            | EnrollmentStateKind::SupportPlan
            | EnrollmentStateKind::Agreement,
            Some(_),
        ) => return Err(row.contradiction("an agreement before verification is over")),
    })
}

fn check_of(row: &CheckRow) -> Result<Check, Diagnostic> {
    let since = row.since;
    let state = match row.state {
        CheckStateKind::Pending => CheckState::Pending { since },
        CheckStateKind::Accepted => CheckState::Accepted { since },
        CheckStateKind::Rejected => CheckState::Rejected {
            since,
            reason: row
                .reason
                .clone()
                .ok_or_else(|| row.contradiction("rejected without a reason"))?,
        },
        CheckStateKind::NotStarted => {
            return Err(row.contradiction("a check that was never opened"));
        }
    };
    Ok(Check {
        kind: row.kind,
        state,
        opened_on: row.opened_on,
        asked_on: None,
        attempts: row.attempts,
        documents: Vec::new(),
    })
}
