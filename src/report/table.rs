//! Tables: one line a row wherever the screen has room for it.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr as _;

use super::columns::{Column, Columns, GAP, Narrow, Step, without_distance};
use super::packed_rows::PackedRows;
use super::page::{Page, colour_of};
use super::table_cell::TableCell;
use super::wrap::{folded, longest_piece};
use crate::domain::tone::Tone;

/// The space around each cell, as comfy-table counts it: [`GAP`] behind it.
const PADDING: (u16, u16) = (0, 2);

/// What is before a cell whose words are folded.
const FOLDED: &str = "    ";

/// The most blanks before the cells on a line below their row.
const DEEPEST: usize = 8;

/// A cell as it is kept: its text, and the tone of the state that it shows.
pub(super) type Cell<'c> = (&'c str, Option<Tone>);

/// Every column but the first wraps, the widest before the others: it has the most to give.
pub(super) fn wrapping_columns<'t>(titles: &[&'t str], rows: &PackedRows) -> Vec<Step<'t>> {
    let mut steps: Vec<(usize, Step<'t>)> = titles
        .iter()
        .zip(rows.widths())
        .skip(1)
        .map(|(title, width)| (*width, (*title, Narrow::Wraps)))
        .collect();
    steps.sort_by_key(|(width, _)| std::cmp::Reverse(*width));
    steps.into_iter().map(|(_, step)| step).collect()
}

impl Page {
    /// A table with a row of titles. Where the screen is narrow every column but the first may wrap between words.
    pub fn table(&mut self, titles: &[&str], rows: impl IntoIterator<Item = Vec<TableCell>>) {
        let mut packed = PackedRows::under(titles);
        for row in rows {
            packed.push(&row);
        }
        let steps = wrapping_columns(titles, &packed);
        let columns = self.columns(titles, &packed, &steps);
        self.titles(titles, columns.as_ref());
        for (at, cells) in packed.rows().enumerate() {
            self.table_row(titles, columns.as_ref(), at, &cells);
        }
    }

    /// The columns with which a table fits the screen; `None` where no table can be read.
    pub(super) fn columns(
        &self,
        titles: &[&str],
        rows: &PackedRows,
        steps: &[Step<'_>],
    ) -> Option<Columns> {
        let screen = usize::from(self.width);
        let unbroken = Columns::unbroken(rows.widths());
        if unbroken.fit(screen) {
            return Some(unbroken);
        }
        let texts = rows
            .rows()
            .map(|cells| cells.into_iter().map(|(text, _)| text).collect());
        Columns::narrowed(titles, rows.widths(), steps, texts, screen)
    }

    /// The line of titles; rows without columns carry theirs themselves.
    pub(super) fn titles(&mut self, titles: &[&str], columns: Option<&Columns>) {
        let Some(columns) = columns else {
            return;
        };
        let mut line = String::new();
        let mut blank = 0;
        for column in &columns.shown {
            let title = titles.get(column.at).copied().unwrap_or_default();
            let title = title.to_uppercase();
            line.extend(std::iter::repeat_n(' ', blank));
            line.push_str(&title);
            blank = (column.width + GAP).saturating_sub(title.width());
        }
        self.bold_line(&line);
    }

    /// A row under its titles, or as labelled lines where there are no columns.
    pub(super) fn table_row(
        &mut self,
        titles: &[&str],
        columns: Option<&Columns>,
        at: usize,
        cells: &[Cell<'_>],
    ) {
        match columns {
            None => self.block(titles, at, cells),
            Some(columns) => {
                if columns.holds_unbroken(cells) {
                    self.unbroken_row(&columns.shown, cells);
                } else {
                    self.broken_row(&columns.shown, cells);
                }
                self.line_below(titles, columns, cells);
            }
        }
    }

    /// The cells of a row that have no column beside the others, each behind its title.
    fn line_below(&mut self, titles: &[&str], columns: &Columns, cells: &[Cell<'_>]) {
        let told: Vec<String> = columns
            .below
            .iter()
            .filter_map(|&at| Some((titles.get(at)?, cells.get(at)?.0)))
            .filter(|(_, text)| !text.is_empty())
            .map(|(title, text)| format!("{title}: {text}"))
            .collect();
        if told.is_empty() {
            return;
        }
        let first = columns.shown.first().map_or(0, |column| column.width + GAP);
        let indent = " ".repeat(first.min(DEEPEST));
        self.folded_item(&indent, &told.join(", "));
    }

    fn unbroken_row(&mut self, columns: &[Column], cells: &[Cell<'_>]) {
        let mut blank = 0;
        for column in columns {
            let (text, tone) = column.cell(cells);
            if !text.is_empty() {
                self.text.extend(std::iter::repeat_n(' ', blank));
                self.push_in(tone.and_then(colour_of), text);
                blank = 0;
            }
            blank += (column.width + GAP).saturating_sub(text.width());
        }
        let end = self.text.trim_end_matches(' ').len();
        self.text.truncate(end);
        self.text.push('\n');
    }

    /// A row of several lines: cells that wrap go on below; one of the first column that is wider than it has a line of
    /// its own.
    fn broken_row(&mut self, columns: &[Column], cells: &[Cell<'_>]) {
        let mut shown: Vec<Cell<'_>> = columns.iter().map(|column| column.cell(cells)).collect();
        if let (Some(column), Some(first)) = (columns.first(), shown.first_mut())
            && first.0.width() > column.width
        {
            let (text, tone) = std::mem::take(first);
            for line in folded(self.width, "", text).lines() {
                self.push_in(tone.and_then(colour_of), line);
                self.text.push('\n');
            }
        }
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled)
            .add_row(
                shown
                    .iter()
                    .map(|&(text, tone)| self.painted(tone.and_then(colour_of), text)),
            );
        for (shape, column) in table.column_iter_mut().zip(columns) {
            shape.set_padding(PADDING);
            if let Ok(width) = u16::try_from(column.width + GAP) {
                shape.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
            }
        }
        for line in table.lines() {
            let line = line.trim_end();
            if !line.is_empty() {
                self.text.push_str(line);
                self.text.push('\n');
            }
        }
    }

    /// A row as labelled lines, for screens on which no table can be read.
    fn block(&mut self, titles: &[&str], at: usize, cells: &[Cell<'_>]) {
        if at > 0 {
            self.text.push('\n');
        }
        let widest = titles.iter().map(|title| title.width()).max().unwrap_or(0);
        for (title, &(text, tone)) in titles
            .iter()
            .zip(cells)
            .filter(|(_, cell)| !cell.0.is_empty())
        {
            let title = title.to_uppercase();
            let label = format!("{title:<widest$}  ");
            match tone {
                // A state is one word or a short date, which no line is too narrow for.
                Some(tone) => {
                    self.text.push_str(&label);
                    self.push_in(colour_of(tone), text);
                    self.text.push('\n');
                }
                None => self.folded_item(&label, text),
            }
        }
    }

    /// A paragraph behind a mark in which a word that is wider than the screen goes on in the next line.
    fn folded_item(&mut self, mark: &str, text: &str) {
        if longest_piece(text) + FOLDED.width() <= usize::from(self.width) {
            self.item(mark, text);
            return;
        }
        if !mark.trim().is_empty() {
            self.line(mark.trim_end());
        }
        self.text.push_str(&folded(self.width, FOLDED, text));
    }
}

impl Columns {
    /// Whether every cell that is shown fits its column.
    fn holds_unbroken(&self, cells: &[Cell<'_>]) -> bool {
        self.is_unbroken()
            || self
                .shown
                .iter()
                .all(|column| column.cell(cells).0.width() <= column.width)
    }
}

impl Column {
    /// The column's cell of a row, as it is shown.
    fn cell<'c>(&self, cells: &[Cell<'c>]) -> Cell<'c> {
        let &(text, tone) = cells.get(self.at).unwrap_or(&("", None));
        if self.is_short {
            (without_distance(text), tone)
        } else {
            (text, tone)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::enrollment::EnrollmentStateKind;
    use crate::report::{When, cells};

    fn active() -> TableCell {
        TableCell::state(EnrollmentStateKind::Active)
    }

    fn page(width: u16, colour: bool) -> Page {
        let now = "2021-03-01T12:00:00Z".parse().unwrap();
        Page::new(width, colour, When::at(now))
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

    fn list(width: u16, steps: &[Step<'_>]) -> String {
        let titles = ["email", "name", "roles", "last sign-in"];
        let mut packed = PackedRows::under(&titles);
        let rows = [
            cells![
                "kim@contoso.fr",
                "Kim Roux",
                "admin-agent, helpdesk-agent",
                "2021-02-27, 2 days ago",
            ],
            cells![
                "kim.roux.of.the.fountain@contoso.fr",
                "Kim",
                "sales-agent",
                "never",
            ],
        ];
        rows.iter().for_each(|row| packed.push(row));
        let mut page = page(width, false);
        let columns = page.columns(&titles, &packed, steps);
        page.titles(&titles, columns.as_ref());
        for (at, cells) in packed.rows().enumerate() {
            page.table_row(&titles, columns.as_ref(), at, &cells);
        }
        page.into_text()
    }

    #[test]
    fn a_narrow_table_breaks_between_words() {
        let wide = table(80, false);
        assert_eq!(wide.lines().count(), 2, "{wide}");
        let narrow = table(55, false);
        assert_eq!(narrow.lines().count(), 3, "{narrow}");
        assert!(narrow.contains("indirect-reseller"), "{narrow}");
        assert!(narrow.lines().all(|line| line.width() <= 55), "{narrow}");
    }

    #[test]
    fn a_row_becomes_a_block_where_no_table_can_be_read() {
        assert_eq!(
            table(40, false),
            "ACCOUNT     contoso-france\nLEGAL NAME  Contoso France SAS\nMODEL       indirect-reseller\nSTATE       active\n"
        );
    }

    #[test]
    fn columns_give_way_in_the_order_of_the_steps() {
        let steps = [
            ("last sign-in", Narrow::Shortens),
            ("roles", Narrow::Wraps),
            ("last sign-in", Narrow::Hides),
        ];
        assert!(list(100, &steps).contains("2021-02-27, 2 days ago"));
        let shortened = list(90, &steps);
        assert!(shortened.contains("2021-02-27\n"), "{shortened}");
        assert!(shortened.contains("admin-agent, helpdesk-agent"));
        let wrapped = list(76, &steps);
        assert_eq!(
            wrapped,
            "\
EMAIL                                NAME      ROLES            LAST SIGN-IN
kim@contoso.fr                       Kim Roux  admin-agent,     2021-02-27
                                               helpdesk-agent
kim.roux.of.the.fountain@contoso.fr  Kim       sales-agent      never
"
        );
        assert!(!list(64, &steps).contains("LAST SIGN-IN"));
    }

    #[test]
    fn a_long_first_cell_stands_on_a_line_of_its_own() {
        let steps = [("roles", Narrow::Wraps), ("last sign-in", Narrow::Hides)];
        assert_eq!(
            list(48, &steps),
            "\
EMAIL                   NAME      ROLES
kim@contoso.fr          Kim Roux  admin-agent,
                                  helpdesk-agent
kim.roux.of.the.fountain@contoso.fr
                        Kim       sales-agent
"
        );
    }

    #[test]
    fn a_column_without_room_is_on_a_line_below_its_row() {
        let steps = [("roles", Narrow::Below), ("last sign-in", Narrow::Below)];
        assert_eq!(
            list(60, &steps),
            "\
EMAIL                                NAME
kim@contoso.fr                       Kim Roux
        roles: admin-agent, helpdesk-agent, last sign-in:
        2021-02-27, 2 days ago
kim.roux.of.the.fountain@contoso.fr  Kim
        roles: sales-agent, last sign-in: never
"
        );
    }

    #[test]
    fn a_word_wider_than_the_screen_is_folded() {
        let mut page = page(24, false);
        let link = "https://contoso.example/support/0123456789";
        page.table(
            &["account", "website", "state"],
            [cells!["contoso", link, active()]],
        );
        let text = page.into_text();
        assert!(text.lines().all(|line| line.width() <= 24), "{text}");
        assert_eq!(
            text.replace(['\n', ' '], ""),
            format!("ACCOUNTcontosoWEBSITE{link}STATEactive")
        );
    }

    #[test]
    fn states_are_coloured_only_when_that_is_wanted() {
        assert!(!table(80, false).contains('\u{1b}'));
        let coloured = table(80, true);
        assert!(coloured.starts_with("\u{1b}[1mACCOUNT"), "{coloured}");
        assert!(coloured.contains("\u{1b}[32mactive\u{1b}[0m"), "{coloured}");
        let plain = coloured
            .replace("\u{1b}[32m", "")
            .replace("\u{1b}[1m", "")
            .replace("\u{1b}[0m", "");
        assert_eq!(plain, table(80, false));
    }

    #[test]
    fn a_text_that_reads_like_a_state_has_no_colour() {
        let mut page = page(80, true);
        page.table(&["state"], [cells!["active"]]);
        assert_eq!(page.into_text(), "\u{1b}[1mSTATE\u{1b}[0m\nactive\n");
    }
}
