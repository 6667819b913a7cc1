//! The acceptances of the Microsoft Customer Agreement: the present one, what an attestation of today says beside it, and
//! those before it.

use std::collections::BTreeMap;

use super::Customers;
use super::load::Place;
use crate::diagnostic::Diagnostic;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::{Day, Instant};
use crate::domain::relationship::Party;
use crate::domain::{Email, TenantDomain};
use crate::store::engine::Value;
use crate::store::record::record;
use crate::store::tx::Tx;

record! {
    /// The agreement that a customer accepted last.
    pub(in crate::store) struct AgreementRow in AGREEMENTS: "agreements", key 2, chain Account {
        account_id: i64,
        domain_key: String,
        attested_by: Option<Party>,
        accepted_on: Day,
        first_name: String,
        last_name: String,
        email: Email,
        phone: Option<String>,
        recorded_at: Instant,
    }
    constraints ["FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)"]
    indexes [
        "CREATE INDEX agreements_person ON agreements (account_id, lower(email)) WHERE attested_by IS NOT NULL",
    ]
}

record! {
    /// What an attestation of today says beside the agreement.
    pub(in crate::store) struct AttestationRow in ATTESTATIONS: "attestations", key 2, chain Account {
        account_id: i64,
        domain_key: String,
        company_name: Option<String>,
        attestation_id: Option<String>,
    }
    constraints ["FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)"]
    indexes []
}

record! {
    /// An acceptance that a later one replaced, numbered per customer.
    pub(in crate::store) struct EarlierAgreementRow in EARLIER_AGREEMENTS: "earlier_agreements", key 3, chain Account {
        account_id: i64,
        domain_key: String,
        number: i64,
        attested_by: Option<Party>,
        accepted_on: Day,
        first_name: String,
        last_name: String,
        email: Email,
        phone: Option<String>,
        company_name: Option<String>,
        attestation_id: Option<String>,
        recorded_at: Instant,
    }
    constraints ["FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)"]
    indexes [
        "CREATE INDEX earlier_agreements_person ON earlier_agreements (account_id, lower(email)) WHERE attested_by IS NOT NULL",
    ]
}

/// The condition that a customer has an acceptance that counts, as [`Customer::counting_agreements`] decides it. The
/// columns are its account and domain; `also` is a further condition on the acceptance, which is `given` there.
///
/// [`Customer::counting_agreements`]: crate::domain::customer::Customer::counting_agreements
pub(in crate::store) fn has_counting_agreement(
    (account, domain): (&str, &str),
    also: &str,
) -> String {
    let of = format!(
        "given WHERE given.account_id = {account} AND given.domain_key = {domain} AND {also}"
    );
    format!(
        "(EXISTS (SELECT 1 FROM agreements AS {of})
          OR EXISTS (SELECT 1 FROM earlier_agreements AS {of} AND (given.attested_by IS NULL
               OR (given.attested_by <> 'self' AND NOT EXISTS (SELECT 1 FROM relationships AS extended
                   WHERE extended.account_id = given.account_id AND extended.domain_key = given.domain_key
                   AND extended.via = 'extension' AND extended.since >= given.recorded_at
                   AND extended.party <> given.attested_by)))))"
    )
}

/// The agreements of several customers.
#[derive(Default)]
pub(super) struct Agreements {
    present: BTreeMap<Place, Agreement>,
    earlier: BTreeMap<Place, Vec<Agreement>>,
}

impl Agreements {
    /// Takes those of one customer: the present one, and those before it.
    pub(super) fn take(&mut self, place: &Place) -> (Option<Agreement>, Vec<Agreement>) {
        let earlier = self.earlier.remove(place).unwrap_or_default();
        (self.present.remove(place), earlier)
    }
}

impl Tx<'_> {
    /// The agreements of the customers that `of` selects.
    pub(super) fn agreements_of(
        &self,
        of: &str,
        values: &[Value<'_>],
    ) -> Result<Agreements, Diagnostic> {
        let mut all = Agreements::default();
        for row in self.select::<AgreementRow>(of, values)? {
            let place = (row.account_id, row.domain_key.clone());
            all.present.insert(place, agreement_of(row));
        }
        for row in self.select::<AttestationRow>(of, values)? {
            if let Some(agreement) = all.present.get_mut(&(row.account_id, row.domain_key)) {
                agreement.company_name = row.company_name;
                agreement.attestation_id = row.attestation_id;
            }
        }
        let mut earlier = self.select::<EarlierAgreementRow>(of, values)?;
        earlier.sort_by_key(|row| row.number);
        for row in earlier {
            let place = (row.account_id, row.domain_key.clone());
            let agreements = all.earlier.entry(place).or_default();
            agreements.push(earlier_agreement_of(row));
        }
        Ok(all)
    }
}

impl Customers<'_, '_> {
    /// Saves what differs between the agreements before, as stored, and after: each the present one and those before it.
    /// Earlier ones are only added.
    pub(super) fn save_agreements(
        &self,
        key: &str,
        before: (Option<&Agreement>, &[Agreement]),
        after: (Option<&Agreement>, &[Agreement]),
    ) -> Result<(), Diagnostic> {
        for (number, agreement) in (1_i64..).zip(after.1).skip(before.1.len()) {
            self.tx.put(&self.earlier_row(key, number, agreement))?;
        }
        if before.0 == after.0 {
            return Ok(());
        }
        let details = |agreement: Option<&Agreement>| {
            let row = AttestationRow {
                account_id: self.account,
                domain_key: key.to_owned(),
                company_name: agreement?.company_name.clone(),
                attestation_id: agreement?.attestation_id.clone(),
            };
            Some(row).filter(|row| row.company_name.is_some() || row.attestation_id.is_some())
        };
        match after.0 {
            Some(agreement) => self.tx.put(&self.agreement_row(key, agreement))?,
            None => self.tx.delete::<AgreementRow>(&self.place(key))?,
        }
        match (details(before.0), details(after.0)) {
            (before, after) if before == after => Ok(()),
            (_, Some(row)) => self.tx.put(&row),
            (_, None) => self.tx.delete::<AttestationRow>(&self.place(key)),
        }
    }

    /// The other customers of the account for which the same person's acceptance was attested, now or earlier: their
    /// domains. Microsoft refuses such an attestation.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn attested_with_same_person(
        &self,
        domain: &TenantDomain,
        agreement: &Agreement,
    ) -> Result<Vec<String>, Diagnostic> {
        let rest = "WHERE account_id = ?1 AND lower(email) = ?2 AND attested_by IS NOT NULL";
        let email = agreement.email.as_str().to_ascii_lowercase();
        let of = [Value::Integer(self.account), email.as_str().into()];
        let mut found = Vec::new();
        for row in self.tx.select::<AgreementRow>(rest, &of)? {
            found.push((row.domain_key.clone(), agreement_of(row)));
        }
        for row in self.tx.select::<EarlierAgreementRow>(rest, &of)? {
            found.push((row.domain_key.clone(), earlier_agreement_of(row)));
        }
        let mut domains: Vec<String> = found
            .into_iter()
            .filter(|(key, other)| key != domain.key() && agreement.has_same_person(other))
            .map(|(key, _)| key)
            .collect();
        domains.sort();
        domains.dedup();
        Ok(domains)
    }

    fn agreement_row(&self, key: &str, agreement: &Agreement) -> AgreementRow {
        AgreementRow {
            account_id: self.account,
            domain_key: key.to_owned(),
            attested_by: agreement.attested_by.clone(),
            accepted_on: agreement.accepted_on,
            first_name: agreement.first_name.clone(),
            last_name: agreement.last_name.clone(),
            email: agreement.email.clone(),
            phone: agreement.phone.clone(),
            recorded_at: agreement.recorded_at,
        }
    }

    fn earlier_row(&self, key: &str, number: i64, agreement: &Agreement) -> EarlierAgreementRow {
        EarlierAgreementRow {
            account_id: self.account,
            domain_key: key.to_owned(),
            number,
            attested_by: agreement.attested_by.clone(),
            accepted_on: agreement.accepted_on,
            first_name: agreement.first_name.clone(),
            last_name: agreement.last_name.clone(),
            email: agreement.email.clone(),
            phone: agreement.phone.clone(),
            company_name: agreement.company_name.clone(),
            attestation_id: agreement.attestation_id.clone(),
            recorded_at: agreement.recorded_at,
        }
    }
}

fn agreement_of(row: AgreementRow) -> Agreement {
    Agreement {
        attested_by: row.attested_by,
        accepted_on: row.accepted_on,
        first_name: row.first_name,
        last_name: row.last_name,
        email: row.email,
        phone: row.phone,
        company_name: None,
        attestation_id: None,
        recorded_at: row.recorded_at,
    }
}

fn earlier_agreement_of(row: EarlierAgreementRow) -> Agreement {
    Agreement {
        attested_by: row.attested_by,
        accepted_on: row.accepted_on,
        first_name: row.first_name,
        last_name: row.last_name,
        email: row.email,
        phone: row.phone,
        company_name: row.company_name,
        attestation_id: row.attestation_id,
        recorded_at: row.recorded_at,
    }
}
