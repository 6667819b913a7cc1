//! Applications as the rows of a sheet: a column for each field, named as its flag.

use super::application::{ACCOUNT, MODEL};
use super::decode::DecodedFile;
use super::sheet::{self, Column, Row, Taker, optional, passed_over, read_rows};
use crate::diagnostic::{Diagnostics, Place};
use crate::domain::application::{Application, Field, FieldKind};
use crate::domain::word::Word as _;
use crate::domain::{Model, Slug};

/// The columns besides the fields, which come first.
const BEFORE_FIELDS: usize = 2;

/// The columns, in the order of the template. No column is required: a draft may lack any value.
pub fn columns() -> Vec<Column> {
    let mut columns = vec![optional(MODEL), optional(ACCOUNT)];
    columns.extend(Field::ALL.iter().map(|field| optional(field.facts().flag)));
    // The flag of the short name.
    columns.push(passed_over("slug"));
    columns
}

/// An empty file to fill in.
pub fn template() -> String {
    sheet::template(&columns())
}

/// One row: an application, complete or not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ApplicationRow {
    /// The physical line on which it starts.
    pub line: u64,
    /// The values.
    pub application: Application,
    /// The model, if the row names one.
    pub model: Option<Model>,
    /// The short name, if the row has one.
    pub slug: Option<Slug>,
    /// The keys whose cells could not be read, and were reported.
    pub unreadable: Vec<&'static str>,
    /// The place of each key whose column the file has.
    pub places: Vec<(&'static str, Place)>,
}

/// The column in which a key is found, as messages name it.
pub fn heading(key: &str) -> Option<&'static str> {
    match key {
        MODEL => Some(MODEL),
        ACCOUNT => Some(ACCOUNT),
        key => Field::from_word(key).ok().map(|field| field.facts().flag),
    }
}

/// Reads every row. A row with mistakes is handed on too, so that everything that is wrong with it can be found.
pub fn read(
    document: &DecodedFile,
    mistakes: &mut Diagnostics,
    take: &mut Taker<'_, ApplicationRow>,
) {
    read_rows(document, &columns(), mistakes, |row, mistakes| {
        let read = read_row(row, mistakes);
        take(read, mistakes);
    });
}

fn read_row(row: &Row<'_>, mistakes: &mut Diagnostics) -> ApplicationRow {
    let mut read = ApplicationRow {
        line: row.line,
        ..ApplicationRow::default()
    };
    let mut count = mistakes.count();
    let mut note = |read: &mut ApplicationRow, key, column, mistakes: &Diagnostics| {
        if row.has(column) {
            read.places
                .push((key, Place::at(row.line, row.place(column))));
        }
        if mistakes.count() > count {
            count = mistakes.count();
            read.unreadable.push(key);
        }
    };
    read.model = row.value(0, mistakes);
    note(&mut read, MODEL, 0, mistakes);
    let alias = BEFORE_FIELDS + Field::ALL.len();
    let column = if row.has(1) { 1 } else { alias };
    read.slug = row.value(column, mistakes);
    note(&mut read, ACCOUNT, column, mistakes);
    for (at, &field) in Field::ALL.iter().enumerate() {
        let column = BEFORE_FIELDS + at;
        if let Some(text) = row.text(column, mistakes) {
            read.application.set(field, typed(field, text));
        }
        note(&mut read, field.facts().key, column, mistakes);
    }
    read
}

/// The value of a cell. Spreadsheets write true and false in the language of the user.
fn typed(field: Field, text: &str) -> &str {
    if field.facts().kind != FieldKind::YesNo {
        return text;
    }
    match text.to_lowercase().as_str() {
        "true" | "yes" | "vrai" | "oui" => "true",
        "false" | "no" | "faux" | "non" => "false",
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::decode::Opening;

    fn read_all(text: &str) -> (Vec<ApplicationRow>, Vec<String>) {
        let document = DecodedFile::read(text.as_bytes(), Opening::ROWS).unwrap();
        let (mut mistakes, mut rows) = (Diagnostics::default(), Vec::new());
        read(&document, &mut mistakes, &mut |row, _| rows.push(row));
        let listed = mistakes.into_listed();
        let listed = listed.iter().map(|one| one.located_message()).collect();
        (rows, listed)
    }

    #[test]
    fn a_row_is_read_by_its_headings() {
        let (rows, mistakes) = read_all(
            "Account;Model;LEGAL_NAME;authority to sign;support-phone\n\
             contoso;direct;Contoso SAS;VRAI;'+33 1 57 75 10 01\n;;;;\n;indirect;Fabrikam;maybe;\n",
        );
        assert_eq!(mistakes, [""; 0]);
        assert_eq!(rows.len(), 2);
        let first = &rows[0];
        assert_eq!(first.model, Some(Model::DirectBill));
        assert_eq!(first.slug.as_ref().map(Slug::as_str), Some("contoso"));
        let value = |field| first.application.get(field);
        assert_eq!(value(Field::Authority), Some("true"));
        assert_eq!(value(Field::SupportPhone), Some("+33 1 57 75 10 01"));
        assert_eq!(rows[1].line, 4);
        assert_eq!(rows[1].application.get(Field::Authority), Some("maybe"));
        let place = |key| rows[1].places.iter().find(|(known, _)| *known == key);
        assert_eq!(place("company.legal_name").unwrap().1, Place::at(4, 3));
        assert_eq!(place("mpn_id"), None);
    }

    #[test]
    fn the_short_name_is_also_found_under_its_flag() {
        let (rows, mistakes) = read_all("slug,model\ncontoso,indirect\n");
        assert_eq!(mistakes, [""; 0]);
        assert_eq!(rows[0].slug.as_ref().map(Slug::as_str), Some("contoso"));
    }

    #[test]
    fn a_row_with_a_mistake_is_handed_on() {
        let (rows, mistakes) = read_all("model,account,mpn-id\nsideways,Not A Name!,4812345\n");
        assert_eq!(mistakes.len(), 2, "{mistakes:?}");
        assert!(mistakes[0].starts_with("2:1: model: "), "{mistakes:?}");
        assert!(mistakes[1].starts_with("2:2: account: "), "{mistakes:?}");
        assert_eq!(rows[0].unreadable, [MODEL, ACCOUNT]);
        assert_eq!(rows[0].application.get(Field::MpnId), Some("4812345"));
    }

    #[test]
    fn the_template_has_every_field_once() {
        let text = template();
        let headings: Vec<&str> = text.trim_end().split(',').collect();
        assert_eq!(headings.len(), Field::ALL.len() + BEFORE_FIELDS);
        assert_eq!(&headings[..3], ["model", "account", "mpn-id"]);
    }
}
