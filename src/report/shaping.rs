//! What scripts make of an answer: `--fields`, `--jq` and `--template`. The answer is collected here as JSON until all
//! of it is there.

use std::cell::RefCell;

use super::fields::Fields;
use super::jq::JqFilter;
use super::template::AnswerTemplate;

/// What is made of the whole JSON answer.
pub enum Expression {
    /// The results of a jq expression.
    Jq(JqFilter),
    /// A text.
    Template(AnswerTemplate),
}

/// What is made of an answer before it is shown.
pub struct Shaping {
    fields: Option<Fields>,
    expression: Option<Expression>,
    collected: RefCell<Vec<u8>>,
}

impl Shaping {
    /// First the fields are chosen, then the expression sees what is left. `None` where there is neither.
    pub fn of(fields: Option<Fields>, expression: Option<Expression>) -> Option<Self> {
        if fields.is_none() && expression.is_none() {
            return None;
        }
        Some(Self {
            fields,
            expression,
            collected: RefCell::default(),
        })
    }

    /// The chosen fields.
    pub(super) fn fields(&self) -> Option<&Fields> {
        self.fields.as_ref()
    }

    /// The expression.
    pub(super) fn expression(&self) -> Option<&Expression> {
        self.expression.as_ref()
    }

    /// The chosen fields, where nothing needs the whole answer.
    pub(super) fn streamed_fields(&self) -> Option<&Fields> {
        self.fields.as_ref().filter(|_| self.expression.is_none())
    }

    /// Takes a piece of the JSON answer.
    pub(super) fn collect(&self, piece: &[u8]) {
        self.collected.borrow_mut().extend_from_slice(piece);
    }

    /// Hands over the JSON answer.
    pub(super) fn take_collected(&self) -> Vec<u8> {
        self.collected.take()
    }
}
