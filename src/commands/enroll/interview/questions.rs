//! What an interview shows and asks.

use super::super::question_hints::hint;
use super::super::target::suggest_slug;
use super::{Interview, ShortName};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::application::{Field, FieldKind, check_value, cover};
use crate::domain::word::Word as _;
use crate::domain::{BadSlug, Model, Slug, slug_taken};
use crate::prompt::{Choice, ListQuestion, Picked, Question, Reply};
use crate::report::beside;
use crate::session::country_answer::{read_country, show_country};

/// What the account's short name is called.
const SHORT_NAME: &str = "Account's short name";

/// What it is for.
const SHORT_NAME_USE: &str = "Commands name the account by it, and it cannot be changed later.";

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
            if_empty: None,
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

    /// Shows the short name that the account gets and lets it be changed, where the legal name that it is made from was
    /// asked for.
    pub(super) fn ask_short_name(&mut self) -> Result<Reply> {
        if matches!(self.short_name, ShortName::Settled(_))
            || !self.asked.contains(&Field::LegalName)
        {
            return Ok(Reply::Text(String::new()));
        }
        let suggested = self.suggested_name()?;
        let hint = format!("Enter keeps {suggested}. {SHORT_NAME_USE}");
        let question = Question {
            label: SHORT_NAME,
            hint: Some(&hint),
            default: None,
            if_empty: Some(suggested.as_str()),
            may_be_empty: false,
            can_go_back: true,
        };
        let check = |typed: &str| {
            let slug: Slug = typed.parse().map_err(|bad: BadSlug| bad.to_string())?;
            let holder = self.ctx.read(|tx| tx.accounts().with_slug(&slug));
            match holder {
                Ok(Some(_)) => Err(slug_taken(&slug).message().to_owned()),
                Ok(None) | Err(_) => Ok(slug.to_string()),
            }
        };
        let reply = self.ctx.prompter.text(question, &check)?;
        if let Reply::Text(typed) = &reply {
            self.short_name = ShortName::Chosen(typed.parse().unwrap_or(suggested));
        }
        Ok(reply)
    }

    /// The short name that was chosen, else a free one made from the legal name.
    fn suggested_name(&self) -> Result<Slug> {
        match &self.short_name {
            ShortName::Settled(slug) | ShortName::Chosen(slug) => Ok(slug.clone()),
            ShortName::Suggested => self.ctx.read(|tx| suggest_slug(tx, &self.application)),
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
