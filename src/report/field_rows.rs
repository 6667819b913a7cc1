//! Rows of which a person chose the fields, written in every format as they come.

use std::io;

use serde_json::Value;

use super::fields::{DRY_RUN, Fields};
use super::output::Output;
use super::output_format::OutputFormat;
use super::packed_rows::PackedRows;
use super::row_table::write_rows;
use super::table::wrapping_columns;
use super::table_cell::TableCell;
use super::{plain_csv, table_cell};
use crate::sanitize::write_json;

/// So many bytes are collected before they go out.
const CHUNK: usize = 1 << 16;

/// Writes the chosen fields of each row.
pub(super) struct FieldRows<'a, 'h> {
    output: &'a Output<'h>,
    fields: &'a Fields,
    is_list: bool,
    is_rehearsal: bool,
    buffer: Vec<u8>,
    table: PackedRows,
    count: usize,
}

impl<'a, 'h> FieldRows<'a, 'h> {
    /// No rows yet: of a list, or of one thing.
    pub(super) fn new(output: &'a Output<'h>, fields: &'a Fields, is_list: bool) -> Self {
        Self {
            output,
            fields,
            is_list,
            is_rehearsal: false,
            buffer: Vec::new(),
            table: PackedRows::under(&fields.columns(OutputFormat::Table)),
            count: 0,
        }
    }

    /// Writes one row. Of a rehearsal the row keeps the mark.
    pub(super) fn push(&mut self, row: &Value) -> io::Result<()> {
        let format = self.output.given_format();
        let mark = row.get(DRY_RUN).filter(|_| !self.is_list);
        if self.count == 0 {
            self.is_rehearsal = mark.is_some();
            self.begin()?;
        }
        match format {
            OutputFormat::Json | OutputFormat::Jsonl => {
                if format == OutputFormat::Json && self.count > 0 {
                    self.buffer.push(b',');
                }
                let mut picked = self.fields.pick(row);
                if let (Some(mark), Value::Object(fields)) = (mark, &mut picked) {
                    fields.insert(DRY_RUN.to_owned(), mark.clone());
                }
                write_json(&mut self.buffer, &picked)?;
                if format == OutputFormat::Jsonl || !self.is_list {
                    self.buffer.push(b'\n');
                }
            }
            OutputFormat::Csv => {
                let mut values = self.fields.values(row, format);
                values.extend(mark.cloned());
                plain_csv::values(&mut self.buffer, &values)?;
            }
            OutputFormat::Table
            | OutputFormat::Junit
            | OutputFormat::Github
            | OutputFormat::Markdown => {
                let values = self.fields.values(row, format);
                let cells: Vec<TableCell> = values.iter().map(table_cell::cell_of_value).collect();
                self.table.push(&cells);
            }
        }
        self.count += 1;
        if self.buffer.len() > CHUNK {
            self.output.emit(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    fn begin(&mut self) -> io::Result<()> {
        match self.output.given_format() {
            OutputFormat::Json if self.is_list => {
                self.buffer.extend_from_slice(self.output.list_opening());
            }
            OutputFormat::Csv => {
                let mut columns = self.fields.columns(OutputFormat::Csv);
                if self.is_rehearsal {
                    columns.push(DRY_RUN);
                }
                plain_csv::header(&mut self.buffer, &columns)?;
            }
            OutputFormat::Json
            | OutputFormat::Jsonl
            | OutputFormat::Table
            | OutputFormat::Junit
            | OutputFormat::Github
            | OutputFormat::Markdown => {}
        }
        Ok(())
    }

    /// Writes what remains.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.count == 0 {
            self.begin()?;
        }
        match self.output.given_format() {
            OutputFormat::Json if self.is_list => {
                self.buffer.extend_from_slice(self.output.list_closing());
            }
            OutputFormat::Json | OutputFormat::Jsonl | OutputFormat::Csv => {}
            OutputFormat::Table
            | OutputFormat::Junit
            | OutputFormat::Github
            | OutputFormat::Markdown => {
                if self.count == 0 {
                    return Ok(());
                }
                let heads = self.fields.columns(OutputFormat::Table);
                let narrow = wrapping_columns(&heads, &self.table);
                let (page, _) = write_rows(self.output, &heads, &self.table, &narrow)?;
                return self.output.write_long(&page.into_text());
            }
        }
        self.output.emit(&self.buffer)
    }
}
