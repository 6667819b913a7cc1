//! What a person reads: headings, labelled lines, tables.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr as _;

use super::harmless::{harmless, one_line};

/// The space behind each column.
const GAP: usize = 2;

fn longest_word(text: &str) -> usize {
    text.split(' ').map(|word| word.width()).max().unwrap_or(0)
}

/// The colour of a state: green where all is well, yellow where somebody waits, red where somebody must act.
fn colour_of(word: &str) -> Option<u8> {
    match word {
        "active" | "accepted" | "met" => Some(32),
        "pending" | "password-pending" | "invited" | "sent" | "draft" | "unknown"
        | "under-review" | "email-verification" | "agreement" | "credit-check" | "support-plan" => {
            Some(33)
        }
        "rejected" | "not-met" | "blocked" | "action-required" | "restricted" | "declined"
        | "expired" => Some(31),
        _ => None,
    }
}

/// A page of text under construction, as wide as the terminal.
pub struct Page {
    text: String,
    width: u16,
    colour: bool,
}

impl Page {
    /// An empty page.
    pub fn new(width: u16, colour: bool) -> Self {
        Self {
            text: String::new(),
            width,
            colour,
        }
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        let text = one_line(text);
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        if self.colour {
            self.text.push_str(&format!("\u{1b}[1m{text}\u{1b}[0m\n"));
        } else {
            self.text.push_str(&format!("{text}\n"));
        }
    }

    /// A line of text; may hold line feeds.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(&harmless(text));
        self.text.push('\n');
    }

    /// A labelled value, left out when there is none.
    pub fn fact(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.text
                .push_str(&format!("  {label:<18} {}\n", one_line(value)));
        }
    }

    /// A table with a header row; cells are wrapped between words where the terminal is narrow. Where not even words
    /// fit, each row becomes a block of labelled lines.
    pub fn table(&mut self, header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        let titles: Vec<String> = header.iter().map(|title| title.to_uppercase()).collect();
        let rows: Vec<Vec<String>> = rows.into_iter().collect();
        let mut words: Vec<usize> = titles.iter().map(|title| longest_word(title)).collect();
        for row in &rows {
            for (widest, cell) in words.iter_mut().zip(row) {
                *widest = (*widest).max(longest_word(cell));
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
            .set_header(titles);
        for row in &rows {
            table.add_row(row.iter().map(|cell| self.cell(cell)));
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

    /// Rows one below the other, each as labelled lines; for screens on which no table can be read.
    fn blocks(&mut self, titles: &[String], rows: &[Vec<String>]) {
        let widest = titles.iter().map(|title| title.width()).max().unwrap_or(0);
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                self.text.push('\n');
            }
            for (title, cell) in titles.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
                let cell = self.cell(cell);
                self.text.push_str(&format!("{title:<widest$}  {cell}\n"));
            }
        }
    }

    /// A cell's text, in its colour where it is a state and colour is wanted.
    fn cell(&self, text: &str) -> String {
        let text = one_line(text);
        match colour_of(&text).filter(|_| self.colour) {
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

    fn table(width: u16, colour: bool) -> String {
        let mut page = Page::new(width, colour);
        let row = [
            "contoso-france",
            "Contoso France SAS",
            "indirect-reseller",
            "active",
        ];
        page.table(
            &["account", "legal name", "model", "state"],
            [row.map(str::to_owned).to_vec()],
        );
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
}
