//! Lists: the same rows as a table, as JSON, as JSON lines, as CSV, whole or streamed.

use std::io;

use serde::Serialize;

use super::columns::Step;
use super::field_rows::FieldRows;
use super::output::Output;
use super::output_format::OutputFormat;
use super::packed_rows::PackedRows;
use super::plain_csv;
use super::relative::When;
use super::row_table::write_rows;
use super::summary::Summary;
use super::table_cell::TableCell;

/// One row of a list.
pub trait ListRow: Serialize {
    /// The columns a person sees.
    const HEADER: &'static [&'static str];
    /// The keys of the JSON object that CSV has, in order: those with plain values or lists of plain values.
    const CSV: &'static [&'static str];
    /// What the columns give up, one after the other, where the screen is too narrow for all of them.
    const NARROW: &'static [Step<'static>] = &[];
    /// What one row and several are called in the line below a table; `None` where no such line is written.
    const COUNTED: Option<(&'static str, &'static str)> = None;
    /// The cells under [`ListRow::HEADER`], for a reader at `when`.
    fn cells(&self, when: When) -> Vec<TableCell>;
}

/// A list in memory.
pub struct List<R> {
    rows: Vec<R>,
    empty: &'static str,
}

impl<R: ListRow> List<R> {
    /// A list; `empty` is what a person reads on stderr when nothing is in it.
    pub fn new(rows: Vec<R>, empty: &'static str) -> Self {
        Self { rows, empty }
    }
}

/// A [`List`] behind a pointer.
pub(crate) trait Rows {
    fn write(&self, output: &Output<'_>) -> io::Result<()>;
}

impl<R: ListRow> Rows for List<R> {
    fn write(&self, output: &Output<'_>) -> io::Result<()> {
        let mut writer = ListWriter::of::<R>(output);
        for row in &self.rows {
            writer.push(row)?;
        }
        if self.rows.is_empty() && output.given_format() == OutputFormat::Table {
            output.note(self.empty);
        }
        writer.finish()
    }
}

/// Writes a list row by row, so that a long one is never in memory as a whole. Tables are: their columns need all rows.
pub struct ListWriter<'a, 'h> {
    output: &'a Output<'h>,
    header: &'static [&'static str],
    keys: &'static [&'static str],
    buffer: Vec<u8>,
    table: PackedRows,
    narrow: &'static [Step<'static>],
    counted: Option<(&'static str, &'static str)>,
    remarks: Vec<String>,
    chosen: Option<FieldRows<'a, 'h>>,
    count: usize,
}

impl<'a, 'h> ListWriter<'a, 'h> {
    /// A list of such rows about to be written to `output`.
    pub fn of<R: ListRow>(output: &'a Output<'h>) -> Self {
        Self {
            output,
            header: R::HEADER,
            keys: R::CSV,
            buffer: Vec::new(),
            table: PackedRows::under(R::HEADER),
            narrow: R::NARROW,
            counted: R::COUNTED,
            remarks: Vec::new(),
            chosen: output
                .streamed_fields()
                .map(|fields| FieldRows::new(output, fields, true)),
            count: 0,
        }
    }

    /// Says something more in the line below the table, a sentence.
    pub fn remark(&mut self, sentence: String) {
        self.remarks.push(sentence);
    }

    /// How many rows were written so far.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The first cell of the last row of a table; empty in other formats.
    pub fn last_key(&self) -> &str {
        self.table.last_key()
    }

    /// Writes one row, of the kind that the list is of.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn push<R: ListRow>(&mut self, row: &R) -> io::Result<()> {
        if let Some(chosen) = &mut self.chosen {
            return chosen.push(&serde_json::to_value(row)?);
        }
        match self.output.format() {
            OutputFormat::Json => {
                self.buffer.extend_from_slice(if self.count == 0 {
                    self.output.list_opening()
                } else {
                    b","
                });
                crate::sanitize::write_json(&mut self.buffer, row)?;
            }
            OutputFormat::Jsonl => {
                crate::sanitize::write_json(&mut self.buffer, row)?;
                self.buffer.push(b'\n');
            }
            OutputFormat::Csv => {
                if self.count == 0 {
                    plain_csv::header(&mut self.buffer, self.keys)?;
                }
                plain_csv::record(&mut self.buffer, self.keys, &serde_json::to_value(row)?)?;
            }
            OutputFormat::Table
            | OutputFormat::Junit
            | OutputFormat::Github
            | OutputFormat::Markdown => {
                self.table.push(&row.cells(self.output.when()));
            }
        }
        self.count += 1;
        if self.buffer.len() > 1 << 16 {
            self.output.write(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Writes what remains.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        if let Some(chosen) = self.chosen {
            return chosen.finish();
        }
        match self.output.format() {
            OutputFormat::Json => {
                if self.count == 0 {
                    self.buffer.extend_from_slice(self.output.list_opening());
                }
                self.buffer.extend_from_slice(self.output.list_closing());
            }
            OutputFormat::Csv if self.count == 0 => plain_csv::header(&mut self.buffer, self.keys)?,
            OutputFormat::Csv | OutputFormat::Jsonl => {}
            OutputFormat::Table
            | OutputFormat::Junit
            | OutputFormat::Github
            | OutputFormat::Markdown => {
                if self.count > 0 {
                    return self.write_table();
                }
            }
        }
        self.output.write(&self.buffer)
    }

    /// Writes the table with what was counted below it.
    fn write_table(&self) -> io::Result<()> {
        let (mut page, hidden) = write_rows(self.output, self.header, &self.table, self.narrow)?;
        if let Some(words) = self.counted {
            let summary = Summary {
                words,
                tally: self.table.tally(),
                remarks: &self.remarks,
                titles: self.header,
                hidden: &hidden,
            };
            page.blank();
            for line in summary.to_string().lines() {
                page.prose(0, line);
            }
        }
        self.output.write_long(&page.into_text())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use crate::domain::tone::Tone;
    use crate::domain::user::UserStateKind;
    use crate::domain::word::Word as _;
    use crate::sanitize::one_line;

    fn cell() -> impl Strategy<Value = TableCell> {
        prop_oneof![
            "[a-zé株 ]{0,8}|active|pending".prop_map(TableCell::from),
            proptest::sample::select(UserStateKind::ALL).prop_map(TableCell::state),
        ]
    }

    proptest! {
        #[test]
        fn rows_one_by_one_are_the_table(rows in proptest::collection::vec(proptest::collection::vec(cell(), 3), 1..6)) {
            let mut packed = PackedRows::under(&["name", "state", "legal name"]);
            rows.iter().for_each(|row| packed.push(row));
            let plain: Vec<Vec<(String, Option<Tone>)>> = rows
                .iter()
                .map(|row| row.iter().map(|cell| (one_line(&cell.text).into_owned(), cell.tone)).collect())
                .collect();
            let kept: Vec<Vec<(String, Option<Tone>)>> = packed
                .rows()
                .map(|row| row.into_iter().map(|(text, tone)| (text.to_owned(), tone)).collect())
                .collect();
            prop_assert_eq!(&kept, &plain);
            prop_assert_eq!(packed.last_key(), &plain[plain.len() - 1][0].0);
            for (at, width) in packed.widths().iter().enumerate() {
                let title = ["name", "state", "legal name"][at].width();
                let widest = plain.iter().map(|row| row[at].0.width()).max();
                prop_assert_eq!(*width, widest.unwrap_or(0).max(title));
            }
        }
    }
}
