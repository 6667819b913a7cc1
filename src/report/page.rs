//! What a person reads: headings, labelled lines, tables.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr as _;

use super::relative::{ShownMoment, When};
use super::table_cell::TableCell;
use super::wrap::{longest_piece, wrapped};
use crate::domain::calendar::Day;
use crate::domain::tone::Tone;
use crate::sanitize::{escape_harmful, one_line};

/// The space behind each column.
const GAP: usize = 2;

/// How many columns the labels of facts take.
const LABEL: usize = 18;

/// What stands before a value below its label.
const BELOW: &str = "    ";

fn longest_word(text: &str) -> usize {
    text.split(' ').map(|word| word.width()).max().unwrap_or(0)
}

/// The terminal's number for the colour of a tone; `None` for the text's own colour.
fn colour_of(tone: Tone) -> Option<u8> {
    match tone {
        Tone::Good => Some(32),
        Tone::Waiting => Some(33),
        Tone::Bad => Some(31),
        Tone::NotBegun | Tone::Over => None,
    }
}

/// A page of text under construction, as wide as the terminal.
pub struct Page {
    text: String,
    width: u16,
    colour: bool,
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
            if self.colour {
                self.text.push_str(&format!("\u{1b}[1m{line}\u{1b}[0m\n"));
            } else {
                self.text.push_str(&format!("{line}\n"));
            }
        }
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

    /// A paragraph, broken between words where the screen ends; every line stands `indent` columns in.
    pub fn prose(&mut self, indent: usize, text: &str) {
        let indent = " ".repeat(indent);
        self.wrapped(&indent, &indent, text);
    }

    /// A paragraph behind a mark, below which it goes on; on lines of its own where a word or a command does not fit
    /// behind the mark.
    pub fn item(&mut self, mark: &str, text: &str) {
        let piece = longest_piece(&one_line(text));
        let is_further_in = mark.width() > BELOW.width() && !mark.trim().is_empty();
        if mark.width() + piece > usize::from(self.width) && is_further_in {
            self.line(mark.trim_end());
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

    /// A labelled day, with its distance.
    pub fn day(&mut self, label: &str, day: Option<Day>) {
        self.fact(label, day.map(|day| self.when.day(day)).as_deref());
    }

    /// A labelled moment, with its distance.
    pub fn moment(&mut self, label: &str, moment: Option<ShownMoment>) {
        let said = moment.map(|moment| self.when.moment(moment));
        self.fact(label, said.as_deref());
    }

    fn wrapped(&mut self, first: &str, then: &str, text: &str) {
        let lines = wrapped(self.width, first, then, &one_line(text));
        self.text.push_str(&lines);
    }

    /// A table with a header row; cells are wrapped between words where the terminal is narrow. Where not even words
    /// fit, each row becomes a block of labelled lines.
    pub fn table(&mut self, header: &[&str], rows: impl IntoIterator<Item = Vec<TableCell>>) {
        let titles: Vec<String> = header.iter().map(|title| title.to_uppercase()).collect();
        let rows: Vec<Vec<TableCell>> = rows.into_iter().collect();
        let mut words: Vec<usize> = titles.iter().map(|title| longest_word(title)).collect();
        for row in &rows {
            for (widest, cell) in words.iter_mut().zip(row) {
                *widest = (*widest).max(longest_word(&cell.text));
            }
        }
        let needed: usize = words.iter().map(|word| word + GAP).sum();
        if needed > usize::from(self.width) {
            self.blocks(&titles, &rows);
            return;
        }
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(self.width)
            .set_header(&titles);
        for row in &rows {
            table.add_row(row.iter().map(|cell| self.cell(&cell.text, cell.tone)));
        }
        for (column, word) in table.column_iter_mut().zip(words) {
            column.set_padding((0, 2));
            if let Ok(width) = u16::try_from(word + GAP) {
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
            }
        }
        for line in table.lines() {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Whether a table with columns of these widths fits the screen without a break.
    pub(super) fn fits(&self, widths: &[usize]) -> bool {
        widths.iter().map(|width| width + GAP).sum::<usize>() <= usize::from(self.width)
    }

    /// The line of titles of a table that fits.
    pub(super) fn title_row(&mut self, header: &[&str], widths: &[usize]) {
        let titles: Vec<String> = header.iter().map(|title| title.to_uppercase()).collect();
        let cells: Vec<_> = titles.iter().map(|title| (title.as_str(), None)).collect();
        self.row(&cells, widths);
    }

    /// A row of a table that fits, as [`Page::table`] writes it, without the whole table in memory; each cell with the
    /// tone of the state that it shows.
    pub(super) fn row(&mut self, cells: &[(&str, Option<Tone>)], widths: &[usize]) {
        let mut blank = 0;
        for (&(cell, tone), width) in cells.iter().zip(widths) {
            if !cell.is_empty() {
                self.text.extend(std::iter::repeat_n(' ', blank));
                let shown = self.cell(cell, tone);
                self.text.push_str(&shown);
                blank = 0;
            }
            blank += width + GAP - cell.width();
        }
        let end = self.text.trim_end_matches(' ').len();
        self.text.truncate(end);
        self.text.push('\n');
    }

    /// What was written so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Hands over what was written so far.
    pub(super) fn take_text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Rows one below the other, each as labelled lines; for screens on which no table can be read.
    fn blocks(&mut self, titles: &[String], rows: &[Vec<TableCell>]) {
        let widest = titles.iter().map(|title| title.width()).max().unwrap_or(0);
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                self.text.push('\n');
            }
            let cells = titles.iter().zip(row);
            for (title, cell) in cells.filter(|(_, cell)| !cell.text.is_empty()) {
                let label = format!("{title:<widest$}  ");
                let cell = self.cell(&cell.text, cell.tone);
                // A state with its colour is one word, and its colour has no width.
                if cell.contains('\u{1b}') {
                    self.text.push_str(&format!("{label}{cell}\n"));
                } else {
                    self.item(&label, &cell);
                }
            }
        }
    }

    /// A cell's text, in the colour of its tone where colour is wanted.
    fn cell(&self, text: &str, tone: Option<Tone>) -> String {
        let text = one_line(text);
        match tone.and_then(colour_of).filter(|_| self.colour) {
            Some(colour) => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
            None => text.into_owned(),
        }
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
    use crate::report::cells;

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
            "  Reason             the number is not\n                     of this country\n  Due                2021-03-02\n                     (tomorrow)\n"
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

    fn table(width: u16, colour: bool) -> String {
        let mut page = page(width, colour);
        let row = cells![
            "contoso-france",
            "Contoso France SAS",
            "indirect-reseller",
            active(),
        ];
        page.table(&["account", "legal name", "model", "state"], [row]);
        page.into_text()
    }

    #[test]
    fn a_narrow_table_breaks_between_words() {
        let wide = table(80, false);
        assert_eq!(wide.lines().count(), 2, "{wide}");
        let narrow = table(52, false);
        assert!(narrow.contains("indirect-reseller"), "{narrow}");
        assert!(narrow.lines().all(|line| line.width() <= 52), "{narrow}");
    }

    #[test]
    fn a_row_becomes_a_block_where_no_table_can_be_read() {
        assert_eq!(
            table(40, false),
            "ACCOUNT     contoso-france\nLEGAL NAME  Contoso France SAS\nMODEL       indirect-reseller\nSTATE       active\n"
        );
    }

    #[test]
    fn states_are_coloured_only_when_that_is_wanted() {
        assert!(!table(80, false).contains('\u{1b}'));
        let coloured = table(80, true);
        assert!(coloured.contains("\u{1b}[32mactive\u{1b}[0m"), "{coloured}");
        let plain = coloured.replace("\u{1b}[32m", "").replace("\u{1b}[0m", "");
        assert_eq!(plain, table(80, false));
    }

    #[test]
    fn a_text_that_reads_like_a_state_has_no_colour() {
        let mut page = page(80, true);
        page.table(&["state"], [cells!["active"]]);
        assert_eq!(page.into_text(), "STATE\nactive\n");
    }
}
