//! What an interview shows and asks.

use super::super::question_hints::hint;
use super::Interview;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::application::{Field, FieldKind, check_value, cover};
use crate::domain::word::Word as _;
use crate::domain::{Model, Slug};
use crate::prompt::{Choice, ListQuestion, Picked, Question, Reply};
use crate::report::beside;
use crate::session::application::target::suggest_slug;
use crate::session::country_answer::{read_country, show_country};
use crate::session::find::OwnerLookup;

/// What the account's short name is called.
const SHORT_NAME: &str = "Account's short name";

impl Interview<'_, '_> {
    pub(super) fn ask_model(&self) -> Result<Model> {
        self.ctx.out.note(
            "indirect reseller\n  You sell; an indirect provider buys from Microsoft, bills and supports you.\n  \
             Needs a partner network membership and, later, a provider.\n  Every newcomer since October 2020 starts here.\n\
             direct-bill partner\n  You buy from Microsoft, are invoiced by it, and support customers yourself.\n  \
             Needs revenue as an indirect reseller, a support plan and billing of your own.\n  \
             The eligibility check says whether you would qualify today.",
        );
        let choices: Vec<Choice> = Model::ALL
            .iter()
            .map(|model| Choice::named(model.title()).also(&[model.short(), model.word()]))
            .collect();
        let question = ListQuestion {
            label: "Which model",
            hint: None,
            choices: &choices,
            start: 0,
            can_go_back: false,
        };
        let picked = self.ctx.prompter.choose(question, &|_| Ok(()))?;
        let Picked::At(place) = picked else {
            return Err(Diagnostic::interrupted());
        };
        Ok(Model::ALL
            .get(place)
            .copied()
            .unwrap_or(Model::IndirectReseller))
    }

    pub(super) fn ask(&self, field: Field) -> Result<Reply> {
        let facts = field.facts();
        if facts.kind == FieldKind::YesNo {
            return self.ask_yes_or_no(field);
        }
        let default = self.application.get(field);
        let question = Question {
            label: facts.label,
            hint: Some(hint(field)),
            default,

            may_be_empty: matches!(field, Field::Iban | Field::TenantId),
            can_go_back: true,
        };
        let check = |typed: &str| {
            let (value, shown) = read_answer(field, typed)?;
            self.judge(field, &value).map(|()| shown)
        };
        self.ctx.prompter.text(question, &check)
    }

    /// The first choice is the one that changes nothing.
    fn ask_yes_or_no(&self, field: Field) -> Result<Reply> {
        let choices = [
            Choice::named("no").also(&["n", "non", "false"]),
            Choice::named("yes").also(&["y", "o", "oui", "true"]),
        ];
        let values = ["false", "true"];
        let question = ListQuestion {
            label: field.facts().label,
            hint: Some(hint(field)),
            choices: &choices,
            start: 0,
            can_go_back: true,
        };
        let value_at = |place: usize| values.get(place).copied().unwrap_or("false");
        let check = |place: usize| self.judge(field, value_at(place));
        Ok(match self.ctx.prompter.choose(question, &check)? {
            Picked::At(place) => Reply::Text(value_at(place).to_owned()),
            Picked::Back => Reply::Back,
        })
    }

    /// Says what is wrong with a value, by the rules of the submission.
    fn judge(&self, field: Field, value: &str) -> std::result::Result<(), String> {
        check_value(field, value, &self.application)
            .map_err(|finding| format!("{} [{}]", finding.message, finding.rule.id))
    }

    /// The short name that the account has or gets: a free one made from the legal name where none was given.
    fn suggested_name(&self) -> Result<Slug> {
        match &self.short_name {
            Some(slug) => Ok(slug.clone()),
            None => self
                .ctx
                .read(|tx| suggest_slug(tx, &OwnerLookup::Queries, &self.application)),
        }
    }

    pub(super) fn show_summary(&self, model: Model) -> Result<()> {
        let terminals = &self.ctx.host.terminals;
        let width = self.ctx.host.columns(terminals.stderr).unwrap_or(u16::MAX);
        let row = |label: &str, value: &str| beside(width, &format!("  {label}"), 31, value);
        let mut text = format!("\nApplication as {}\n", model.title());
        for (field, value) in self.application.filled_fields() {
            text.push_str(&row(field.facts().label, &show_value(field, value)));
        }
        text.push_str(&row(SHORT_NAME, self.suggested_name()?.as_str()));
        self.ctx.out.note(&text);
        Ok(())
    }
}

/// What a person typed, as the field holds it, and as it is shown.
pub(super) fn read_answer(
    field: Field,
    typed: &str,
) -> std::result::Result<(String, String), String> {
    if field.facts().kind == FieldKind::Country {
        let (country, shown) = read_country(typed)?;
        return Ok((country.to_string(), shown));
    }
    Ok((typed.to_owned(), typed.to_owned()))
}

/// A value as the summary shows it.
fn show_value(field: Field, value: &str) -> String {
    match (field.facts().kind, value) {
        (FieldKind::Country, code) => code.parse().map_or_else(|_| code.to_owned(), show_country),
        (FieldKind::YesNo, "true") => "yes".to_owned(),
        (FieldKind::YesNo, "false") => "no".to_owned(),
        _ => cover(field, value),
    }
}
