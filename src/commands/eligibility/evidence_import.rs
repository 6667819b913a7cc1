//! `csp eligibility evidence import`: the facts that Microsoft's security score shows, and validations of resellers.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::calendar::Day;
use crate::domain::evidence::RecordedEvidence;
use crate::domain::role::Permission;
use crate::domain::security::SecurityFact;
use crate::domain::sighting::{SightingOutcome, compare_sightings};
use crate::domain::word::Word as _;
use crate::exchange::decode::Expected;
use crate::exchange::microsoft::{AnswerUse, LARGEST, MicrosoftAnswers, SeenValidation};
use crate::report::Outcome;
use crate::report::views::eligibility::evidence_import::{EvidenceImportView, ImportedFactView};
use crate::report::views::reseller_validation::ValidationImportView;
use crate::session::import::given_file;
use crate::session::journal::{EvidenceChanged, entry};
use crate::session::reseller_validation::ValidationImport;
use crate::session::{Context, input_file};
use crate::store::{Entry, Tx};

/// Imports a file.
pub(super) fn run(
    ctx: &Context<'_>,
    file: Option<&PathBuf>,
    provider: Option<&str>,
) -> Result<Outcome> {
    let path = given_file(ctx, file)?;
    let opening = input_file::opening(Expected::RowsOrJson, None);
    let document = input_file::document(ctx, &path, LARGEST, opening)?;
    let answers = MicrosoftAnswers::read(document, AnswerUse::Evidence);
    let answers = answers
        .into_result()
        .map_err(|found| input_file::failure(&path, found))?;
    let facts = DatedFacts::of(&answers, ctx.today());
    let facts = facts.map_err(|found| input_file::failure(&path, found))?;
    let view = ctx.write(|tx| {
        let validation = match answers.validations.as_slice() {
            [] => None,
            seen => Some(record_validation(ctx, tx, &path, (seen, provider))?),
        };
        let recorded = if facts.0.is_empty() && validation.is_some() {
            Vec::new()
        } else {
            record_facts(ctx, tx, &path, &facts)?
        };
        Ok(EvidenceImportView::new(
            recorded,
            answers.left_out.clone(),
            validation,
        ))
    })?;
    view.notes().iter().for_each(|note| ctx.out.note(note));
    Ok(Outcome::thing(view))
}

/// The facts of a file with their days, one a key.
struct DatedFacts(Vec<(SecurityFact, Day)>);

impl DatedFacts {
    /// Of several about one thing the newest; two of one day that differ are a mistake. What has no day of its own has
    /// that of the score, or else today's.
    fn of(answers: &MicrosoftAnswers, today: Day) -> std::result::Result<Self, Diagnostics> {
        let mut mistakes = Diagnostics::default();
        let mut facts: Vec<(SecurityFact, Day)> = Vec::new();
        for (at, requirement) in &answers.requirements {
            let Some(fact) = requirement.fact() else {
                continue;
            };
            let on = fact.on.or(answers.score_of).unwrap_or(today);
            if on > today {
                let message = format!("{on} is in the future: expected today or an earlier day");
                mistakes.push(Diagnostic::in_field(*at, "updatedDateTime", message));
                continue;
            }
            match facts.iter_mut().find(|(known, _)| known.key == fact.key) {
                None => facts.push((fact, on)),
                Some((known, day)) if *day == on && known.value != fact.value => {
                    let name = requirement.kind.microsoft();
                    let message =
                        format!("the file says two different things about {name} on {on}");
                    mistakes.push(Diagnostic::in_field(*at, "complianceStatus", message));
                }
                Some((_, day)) if *day >= on => {}
                Some(known) => *known = (fact, on),
            }
        }
        if mistakes.is_empty() {
            Ok(Self(facts))
        } else {
            Err(mistakes)
        }
    }
}

fn record_validation(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    path: &Path,
    (seen, provider): (&[SeenValidation], Option<&str>),
) -> Result<ValidationImportView> {
    let import = ValidationImport {
        path,
        seen,
        provider,
        on: ctx.today(),
    };
    import.record(ctx, tx)
}

/// Records the facts that are newer than those on record.
fn record_facts(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    path: &Path,
    facts: &DatedFacts,
) -> Result<Vec<ImportedFactView>> {
    let account = ctx.account(tx)?;
    let actor = ctx.require_actor(tx, &account, Permission::RevenueManage)?;
    let known = tx.evidence(account.id).all()?;
    let from = input_file::short_name(path);
    let mut views = Vec::new();
    for (fact, on) in &facts.0 {
        let before = known.iter().find(|known| known.key == fact.key);
        let on_record = before.map(|known| (&known.value, known.day()));
        let outcome = compare_sightings(on_record, (&fact.value, *on));
        views.push(ImportedFactView::new(fact, *on, outcome, before));
        if outcome != SightingOutcome::Recorded {
            continue;
        }
        let note = format!(
            "Microsoft's security score of {on} ({from}): {}",
            fact.detail
        );
        tx.evidence(account.id).record(&RecordedEvidence {
            key: fact.key,
            value: fact.value.clone(),
            note: Some(note.clone()),
            on: Some(*on),
            recorded_at: ctx.now(),
            recorded_by: actor.name().map(str::to_owned),
        })?;
        let changed = EvidenceChanged {
            from: before.map(|known| known.value.to_string()),
            to: Some(fact.value.to_string()),
        };
        let subject = fact.key.word();
        let entry = entry(
            &account.slug,
            actor.name(),
            "evidence.recorded",
            subject,
            &changed,
        )?;
        tx.log(&Entry {
            reason: Some(&note),
            ..entry
        })?;
    }
    Ok(views)
}
