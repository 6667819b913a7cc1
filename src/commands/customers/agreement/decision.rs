//! Whether an acceptance of the agreement can be recorded, and what Microsoft may object to.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::agreement::{Agreement, Method};
use crate::domain::calendar::Day;
use crate::domain::customer::{Attester, Customer, may_record_agreement, repeated_person};
use crate::domain::relationship::Party;
use crate::domain::role::Permission;
use crate::domain::rule::customers as rule;
use crate::domain::standing::Standing;
use crate::policy::order_rules;
use crate::session::Context;
use crate::session::find::customers::partner;
use crate::session::find::providers;
use crate::session::transition::{Found, Transition};
use crate::store::Tx;

/// What decides whether an acceptance can be recorded, whoever signed it.
pub(super) struct Asked<'a> {
    pub(super) customer: &'a String,
    pub(super) method: Method,
    pub(super) attested_by: Option<&'a str>,
    pub(super) accepted_on: Day,
    pub(super) is_detailed: bool,
}

/// Whether an acceptance of this day needs the company name.
pub(super) fn needs_company_name(method: Method, accepted_on: Day) -> bool {
    method == Method::Attestation && accepted_on >= order_rules().company_name_from.day
}

impl Asked<'_> {
    /// The warning that Microsoft may refuse an attestation, as the same person's was recorded for another customer.
    pub(super) fn warning(
        &self,
        tx: &Tx<'_>,
        found: &Found<Customer>,
        agreement: &Agreement,
    ) -> Result<Option<String>> {
        if self.method == Method::Direct {
            return Ok(None);
        }
        let customers = tx.customers(found.account.id);
        let domain = &found.before.record.domain;
        let others = customers.attested_with_same_person(domain, agreement)?;
        Ok(repeated_person(&others))
    }

    pub(super) fn refuse_by_flags(&self) -> Result<()> {
        if self.method == Method::Direct && self.attested_by.is_some() {
            return Err(Diagnostic::usage(
                "--attested-by cannot be used with --method direct: the customer accepted it itself",
            ));
        }
        if self.method == Method::Direct && self.is_detailed {
            return Err(Diagnostic::usage(
                "--company-name and --attestation-id cannot be used with --method direct: they belong to an attestation",
            ));
        }
        Ok(())
    }

    fn is_ours(&self) -> bool {
        self.method == Method::Attestation && self.attested_by.is_none()
    }

    /// Our own attestation takes a permission that the rule names.
    pub(super) fn transition(&self) -> Transition<'static> {
        if self.is_ours() {
            Transition::new(Permission::CustomersAttest, "agreement.recorded")
                .under(&rule::ATTESTATION)
        } else {
            Transition::new(Permission::CustomersManage, "agreement.recorded")
        }
    }

    pub(super) fn find(&self, ctx: &Context<'_>, tx: &Tx<'_>) -> Result<Found<Customer>> {
        self.transition().find(ctx, tx, self.customer)
    }

    /// Who attested, unless a rule refuses to record it.
    pub(super) fn decide(
        &self,
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        found: &Found<Customer>,
    ) -> Result<Option<Party>> {
        let provider = providers::find_provider(tx, self.attested_by)?;
        let attester = match (self.method, &provider) {
            (Method::Direct, _) => Attester::Customer,
            (Method::Attestation, None) => Attester::Us,
            (Method::Attestation, Some(provider)) => {
                Attester::Provider(partner(tx, &found.account, provider)?)
            }
        };
        let attested_by = match attester {
            Attester::Customer => None,
            Attester::Us => Some(Party::Us),
            Attester::Provider(partner) => Some(Party::Provider(partner.provider.slug.clone())),
        };
        Diagnostic::unless_none(may_record_agreement(
            &found.customer_at(ctx.now()),
            &Standing::of(&found.account),
            attester,
            self.accepted_on,
            ctx.today(),
        ))?;
        Ok(attested_by)
    }
}
