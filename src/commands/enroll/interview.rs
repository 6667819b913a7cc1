//! The interview: asks for what is missing, one field at a time, checks every answer at once, goes back on `<`.

use crate::diagnostic::Result;
use crate::domain::Model;
use crate::domain::application::{Application, Field, FieldKind, check_value, cover, is_wanted};
use crate::domain::market::country_named_exactly;
use crate::domain::word::Word;
use crate::prompt::{BACK, Question, Reply};
use crate::session::Context;

/// How an interview ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The person said yes to the summary, or nothing had to be asked.
    Submit,
    /// The person said no to it.
    Keep,
}

/// Whether the interview asks for the tenant id, which may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TenantIdQuestion {
    /// Nothing else is missing, so nothing is asked.
    NotAsked,
    /// It will be asked for.
    Open,
    /// It was asked for, and may have been left out.
    Asked,
}

/// An interview under way.
pub(super) struct Interview<'c, 'h> {
    ctx: &'c Context<'h>,
    model: Option<Model>,
    application: Application,
    asked: Vec<Field>,
    without_iban: bool,
    tenant_id: TenantIdQuestion,
    always_confirmed: bool,
}

impl<'c, 'h> Interview<'c, 'h> {
    /// An interview that starts with what is known.
    pub(super) fn new(
        ctx: &'c Context<'h>,
        application: Application,
        model: Option<Model>,
    ) -> Self {
        Self {
            ctx,
            model,
            application,
            asked: Vec::new(),
            without_iban: false,
            tenant_id: TenantIdQuestion::NotAsked,
            always_confirmed: false,
        }
    }

    /// The same, with the summary and its question even where nothing is missing.
    #[must_use]
    pub(super) fn always_confirmed(mut self, always: bool) -> Self {
        self.always_confirmed = always;
        self
    }

    /// What is known by now.
    pub(super) fn into_answers(self) -> (Option<Model>, Application) {
        (self.model, self.application)
    }

    /// Asks until nothing is missing, then shows a summary and asks for a yes.
    ///
    /// # Errors
    /// If the person interrupted.
    pub(super) fn run(&mut self) -> Result<Verdict> {
        let model = match self.model {
            Some(model) => model,
            None => self.ask_model()?,
        };
        self.model = Some(model);
        if self.next_field(model).is_some() {
            self.tenant_id = TenantIdQuestion::Open;
            let kept = if self.ctx.dry_run() {
                "Ctrl-C keeps nothing"
            } else {
                "Ctrl-C keeps the draft"
            };
            self.ctx.out.note(&format!(
                "Applying as {}. `{BACK}` goes back, {kept}.",
                model.title()
            ));
        }
        let mut again: Option<Field> = None;
        while let Some(field) = again.take().or_else(|| self.next_field(model)) {
            match self.ask(field)? {
                Reply::Text(text) => {
                    self.answer(field, &text);
                    self.asked.push(field);
                }
                Reply::Back => again = Some(self.asked.pop().unwrap_or(field)),
            }
        }
        if self.asked.is_empty() && !self.always_confirmed {
            return Ok(Verdict::Submit);
        }
        self.summary(model);
        let yes =
            self.ctx.yes || self.ctx.prompter.confirm("Submit this application?")? == Some(true);
        Ok(if yes { Verdict::Submit } else { Verdict::Keep })
    }

    fn ask_model(&self) -> Result<Model> {
        self.ctx.out.note(
            "indirect reseller\n  You sell; an indirect provider buys from Microsoft, bills and supports you.\n  \
             Needs a partner network membership and, later, a provider.\n  Every newcomer since October 2020 starts here.\n\
             direct-bill partner\n  You buy from Microsoft, are invoiced by it, and support customers yourself.\n  \
             Needs revenue as an indirect reseller, a support plan and billing of your own.\n  \
             The eligibility check says whether you would qualify today.",
        );
        let choices: Vec<String> = Model::ALL
            .iter()
            .map(|model| model.title().to_owned())
            .collect();
        let at = self.ctx.prompter.choose("Which model", &choices)?;
        Ok(Model::ALL
            .get(at)
            .copied()
            .unwrap_or(Model::IndirectReseller))
    }

    /// The first field that is wanted and has no value, or one that breaks a rule.
    fn next_field(&self, model: Model) -> Option<Field> {
        Field::ALL
            .iter()
            .copied()
            .find(|&field| match self.application.get(field) {
                Some(value) => check_value(field, value, &self.application).is_err(),
                None => self.is_asked(field, model),
            })
    }

    /// Whether a field without a value is asked for. Whoever has no IBAN is asked for number and bank code instead.
    fn is_asked(&self, field: Field, model: Model) -> bool {
        let national = matches!(field, Field::AccountNumber | Field::BankCode);
        if field == Field::TenantId {
            return self.tenant_id == TenantIdQuestion::Open;
        }
        if self.without_iban && (field == Field::Iban || national) {
            return national && self.application.get(Field::Iban).is_none();
        }
        is_wanted(field, model, &self.application)
    }

    fn ask(&self, field: Field) -> Result<Reply> {
        let facts = field.facts();
        let label = if field == Field::Iban {
            format!(
                "{} (leave empty for account number and bank code)",
                facts.label
            )
        } else if field == Field::TenantId {
            format!(
                "{} (GUID; invitations need it; may be left empty)",
                facts.label
            )
        } else if facts.kind == FieldKind::Country {
            format!("{} (name or two-letter code, for example FR)", facts.label)
        } else if facts.kind == FieldKind::YesNo {
            format!("{} ({}; yes or no)", facts.label, facts.help)
        } else {
            format!("{} ({})", facts.label, facts.help)
        };
        let may_be_empty = matches!(field, Field::Iban | Field::TenantId);
        let question = Question {
            label: &label,
            default: self.application.get(field),
            may_be_empty,
        };
        self.ctx.prompter.text(question, |typed| {
            let typed = plain(field, typed);
            check_value(field, &typed, &self.application)
                .map_err(|finding| format!("{} [{}]", finding.message, finding.rule.id))
        })
    }

    fn answer(&mut self, field: Field, typed: &str) {
        if field == Field::Iban {
            self.without_iban = typed.is_empty();
        }
        if field == Field::TenantId {
            self.tenant_id = TenantIdQuestion::Asked;
        }
        self.application.set(field, &plain(field, typed));
    }

    fn summary(&self, model: Model) {
        let mut text = format!("\nApplication as {}\n", model.title());
        for (field, value) in self.application.given() {
            text.push_str(&format!(
                "  {:<28} {}\n",
                field.facts().label,
                cover(field, value)
            ));
        }
        self.ctx.out.note(&text);
    }
}

/// What a person types for a country, for yes and for no, as the field holds it.
fn plain(field: Field, typed: &str) -> String {
    let typed = typed.trim();
    match field.facts().kind {
        FieldKind::YesNo => {}
        FieldKind::Country => {
            return country_named_exactly(typed)
                .map_or_else(|| typed.to_owned(), |country| country.to_string());
        }
        FieldKind::Text
        | FieldKind::Email
        | FieldKind::Domain
        | FieldKind::Guid
        | FieldKind::Number => return typed.to_owned(),
    }
    match typed.to_lowercase().as_str() {
        "y" | "yes" | "true" | "o" | "oui" => "true".to_owned(),
        "n" | "no" | "false" | "non" => "false".to_owned(),
        other => other.to_owned(),
    }
}
