//! What a person reads: headings, labelled lines, tables.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr as _;

use super::relative::{ShownMoment, When};
use super::wrap::{longest_piece, wrapped};
use crate::domain::calendar::Day;
use crate::domain::grouped;
use crate::domain::tone::{Tone, Toned};
use crate::sanitize::{escape_harmful, one_line};

/// So many items of a long list are written.
const FIRST_ITEMS: usize = 10;

/// How many columns the labels of facts take.
const LABEL: usize = 18;

/// The blanks before a value below its label.
const BELOW: &str = "    ";

/// The terminal's number for bold text.
const BOLD: u8 = 1;

/// The terminal's number for the colour of a tone; `None` for the text's own colour.
pub(super) fn colour_of(tone: Tone) -> Option<u8> {
    match tone {
        Tone::Good => Some(32),
        Tone::Waiting => Some(33),
        Tone::Bad => Some(31),
        Tone::NotBegun | Tone::Over => None,
    }
}

/// A page of text under construction, as wide as the terminal.
pub struct Page {
    pub(super) text: String,
    pub(super) width: u16,
    pub(super) colour: bool,
    when: When,
}

impl Page {
    /// An empty page.
    pub fn new(width: u16, colour: bool, when: When) -> Self {
        Self {
            text: String::new(),
            width,
            colour,
            when,
        }
    }

    /// How many columns there are.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// When the page is read.
    pub fn when(&self) -> When {
        self.when
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        let text = one_line(text);
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        for line in wrapped(self.width, "", "  ", &text).lines() {
            self.push_in(Some(BOLD), line);
            self.text.push('\n');
        }
    }

    /// A heading whose last word is a state.
    pub fn state_heading(&mut self, text: &str, state: impl Toned) {
        let before = self.text.len();
        self.heading(&format!("{text}: {}", state.word()));
        self.paint(before, state.word(), state.tone());
    }

    /// A line in bold, as the titles of a table are.
    pub(super) fn bold_line(&mut self, text: &str) {
        self.push_in(Some(BOLD), text);
        self.text.push('\n');
    }

    /// Text in a colour of the terminal, where the page has colours.
    pub(super) fn push_in(&mut self, colour: Option<u8>, text: &str) {
        let painted = self.painted(colour, text);
        self.text.push_str(&painted);
    }

    /// The same as a text of its own.
    pub(super) fn painted<'t>(&self, colour: Option<u8>, text: &'t str) -> Cow<'t, str> {
        match colour.filter(|_| self.colour && !text.is_empty()) {
            Some(colour) => Cow::Owned(format!("\u{1b}[{colour}m{text}\u{1b}[0m")),
            None => Cow::Borrowed(text),
        }
    }

    /// Gives the last such word of the page the colour of a tone.
    pub fn paint_last(&mut self, word: &str, tone: Tone) {
        self.paint(0, word, tone);
    }

    /// Gives the last such word behind `start` the colour of a tone.
    fn paint(&mut self, start: usize, word: &str, tone: Tone) {
        let written = self.text.get(start..).unwrap_or_default();
        if let Some(at) = written.rfind(word).filter(|_| self.colour) {
            let rest = self.text.split_off(start + at);
            self.push_in(colour_of(tone), word);
            self.text
                .push_str(rest.get(word.len()..).unwrap_or_default());
        }
    }

    /// A blank line between what was written and what follows.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line of text; may hold line feeds.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(&escape_harmful(text));
        self.text.push('\n');
    }

    /// A text of several lines as it was written. Lines wider than the screen are broken between words, but not those
    /// that hold a command or a link on their own: they are there to be copied.
    pub fn letter(&mut self, text: &str) {
        for line in text.lines() {
            if line.width() <= usize::from(self.width) || line.starts_with("csp ") {
                self.line(line);
            } else {
                self.prose(0, line);
            }
        }
    }

    /// A paragraph, broken between words where the screen ends; every line is indented by `indent` columns.
    pub fn prose(&mut self, indent: usize, text: &str) {
        let indent = " ".repeat(indent);
        self.wrapped(&indent, &indent, text);
    }

    /// A paragraph behind a mark, below which it goes on; on lines of its own where a word or a command does not fit
    /// behind the mark.
    pub fn item(&mut self, mark: &str, text: &str) {
        let piece = longest_piece(&one_line(text));
        let is_further_in = mark.width() > BELOW.width();
        if mark.width() + piece > usize::from(self.width) && is_further_in {
            if !mark.trim().is_empty() {
                self.line(mark.trim_end());
            }
            self.wrapped(BELOW, BELOW, text);
            return;
        }
        self.wrapped(mark, &" ".repeat(mark.width()), text);
    }

    /// A labelled value, left out when there is none; a long one goes on below itself.
    pub fn fact(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.item(&format!("  {label:<LABEL$} "), value);
        }
    }

    /// A labelled state, in the colour of its tone.
    pub fn state(&mut self, label: &str, state: impl Toned) {
        let before = self.text.len();
        self.fact(label, Some(state.word()));
        self.paint(before, state.word(), state.tone());
    }

    /// A paragraph behind a word for its state, in the colour of its tone.
    pub fn toned_item(&mut self, mark: &str, tone: Tone, text: &str) {
        self.item_with_toned_word(mark, mark.trim(), tone, text);
    }

    /// A heading with the first items of a list, and how many there are besides; nothing for an empty list.
    pub fn first_items<T>(&mut self, heading: &str, all: &[T], text: impl Fn(&T) -> String) {
        if all.is_empty() {
            return;
        }
        self.heading(heading);
        for one in all.iter().take(FIRST_ITEMS) {
            self.item("- ", &text(one));
        }
        let more = all.len().saturating_sub(FIRST_ITEMS) as u64;
        if more > 0 {
            self.item("- ", &format!("and {} more.", grouped(more)));
        }
    }

    /// A paragraph behind a mark of which one word has the colour of a tone.
    pub fn item_with_toned_word(&mut self, mark: &str, word: &str, tone: Tone, text: &str) {
        let before = self.text.len();
        self.item(mark, text);
        let written = self.text.split_off(before);
        match written.split_once(word) {
            Some((indent, rest)) => {
                self.text.push_str(indent);
                self.push_in(colour_of(tone), word);
                self.text.push_str(rest);
            }
            None => self.text.push_str(&written),
        }
    }

    /// A labelled day, with its distance.
    pub fn day(&mut self, label: &str, day: Option<Day>) {
        self.fact(label, day.map(|day| self.when.day(day)).as_deref());
    }

    /// The day of a labelled moment, with its distance.
    pub fn moment(&mut self, label: &str, moment: Option<ShownMoment>) {
        let said = moment.map(|moment| self.when.date(moment));
        self.fact(label, said.as_deref());
    }

    fn wrapped(&mut self, first: &str, then: &str, text: &str) {
        let lines = wrapped(self.width, first, then, &one_line(text));
        self.text.push_str(&lines);
    }

    /// What was written so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Hands over what was written so far.
    pub(super) fn take_text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// The finished text.
    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::enrollment::EnrollmentStateKind;
    use crate::report::TableCell;

    fn active() -> TableCell {
        TableCell::state(EnrollmentStateKind::Active)
    }

    fn page(width: u16, colour: bool) -> Page {
        let now = "2021-03-01T12:00:00Z".parse().unwrap();
        Page::new(width, colour, When::at(now))
    }

    #[test]
    fn a_long_fact_goes_on_below_itself() {
        let mut page = page(40, false);
        page.fact("Reason", Some("the number is not of this country"));
        page.day("Due", Some("2021-03-02".parse().unwrap()));
        assert_eq!(
            page.into_text(),
            "  Reason             the number is not\n                     of this country\n  Due                2021-03-02,\n                     tomorrow\n"
        );
    }

    #[test]
    fn a_value_that_does_not_fit_behind_its_label_stands_below_it() {
        let mut page = page(32, false);
        page.fact("Address", Some("kim.longname@contoso.fr"));
        page.fact("State", Some("active"));
        assert_eq!(
            page.into_text(),
            "  Address\n    kim.longname@contoso.fr\n  State              active\n"
        );
    }

    #[test]
    fn headings_and_blocks_are_broken_too() {
        let mut page = page(28, true);
        page.heading("The company of a very long name");
        let row = vec!["one, two, three, four, five, six".into(), active()];
        page.table(&["several", "state", "legal_name"], [row]);
        assert_eq!(
            page.into_text(),
            "\u{1b}[1mThe company of a very long\u{1b}[0m\n\u{1b}[1m  name\u{1b}[0m\n\
             SEVERAL     one, two, three,\n            four, five, six\nSTATE       \u{1b}[32mactive\u{1b}[0m\n"
        );
    }

    #[test]
    fn a_word_wider_than_the_screen_stays_whole() {
        let mut page = page(30, false);
        page.fact("Link", Some("https://partner.example/invite/0f7c1c5e"));
        assert!(
            page.into_text()
                .contains("https://partner.example/invite/0f7c1c5e\n")
        );
    }
}
