//! A workbook (`.xlsx`) to fill in and import: a sheet with headings, a note on each, and drop-down lists. It has no rows.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, Format, Formula, Note,
    Workbook, Worksheet, XlsxError,
};

use crate::domain::calendar::Instant;

/// So many rows have drop-down lists.
const ROWS: u32 = 10_000;

/// The most characters of the choices that a cell can list itself; more are in a sheet of their own.
const MOST_IN_CELL: usize = 255;

/// The name of the hidden sheet with longer lists.
const LISTS: &str = "Lists";

/// The values that a column offers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Choices {
    /// Anything can be typed.
    #[default]
    Any,
    /// One of these. Something else can be typed after a warning, for several words in one cell.
    OneOf(Vec<String>),
}

/// A column to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplateColumn {
    /// The heading, as the import reads it.
    pub heading: String,
    /// What belongs into the column.
    pub note: String,
    /// Whether the import requires it.
    pub is_required: bool,
    /// The values that it offers.
    pub choices: Choices,
}

/// Makes the workbook.
///
/// # Errors
/// If it cannot be made.
pub fn write_template(
    sheet_name: &str,
    columns: &[TemplateColumn],
    made_at: Instant,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title(sheet_name)
        .set_author("csp")
        .set_creation_datetime(&made_at.naive_utc());
    workbook.set_properties(&properties);
    let mut lists = Lists::default();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name)?;
    sheet.set_freeze_panes(1, 0)?;
    // Text, so that a postal code keeps its zeros and a phone number its plus sign.
    let text = Format::new().set_num_format("@");
    for (at, column) in (0_u16..).zip(columns) {
        let width = column.heading.chars().count().max(12) + 2;
        sheet.set_column_width(at, u16::try_from(width).unwrap_or(u16::MAX))?;
        sheet.set_column_format(at, &text)?;
        write_heading(sheet, at, column)?;
        if let Choices::OneOf(words) = &column.choices {
            sheet.add_data_validation(1, at, ROWS, at, &lists.offer(words)?)?;
        }
    }
    lists.write(&mut workbook)?;
    workbook.save_to_buffer()
}

fn write_heading(sheet: &mut Worksheet, at: u16, column: &TemplateColumn) -> Result<(), XlsxError> {
    let background = if column.is_required {
        Color::RGB(0x1F_4E79)
    } else {
        Color::RGB(0x59_59_59)
    };
    let format = Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(background);
    sheet.write_string_with_format(0, at, &column.heading, &format)?;
    let need = if column.is_required {
        "Required."
    } else {
        "Optional."
    };
    let note = Note::new(format!("{}\n{need}", column.note)).add_author_prefix(false);
    sheet.insert_note(0, at, &note.set_width(260))?;
    Ok(())
}

/// Lists that are too long for a cell, each once.
#[derive(Default)]
struct Lists(Vec<Vec<String>>);

impl Lists {
    /// The rule for a cell that offers these words.
    fn offer(&mut self, words: &[String]) -> Result<DataValidation, XlsxError> {
        let rule = DataValidation::new()
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title("Not in the list")?
            .set_error_message("The import may refuse this value. Keep it?")?;
        let length: usize = words.iter().map(|word| word.chars().count() + 1).sum();
        if length <= MOST_IN_CELL {
            return rule.allow_list_strings(words);
        }
        let known = self.0.iter().position(|list| list == words);
        let at = known.unwrap_or_else(|| {
            self.0.push(words.to_vec());
            self.0.len() - 1
        });
        let column =
            rust_xlsxwriter::utility::column_number_to_name(u16::try_from(at).unwrap_or(u16::MAX));
        let last = words.len();
        let range = format!("={LISTS}!${column}$1:${column}${last}");
        Ok(rule.allow_list_formula(Formula::new(range)))
    }

    /// Writes the lists into a hidden sheet, if there are any.
    fn write(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(LISTS)?.set_hidden(true);
        for (column, words) in (0_u16..).zip(&self.0) {
            for (row, word) in (0_u32..).zip(words) {
                sheet.write_string(row, column, word)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::exchange::applications;
    use crate::exchange::decode::{DecodedFile, Encoding, Opening};

    fn column(heading: &str, choices: Choices) -> TemplateColumn {
        TemplateColumn {
            heading: heading.to_owned(),
            note: "What belongs here".to_owned(),
            is_required: heading == "model",
            choices,
        }
    }

    #[test]
    fn a_template_is_read_back_as_its_headings() {
        let words = |words: &[&str]| Choices::OneOf(words.iter().map(|it| (*it).into()).collect());
        let long: Vec<String> = (0..300).map(|number| format!("C{number}")).collect();
        let columns = [
            column("model", words(&["indirect", "direct"])),
            column("country", Choices::OneOf(long.clone())),
            column("mpn-country", Choices::OneOf(long)),
            column("legal-name", Choices::Any),
        ];
        let made = chrono::DateTime::from_timestamp(1_614_589_200, 0).unwrap();
        let bytes = write_template("Applications", &columns, made).unwrap();
        assert_eq!(
            bytes,
            write_template("Applications", &columns, made).unwrap()
        );
        let read = DecodedFile::read(&bytes, Opening::ROWS).unwrap();
        assert!(
            matches!(read.encoding, Encoding::Workbook(ref sheet) if sheet.left_out == 0 && !sheet.is_only)
        );
        let headings = "\"model\",\"country\",\"mpn-country\",\"legal-name\"\n";
        assert_eq!(String::from_utf8(read.bytes.clone()).unwrap(), headings);
        let mut mistakes = Diagnostics::default();
        applications::read(&read, &mut mistakes, &mut |_, _| {});
        let listed = mistakes.into_listed();
        let listed: Vec<&str> = listed.iter().map(|one| one.message()).collect();
        assert_eq!(listed, ["the file has headings but no rows"]);
        let lists = Opening {
            sheet: Some(LISTS),
            ..Opening::ROWS
        };
        let lists = DecodedFile::read(&bytes, lists).unwrap();
        let lines = lists.bytes.split(|byte| *byte == b'\n').count();
        assert_eq!(lines, 301, "the same list is there once");
    }
}
