//! `csp customers agreement`: the register of who accepted the Microsoft Customer Agreement.

mod attester_question;

use crate::cli::customers::AgreementArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::agreement::{Agreement, Method};
use crate::domain::calendar::Day;
use crate::domain::check_phone;
use crate::domain::customer::{Attester, Customer, may_record_agreement};
use crate::domain::relationship::Party;
use crate::domain::role::Permission;
use crate::domain::rule::RuleRef;
use crate::domain::rule::customers as rule;
use crate::domain::standing::Standing;
use crate::domain::text::filled_text;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::session::Context;
use crate::session::find::customers::{need_customer, partner};
use crate::session::find::providers;
use crate::session::needs::require_value;
use crate::session::transition::{Found, Transition};
use crate::session::typed_name::person_name;
use crate::store::Tx;
use attester_question::ask_acceptance;

/// Puts an acceptance on record.
pub(super) fn run(ctx: &Context<'_>, args: &AgreementArgs) -> Result<Outcome> {
    let attestation: Option<RuleRef> = Some(&rule::ATTESTATION);
    ctx.permitted_before_asking(Permission::CustomersManage)?;
    let first_name = person_name("--first-name", args.first_name.as_deref())?;
    let last_name = person_name("--last-name", args.last_name.as_deref())?;
    let phone = filled_text(args.phone.as_deref());
    if let Some(phone) = &phone {
        check_phone(phone)
            .map_err(|bad| Diagnostic::usage(bad.to_string()).with_flag("--phone"))?;
    }
    let mut needs = ctx.needs();
    let typed = need_customer(&mut needs, &args.customer)?;
    let (method, attested_by) = match (&typed, args.method, &args.attested_by) {
        (Some(customer), None, None) if ctx.prompter.can_ask() => {
            let (method, attester) = ask_acceptance(ctx, customer)?;
            (Some(method), attester)
        }
        // A provider that is named attests.
        (_, None, Some(named)) if ctx.prompter.can_ask() => {
            (Some(Method::Attestation), Some(named.clone()))
        }
        (_, given, named) => {
            let label = "How it was accepted";
            let method = needs.word(given, label, "--method", attestation)?;
            (method, named.clone())
        }
    };
    let accepted_on = args.on.map_or(ctx.today(), |day| day.0);
    if let (Some(typed), Some(method)) = (&typed, method) {
        let asked = Asked {
            customer: typed,
            method,
            attested_by: attested_by.as_deref(),
            accepted_on,
        };
        asked.refuse_by_flags()?;
        ctx.before_asking(|tx| asked.decide(ctx, tx, &asked.find(ctx, tx)?).map(drop))?;
    }
    let first_name = needs.value(first_name, "The first name", "--first-name", attestation)?;
    let last_name = needs.value(last_name, "The last name", "--last-name", attestation)?;
    let email = needs.value(
        args.email.clone(),
        "The email address",
        "--email",
        attestation,
    )?;
    needs.met()?;
    let (typed, method) = (require_value(typed)?, require_value(method)?);
    let asked = Asked {
        customer: &typed,
        method,
        attested_by: attested_by.as_deref(),
        accepted_on,
    };
    let agreement = Agreement {
        attested_by: None,
        accepted_on,
        first_name: require_value(first_name)?.to_string(),
        last_name: require_value(last_name)?.to_string(),
        email: require_value(email)?,
        phone,
        recorded_at: ctx.now(),
    };
    let changed = asked.transition().run(ctx, &typed, |tx, found| {
        let attested_by = asked.decide(ctx, tx, found)?;
        let mut after = found.customer_at(ctx.now());
        after.agreement = Some(Agreement {
            attested_by,
            ..agreement.clone()
        });
        Ok(after)
    })?;
    Ok(Outcome::thing(CustomerView::from(&changed.after)))
}

/// What decides whether an acceptance can be recorded, whoever signed it.
struct Asked<'a> {
    customer: &'a String,
    method: Method,
    attested_by: Option<&'a str>,
    accepted_on: Day,
}

impl Asked<'_> {
    fn refuse_by_flags(&self) -> Result<()> {
        if self.method == Method::Direct && self.attested_by.is_some() {
            return Err(Diagnostic::usage(
                "--attested-by cannot be used with --method direct: the customer accepted it itself",
            ));
        }
        Ok(())
    }

    fn is_ours(&self) -> bool {
        self.method == Method::Attestation && self.attested_by.is_none()
    }

    /// Our own attestation takes a permission that the rule names.
    fn transition(&self) -> Transition<'static> {
        if self.is_ours() {
            Transition::new(Permission::CustomersAttest, "agreement.recorded")
                .under(&rule::ATTESTATION)
        } else {
            Transition::new(Permission::CustomersManage, "agreement.recorded")
        }
    }

    fn find(&self, ctx: &Context<'_>, tx: &Tx<'_>) -> Result<Found<Customer>> {
        self.transition().find(ctx, tx, self.customer)
    }

    /// Who attested, unless a rule refuses to record it.
    fn decide(
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
