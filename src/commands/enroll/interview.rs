//! The interview: asks for what is missing, one field at a time, checks every answer at once, goes back on `<`.

mod questions;

use crate::diagnostic::Result;
use crate::domain::application::{Application, Field, check_value, is_wanted};
use crate::domain::word::Word as _;
use crate::domain::{Model, Slug};
use crate::prompt::{BACK, Reply};
use crate::session::Context;
use questions::read_answer;

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
    /// The account's short name, where it has one or one was given; else it is made from the legal name.
    short_name: Option<Slug>,
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
            short_name: None,
        }
    }

    /// The same where the account has a short name, or one was given.
    #[must_use]
    pub(super) fn named(mut self, short_name: Option<Slug>) -> Self {
        self.short_name = short_name;
        self
    }

    /// Whether the person was asked anything.
    pub(super) fn has_asked(&self) -> bool {
        !self.asked.is_empty()
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
                "Ctrl-C saves nothing"
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
                Reply::Back => again = Some(self.field_before(field)),
            }
        }
        if self.asked.is_empty() && !self.always_confirmed {
            return Ok(Verdict::Submit);
        }
        self.show_summary(model)?;
        let yes =
            self.ctx.yes || self.ctx.prompter.confirm("Submit this application?")? == Some(true);
        Ok(if yes { Verdict::Submit } else { Verdict::Keep })
    }

    /// The field of the question before: the last that was asked for, else the one before it that has a value already.
    /// At the first question that is said, and the question is asked again.
    fn field_before(&mut self, field: Field) -> Field {
        let has_value = |one: &&Field| self.application.get(**one).is_some();
        let earlier = Field::ALL.iter().take_while(|one| **one != field);
        let filled = earlier.filter(has_value).last().copied();
        self.asked.pop().or(filled).unwrap_or_else(|| {
            self.ctx
                .out
                .note("This is the first question: there is nothing to go back to.");
            field
        })
    }

    /// The first required field without a value, or with one that breaks a rule.
    fn next_field(&self, model: Model) -> Option<Field> {
        Field::ALL
            .iter()
            .copied()
            .find(|&field| match self.application.get(field) {
                Some(value) => check_value(field, value, &self.application).is_err(),
                None => self.is_asked(field, model),
            })
    }

    /// Whether a field without a value is asked for. Without an IBAN, account number and bank code are asked for instead.
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

    fn answer(&mut self, field: Field, typed: &str) {
        if field == Field::Iban {
            self.without_iban = typed.is_empty();
        }
        if field == Field::TenantId {
            self.tenant_id = TenantIdQuestion::Asked;
        }
        // The answer was read when it was judged; an empty one sets the field to nothing.
        let value = read_answer(field, typed).map_or_else(|_| typed.to_owned(), |(value, _)| value);
        self.application.set(field, &value);
    }
}
