//! Enrollments, their checks and documents, and the confirmation codes.

use rusqlite::{Row, ToSql};

use super::column::{Reader, day_text, seconds};
use super::failure::StoreError;
use super::table::table;
use super::tx::Tx;
use crate::domain::calendar::Instant;
use crate::domain::enrollment::{
    Check, CheckKind, CheckState, CheckWord, Confirmation, Document, Enrollment, Membership, Stage,
    State,
};
use crate::domain::word::Word;

table!(pub(super) ENROLLMENTS = "enrollments", key 2, [
    "account_id", "number", "model", "origin", "state", "reason", "created_at", "submitted_at",
    "mpa_signed_on", "active_since", "withdrawn_at", "support_plan", "support_plan_on",
]);
table!(pub(super) CHECKS = "checks", key 3, [
    "account_id", "number", "kind", "state", "since", "opened_on", "attempts", "reason",
]);
table!(pub(super) DOCUMENTS = "documents", key 4, [
    "account_id", "number", "kind", "position", "type", "name", "size", "sha256", "added_at",
]);
table!(pub(super) PARTNER_AGREEMENTS = "partner_agreements", key 2, [
    "account_id", "number", "signed_on",
]);
table!(pub(super) CONFIRMATIONS = "confirmations", key 2, [
    "account_id", "number", "hash", "issued_at", "wrong_tries",
]);

impl Tx<'_> {
    /// The enrollments of an account, oldest first.
    pub(super) fn enrollments_of(&self, account: i64) -> Result<Vec<Enrollment>, StoreError> {
        let sql = format!("{} WHERE account_id = ? ORDER BY number", ENROLLMENTS.all());
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([account])?;
        let mut enrollments = Vec::new();
        while let Some(row) = rows.next()? {
            enrollments.push(enrollment_of(row)?);
        }
        if !enrollments.is_empty() {
            self.add_checks(account, &mut enrollments)?;
            self.add_partner_agreements(account, &mut enrollments)?;
        }
        Ok(enrollments)
    }

    /// Saves the enrollments of an account; their order is their number.
    pub(super) fn save_enrollments(
        &self,
        account: i64,
        enrollments: &[Enrollment],
    ) -> Result<(), StoreError> {
        for (at, enrollment) in enrollments.iter().enumerate() {
            let number = at as i64 + 1;
            let membership = enrollment.membership();
            let withdrawn_at = if let State::Withdrawn { at, .. } = &enrollment.state {
                Some(seconds(*at))
            } else {
                None
            };
            let values: [&dyn ToSql; 13] = [
                &account,
                &number,
                &enrollment.model.word(),
                &enrollment.origin.word(),
                &enrollment.stage().word(),
                &enrollment.state.reason(),
                &seconds(enrollment.created_at),
                &enrollment.submitted_at.map(seconds),
                &membership.map(|one| day_text(one.signed_on)),
                &membership.map(|one| seconds(one.since)),
                &withdrawn_at,
                &enrollment.support_plan.map(|(plan, _)| plan.word()),
                &enrollment.support_plan.map(|(_, on)| day_text(on)),
            ];
            ENROLLMENTS.put(self, &values)?;
            self.save_checks(account, number, &enrollment.checks)?;
            if let Some(signed_on) = membership.and_then(|one| one.mpa_added_on) {
                let values: [&dyn ToSql; 3] = [&account, &number, &day_text(signed_on)];
                PARTNER_AGREEMENTS.put(self, &values)?;
            }
        }
        Ok(())
    }

    /// Reads the Partner Agreements that were recorded beside an older agreement into their enrollments.
    fn add_partner_agreements(
        &self,
        account: i64,
        enrollments: &mut [Enrollment],
    ) -> Result<(), StoreError> {
        let sql = format!("{} WHERE account_id = ?", PARTNER_AGREEMENTS.all());
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([account])?;
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &PARTNER_AGREEMENTS)?;
            let number: usize = reader.number(1)?;
            let signed_on = reader.day(2)?;
            let place = number.checked_sub(1).and_then(|at| enrollments.get_mut(at));
            let membership = place.and_then(|one| one.state.membership_mut());
            let membership =
                membership.ok_or_else(|| reader.contradiction("an agreement of nobody"))?;
            membership.mpa_added_on = Some(signed_on);
        }
        Ok(())
    }

    /// Reads the checks of all enrollments of an account into them.
    fn add_checks(&self, account: i64, enrollments: &mut [Enrollment]) -> Result<(), StoreError> {
        let columns = CHECKS.columns.join(", ");
        let sql = format!(
            "SELECT {columns}, digest, EXISTS (SELECT 1 FROM documents d WHERE d.account_id = c.account_id \
             AND d.number = c.number AND d.kind = c.kind), \
             (SELECT issued_at FROM confirmations m WHERE m.account_id = c.account_id \
             AND m.number = c.number AND c.kind = 'email-ownership' AND c.state = 'pending') \
             FROM checks c WHERE account_id = ?"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([account])?;
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &CHECKS)?;
            let mut check = check_of(&reader)?;
            let number: usize = reader.number(1)?;
            let asked_at = reader.instant_if_any(CHECKS.columns.len() + 2)?;
            check.asked_on = asked_at.map(|at| at.date_naive());
            if row.get(CHECKS.columns.len() + 1)? {
                check.documents = self.documents_of(account, number, check.kind)?;
            }
            if let Some(enrollment) = number.checked_sub(1).and_then(|at| enrollments.get_mut(at)) {
                enrollment.checks.push(check);
            }
        }
        for enrollment in enrollments {
            enrollment.checks.sort_by_key(|check| check.kind);
        }
        Ok(())
    }

    fn save_checks(&self, account: i64, number: i64, checks: &[Check]) -> Result<(), StoreError> {
        for check in checks {
            let kind = check.kind.word();
            let values: [&dyn ToSql; 8] = [
                &account,
                &number,
                &kind,
                &check.word().word(),
                &seconds(check.since()),
                &day_text(check.opened_on),
                &check.attempts,
                &check.reason(),
            ];
            CHECKS.put(self, &values)?;
            for (position, document) in check.documents.iter().enumerate() {
                let values: [&dyn ToSql; 9] = [
                    &account,
                    &number,
                    &kind,
                    &(position as i64),
                    &document.kind.word(),
                    &document.name,
                    &(document.size as i64),
                    &document.sha256,
                    &seconds(document.added_at),
                ];
                DOCUMENTS.put(self, &values)?;
            }
        }
        Ok(())
    }

    fn documents_of(
        &self,
        account: i64,
        number: usize,
        kind: CheckKind,
    ) -> Result<Vec<Document>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND number = ? AND kind = ? ORDER BY position",
            DOCUMENTS.all()
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query((account, number as i64, kind.word()))?;
        let mut documents = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &DOCUMENTS)?;
            documents.push(Document {
                kind: reader.word(4)?,
                name: reader.word(5)?,
                size: reader.number(6)?,
                sha256: reader.word(7)?,
                added_at: reader.instant(8)?,
            });
        }
        Ok(documents)
    }

    /// The confirmation code that was last issued for the enrollment at this place of an account.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn confirmation(
        &self,
        account: i64,
        place: usize,
    ) -> Result<Option<Confirmation>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND number = ?",
            CONFIRMATIONS.all()
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query((account, place as i64 + 1))?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let reader = Reader::verified(row, &CONFIRMATIONS)?;
        Ok(Some(Confirmation {
            hash: row.get(2)?,
            issued_at: reader.instant(3)?,
            wrong_tries: reader.number(4)?,
        }))
    }

    /// Keeps a confirmation, replacing the one before; `None` takes it away.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save_confirmation(
        &self,
        account: i64,
        place: usize,
        confirmation: Option<&Confirmation>,
    ) -> Result<(), StoreError> {
        let number = place as i64 + 1;
        match confirmation {
            None => CONFIRMATIONS.delete(self, &[&account, &number]),
            Some(kept) => CONFIRMATIONS.put(
                self,
                &[
                    &account,
                    &number,
                    &&kept.hash[..],
                    &seconds(kept.issued_at),
                    &kept.wrong_tries,
                ],
            ),
        }
    }
}

fn enrollment_of(row: &Row<'_>) -> Result<Enrollment, StoreError> {
    let reader = Reader::verified(row, &ENROLLMENTS)?;
    let membership = match (reader.day_if_any(8)?, reader.instant_if_any(9)?) {
        (Some(signed_on), Some(since)) => Some(Membership::new(signed_on, since)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(reader.contradiction("half a membership"));
        }
    };
    let plan = match (reader.word_if_any(11)?, reader.day_if_any(12)?) {
        (Some(plan), Some(on)) => Some((plan, on)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(reader.contradiction("half a support plan"));
        }
    };
    Ok(Enrollment {
        model: reader.word(2)?,
        origin: reader.word(3)?,
        state: state_of(&reader, membership)?,
        created_at: reader.instant(6)?,
        submitted_at: reader.instant_if_any(7)?,
        checks: Vec::new(),
        support_plan: plan,
    })
}

fn state_of(reader: &Reader<'_>, membership: Option<Membership>) -> Result<State, StoreError> {
    let stage: Stage = reader.word(4)?;
    let reason = reader.text(5)?;
    let no = |what| reader.contradiction(what);
    Ok(match (stage, membership) {
        (Stage::Active, Some(membership)) => State::Active(membership),
        (Stage::Restricted, Some(membership)) => State::Restricted {
            membership,
            reason: reason.ok_or_else(|| no("no reason"))?,
        },
        (Stage::Withdrawn, membership) => State::Withdrawn {
            membership,
            reason: reason.ok_or_else(|| no("no reason"))?,
            at: reader.instant(10)?,
        },
        (Stage::Draft, None) => State::Draft,
        (Stage::EmailVerification, None) => State::EmailVerification,
        (Stage::UnderReview, None) => State::UnderReview,
        (Stage::ActionRequired, None) => State::ActionRequired,
        (Stage::CreditCheck, None) => State::CreditCheck,
        (Stage::SupportPlan, None) => State::SupportPlan,
        (Stage::Agreement, None) => State::Agreement,
        (Stage::Active | Stage::Restricted, None) => return Err(no("active without an agreement")),
        (
            Stage::Draft
            | Stage::EmailVerification
            | Stage::UnderReview
            | Stage::ActionRequired
            | Stage::CreditCheck
            | Stage::SupportPlan
            | Stage::Agreement,
            Some(_),
        ) => return Err(no("an agreement before verification is over")),
    })
}

fn check_of(reader: &Reader<'_>) -> Result<Check, StoreError> {
    let since: Instant = reader.instant(4)?;
    let state = match reader.word::<CheckWord>(3)? {
        CheckWord::Pending => CheckState::Pending { since },
        CheckWord::Accepted => CheckState::Accepted { since },
        CheckWord::Rejected => CheckState::Rejected {
            since,
            reason: reader
                .text(7)?
                .ok_or_else(|| reader.contradiction("rejected without a reason"))?,
        },
        CheckWord::NotStarted => return Err(reader.contradiction("a check that was never opened")),
    };
    Ok(Check {
        kind: reader.word(2)?,
        state,
        opened_on: reader.day(5)?,
        asked_on: None,
        attempts: reader.number(6)?,
        documents: Vec::new(),
    })
}
