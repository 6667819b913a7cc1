//! What a person reads: headings, labelled lines, tables.

use comfy_table::{ContentArrangement, Table, presets};

use super::harmless::{harmless, one_line};

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

    /// A table with a header row; cells are kept on one line each, wrapped where the terminal is too narrow.
    pub fn table(&mut self, header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(self.width)
            .set_header(header.iter().map(|title| title.to_uppercase()));
        for row in rows {
            table.add_row(row.iter().map(|cell| one_line(cell).into_owned()));
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        for line in table.lines() {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// The finished text.
    pub fn into_text(self) -> String {
        self.text
    }
}
