//! Arguments that a command needs and was not given: asked for on a terminal, else all named at once.

use super::Context;
use super::confirmation::confirmation_required;
use super::country_answer::{COUNTRY_HINT, read_country};
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Model;
use crate::domain::market::Country;
use crate::domain::rule::RuleRef;
use crate::domain::text::kept_text;
use crate::domain::word::Word;
use crate::prompt::{Choice, ListQuestion, Picked, Question, Reply};

/// An answer as it was read and as it is shown from now on, or what is wrong with it.
pub type Read<T> = std::result::Result<(T, String), String>;

/// Collects what a command needs.
pub struct Needs<'c, 'h> {
    ctx: &'c Context<'h>,
    mistakes: Vec<Diagnostic>,
}

impl<'h> Context<'h> {
    /// Starts collecting what a command needs.
    pub fn needs(&self) -> Needs<'_, 'h> {
        Needs {
            ctx: self,
            mistakes: Vec::new(),
        }
    }
}

impl<'c, 'h> Needs<'c, 'h> {
    /// What the command works with.
    pub fn ctx(&self) -> &'c Context<'h> {
        self.ctx
    }

    /// A value that was given, or is asked for with the same parser.
    ///
    /// Returns `None` when it is missing; then [`Needs::met`] fails.
    ///
    /// # Errors
    /// If the person interrupted.
    pub fn value<T>(
        &mut self,
        given: Option<T>,
        label: &str,
        flag: &str,
        rule: Option<RuleRef>,
    ) -> Result<Option<T>>
    where
        T: std::str::FromStr<Err: ToString>,
    {
        self.answer(given, (label, flag, rule), None, &read_as::<T>)
    }

    /// A value that was given, or is asked for with what helps to answer and read in a way of its own.
    ///
    /// # Errors
    /// If the person interrupted.
    pub fn answer<T>(
        &mut self,
        given: Option<T>,
        (label, flag, rule): (&str, &str, Option<RuleRef>),
        hint: Option<&str>,
        read: &dyn Fn(&str) -> Read<T>,
    ) -> Result<Option<T>> {
        if given.is_some() {
            return Ok(given);
        }
        if !self.ctx.prompter.can_ask() {
            self.missing(label, flag, rule);
            return Ok(None);
        }
        self.ask(label, hint, read).map(Some)
    }

    /// A value that may be left out: asked for where it was not given and there is somebody to ask.
    ///
    /// # Errors
    /// If the person interrupted.
    pub fn optional<T>(&self, given: Option<T>, label: &str, hint: &str) -> Result<Option<T>>
    where
        T: std::str::FromStr<Err: ToString>,
    {
        if given.is_some() || !self.ctx.prompter.can_ask() {
            return Ok(given);
        }
        let question = Question {
            label: &question_label(label),
            hint: Some(hint),
            default: None,

            may_be_empty: true,
            can_go_back: false,
        };
        let check = |typed: &str| read_as::<T>(typed).map(|(_, shown)| shown);
        match self.ctx.prompter.text(question, &check)? {
            Reply::Text(text) => Ok(text.parse().ok()),
            Reply::Back => Err(Diagnostic::declined()),
        }
    }

    /// One of several things, chosen from a list; there must be somebody to ask.
    ///
    /// # Errors
    /// If nobody can be asked, or the person interrupted.
    pub fn choose(
        &self,
        label: &str,
        hint: Option<&str>,
        choices: &[Choice],
        start: usize,
    ) -> Result<usize> {
        let question = ListQuestion {
            label: &question_label(label),
            hint,
            choices,
            start,
            can_go_back: false,
        };
        match self.ctx.prompter.choose(question, &|_| Ok(()))? {
            Picked::At(place) => Ok(place),
            Picked::Back => Err(Diagnostic::declined()),
        }
    }

    /// A country that was given, or is asked for by code or name.
    ///
    /// # Errors
    /// If the person interrupted.
    pub fn country(
        &mut self,
        given: Option<Country>,
        label: &str,
        flag: &str,
        rule: Option<RuleRef>,
    ) -> Result<Option<Country>> {
        self.answer(
            given,
            (label, flag, rule),
            Some(COUNTRY_HINT),
            &read_country,
        )
    }

    /// Asks until the answer can be read as what is needed, and shows it as it was read.
    fn ask<T>(&self, label: &str, hint: Option<&str>, read: &dyn Fn(&str) -> Read<T>) -> Result<T> {
        let question = Question {
            label: &question_label(label),
            hint,
            default: None,

            may_be_empty: false,
            can_go_back: false,
        };
        let check = |typed: &str| read(typed).map(|(_, shown)| shown);
        match self.ctx.prompter.text(question, &check)? {
            Reply::Text(text) => read(&text)
                .map(|(value, _)| value)
                .map_err(Diagnostic::failed),
            Reply::Back => Err(Diagnostic::declined()),
        }
    }

    /// One word of a closed vocabulary that was given, or is chosen from a list; what is said to be missing names the
    /// words.
    ///
    /// # Errors
    /// If the person interrupted.
    pub fn word<T>(
        &mut self,
        given: Option<T>,
        label: &str,
        flag: &str,
        rule: Option<RuleRef>,
    ) -> Result<Option<T>>
    where
        T: Word + std::str::FromStr<Err: ToString>,
    {
        self.word_among(given, (label, flag, rule), || Ok(T::ALL.to_vec()))
    }

    /// The same where a person is offered only the words that `open` finds.
    ///
    /// # Errors
    /// As `open` says where somebody is asked, or if the person interrupted.
    pub fn word_among<T>(
        &mut self,
        given: Option<T>,
        (label, flag, rule): (&str, &str, Option<RuleRef>),
        open: impl FnOnce() -> Result<Vec<T>>,
    ) -> Result<Option<T>>
    where
        T: Word + std::str::FromStr<Err: ToString>,
    {
        if given.is_some() {
            return Ok(given);
        }
        if !self.ctx.prompter.can_ask() {
            let words: Vec<&str> = T::ALL.iter().map(|value| value.word()).collect();
            self.missing(&format!("{label} ({})", words.join(", ")), flag, rule);
            return Ok(None);
        }
        let open = open()?;
        let choices: Vec<Choice> = open.iter().map(|one| Choice::named(one.word())).collect();
        let place = self.choose(label, None, &choices, 0)?;
        Ok(open.get(place).copied())
    }

    /// A text that was given and is not blank, word for word, or is asked for.
    ///
    /// # Errors
    /// If the person interrupted.
    pub fn text(
        &mut self,
        given: Option<&str>,
        label: &str,
        flag: &str,
        rule: Option<RuleRef>,
    ) -> Result<Option<String>> {
        let given = given
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned);
        let text = self.value(given, label, flag, rule)?;
        Ok(text.map(|text: String| kept_text(&text).into_owned()))
    }

    /// Something else that is missing.
    pub fn missing(&mut self, label: &str, flag: &str, rule: Option<RuleRef>) {
        self.mistakes
            .push(Diagnostic::missing(label, flag).under(rule));
    }

    /// Notes that the confirmation of `question` is missing, where csp cannot ask and none was given.
    pub fn confirmation(&mut self, question: &str) {
        if !self.ctx.yes && !self.ctx.prompter.can_ask() {
            self.mistakes.push(confirmation_required(question));
        }
    }

    /// The same as [`Needs::met`] for a step of one enrollment: beside what is missing, the model is named where it is
    /// not clear which enrollment is meant.
    ///
    /// # Errors
    /// Everything that is missing, with its flags.
    pub fn met_by(mut self, model: Option<Model>) -> Result<()> {
        if !self.mistakes.is_empty() {
            let account = self.ctx.read(|tx| self.ctx.account(tx));
            // Without an account there is nothing to be unclear about; that is reported once the rest is given.
            if account.is_ok_and(|account| account.acted_on(model).is_err()) {
                self.mistakes.push(model_missing());
            }
        }
        self.met()
    }

    /// Fails if anything is missing, naming all of it.
    ///
    /// # Errors
    /// Everything that is missing, with its flags.
    pub fn met(self) -> Result<()> {
        Diagnostic::unless_none(self.mistakes)
    }
}

/// Reads an answer as its type does, and shows it as it was typed.
///
/// # Errors
/// What is wrong with it.
pub fn read_as<T>(typed: &str) -> Read<T>
where
    T: std::str::FromStr<Err: ToString>,
{
    let value = typed.parse::<T>().map_err(|error| error.to_string())?;
    Ok((value, typed.to_owned()))
}

/// What a question calls something that a message would call missing: without its article.
fn question_label(label: &str) -> String {
    let bare = label.strip_prefix("The ").or(label.strip_prefix("A "));
    let mut letters = bare.unwrap_or(label).chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + letters.as_str()
}

/// It is not clear which of an account's enrollments a step acts on.
pub fn model_missing() -> Diagnostic {
    let message = "the model is missing: it is unclear which enrollment you mean";
    Diagnostic::new(Kind::InputRequired, message).with_flag("--model")
}

/// A value that is there once [`Needs::met`] has passed.
///
/// # Errors
/// Never once `met` passed; the error says that this is a bug.
pub fn require_value<T>(value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Diagnostic::failed("a value that was asked for is missing; this is a bug"))
}

/// The failure of an edit that was given nothing to change; `help` is the command that lists what it takes.
pub fn nothing_to_change(help: &str) -> Diagnostic {
    Diagnostic::usage("there is nothing to change")
        .with_help(format!("Give at least one option. To see them: `{help}`"))
}
