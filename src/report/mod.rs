//! One answer, many renderings: the only writer to standard output.
//!
//! A command answers with an [`Outcome`]. A thing is a [`View`], a list is made of [`ListRow`]s; both know how they look
//! to a person, and serde knows how they look to a script.

mod columns;
mod field_rows;
mod fields;
pub mod html_page;
mod jq;
mod output;
mod output_format;
mod packed_rows;
mod page;
mod pager;
mod plain_csv;
mod progress;
mod relative;
mod row_table;
mod rows;
mod shaped_answer;
pub mod shapes;
mod shaping;
mod summary;
mod table;
mod table_cell;
mod template;
mod template_words;
pub mod views;
mod wrap;

pub use columns::{Narrow, Step};
pub use fields::Fields;
pub use jq::JqFilter;
pub use output::{Loudness, Output};
pub use output_format::OutputFormat;
pub use page::Page;
pub use pager::Pager;
pub use plain_csv::guarded_cell;
pub use progress::Progress;
pub use relative::{ShownMoment, When};
pub use rows::{List, ListRow, ListWriter};
pub use shaped_answer::{ShapingFailure, write_shaped_answer};
pub use shaping::{Expression, Shaping};
pub use table_cell::TableCell;
pub(crate) use table_cell::cells;
pub use template::AnswerTemplate;
pub use wrap::{beside, wrapped_message};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Kind};

/// A single thing that a command answers.
pub trait View: Serialize {
    /// The keys that have no column in CSV, whatever their value: what is nested may be null or empty as well.
    const NESTED: &'static [&'static str] = &[];
    /// The key of a list of objects that are the rows in CSV, where the thing is nothing else, and their columns.
    const LINES: Option<(&'static str, &'static [&'static str])> = None;
    /// How a person sees it.
    fn page(&self, page: &mut Page);
}

/// What a command answers, ready to be rendered.
#[must_use]
pub struct Outcome {
    pub(crate) body: Body,
    /// `true` where the answer to the question is no (exit 3).
    pub answer_is_no: bool,
    /// Whether a person reads it page by page where it is longer than the screen.
    pub(crate) is_paged: bool,
}

/// The kinds of answer.
pub(crate) enum Body {
    /// Everything was written while the command ran, or there is nothing to say.
    Written,
    /// One thing.
    Thing(Box<dyn Thing>),
    /// A list.
    Many(Box<dyn rows::Rows>),
    /// Text as it is: templates, completions, man pages.
    Text(String),
}

/// A [`View`] behind a pointer.
pub(crate) trait Thing {
    fn json(&self) -> serde_json::Result<serde_json::Value>;
    fn write_json(&self, text: &mut Vec<u8>) -> std::io::Result<()>;
    fn page(&self, page: &mut Page);
    fn nested(&self) -> &'static [&'static str];
    fn lines(&self) -> Option<(&'static str, &'static [&'static str])>;
}

impl<V: View> Thing for V {
    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self)
    }
    fn write_json(&self, text: &mut Vec<u8>) -> std::io::Result<()> {
        crate::sanitize::write_json(text, self)
    }
    fn page(&self, page: &mut Page) {
        View::page(self, page);
    }
    fn nested(&self) -> &'static [&'static str] {
        V::NESTED
    }
    fn lines(&self) -> Option<(&'static str, &'static [&'static str])> {
        V::LINES
    }
}

impl Outcome {
    /// One thing.
    pub fn thing(view: impl View + 'static) -> Self {
        Self {
            body: Body::Thing(Box::new(view)),
            answer_is_no: false,
            is_paged: false,
        }
    }

    /// A list.
    pub fn list<R: ListRow + 'static>(list: List<R>) -> Self {
        Self {
            body: Body::Many(Box::new(list)),
            answer_is_no: false,
            is_paged: false,
        }
    }

    /// Text that is the answer itself, in every format.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            body: Body::Text(text.into()),
            answer_is_no: false,
            is_paged: false,
        }
    }

    /// The answer went out while the command ran (streams).
    pub fn written() -> Self {
        Self {
            body: Body::Written,
            answer_is_no: false,
            is_paged: false,
        }
    }

    /// The same answer, shown page by page where it is longer than the screen.
    pub fn paged(mut self) -> Self {
        self.is_paged = true;
        self
    }

    /// The same answer; `yes` says whether it is a yes (exit 0) or a no (exit 3).
    pub fn answering(mut self, yes: bool) -> Self {
        self.answer_is_no = !yes;
        self
    }
}

/// The failure for an answer that could not be written. Where the reader went away nothing is printed: see [`is_gone`].
pub fn unwritable(error: &std::io::Error) -> Diagnostic {
    if is_gone(error) {
        return Diagnostic::new(Kind::BrokenPipe, "nobody reads the answer any more");
    }
    Diagnostic::failed(format!("the answer could not be written: {error}"))
}

/// Whether the reader of standard output went away, as `head` does.
pub(crate) fn is_gone(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::BrokenPipe
}
