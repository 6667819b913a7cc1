//! Files of rows: records with line numbers, a heading line with known columns in any order, and rows of typed cells.

pub mod columns;
mod headings;
mod parsed;
pub mod records;
mod reread;
mod row;

pub use columns::{Column, optional, passed_over, required, template};
pub use headings::{Heading, HeadingKeys, Headings};
pub use parsed::Parsed;
pub(super) use reread::Seen;
pub use reread::{Reread, Taker};
pub use row::{Layout, Row};

use super::decode::DecodedFile;
use crate::diagnostic::{Diagnostic, Diagnostics};
use records::Records;

/// Reads every row of a file with known columns with `read`, which records mistakes.
pub fn read_rows(
    document: &DecodedFile,
    columns: &[Column],
    mistakes: &mut Diagnostics,
    read: impl FnMut(&Row<'_>, &mut Diagnostics),
) {
    let mut records = Records::new(document.bytes.as_slice(), document.delimiter);
    let layout = match Headings::read(&mut records) {
        Ok(Some(headings)) => match Layout::of_known(headings, columns) {
            Ok(layout) => layout,
            Err(found) => return mistakes.absorb(found, |_| true),
        },
        Ok(None) => return mistakes.push(Diagnostic::in_line(1, "the file is empty")),
        Err(stopped) => return mistakes.push(stopped),
    };
    read_rows_below(&layout, &mut records, mistakes, read);
}

/// The same for records after a heading line whose layout is known.
pub(super) fn read_rows_below(
    layout: &Layout,
    records: &mut Records<&[u8]>,
    mistakes: &mut Diagnostics,
    mut read: impl FnMut(&Row<'_>, &mut Diagnostics),
) {
    let mut rows = 0_u64;
    loop {
        let record = match records.next_record() {
            Ok(Some(record)) if record.is_blank() => continue,
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(stopped) => return mistakes.push(stopped),
        };
        rows += 1;
        match layout.row(record) {
            Ok(row) => read(&row, mistakes),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if rows == 0 {
        let message = "the file has headings but no rows";
        mistakes.push(Diagnostic::in_line(layout.line(), message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::decode::Opening;

    const COLUMNS: &[Column] = &[
        required("name"),
        optional("tenant_id"),
        passed_over("state"),
    ];

    type Pair = (Option<String>, Option<String>);

    fn read(text: &[u8]) -> (Vec<Pair>, Vec<String>) {
        let mut mistakes = Diagnostics::default();
        let mut rows = Vec::new();
        let document = DecodedFile::read(text, Opening::ROWS).unwrap();
        read_rows(&document, COLUMNS, &mut mistakes, |row, mistakes| {
            let name = row.text(0, mistakes).map(str::to_owned);
            rows.push((name, row.text(1, mistakes).map(str::to_owned)));
        });
        let told = mistakes
            .into_listed()
            .into_iter()
            .map(|it| it.located_message())
            .collect();
        (rows, told)
    }

    fn pair(name: &str, id: Option<&str>) -> Pair {
        (Some(name.to_owned()), id.map(str::to_owned))
    }

    #[test]
    fn columns_may_have_any_order_case_and_spelling() {
        for text in [
            "name,tenant_id\nA,1\n",
            "\u{feff}Tenant-ID;NAME\r\n1;A\r\n",
            "state,\"tenant id\",name\nnew,1,A",
        ] {
            assert_eq!(
                read(text.as_bytes()),
                (vec![pair("A", Some("1"))], vec![]),
                "{text}"
            );
        }
        assert_eq!(read(b"name\n'=A\n").0, [pair("=A", None)]);
    }

    #[test]
    fn every_mistake_has_its_place() {
        for (text, told) in [
            ("", "1:1: the file is empty"),
            ("name\n", "1:1: the file has headings but no rows"),
            ("tenant_id\n1\n", "1:1: the column `name` is missing"),
            ("name,name\na,b\n", "1:2: the column `name` appears twice"),
            (
                "name,tennant_id\na,b\n",
                "1:2: unknown column `tennant_id`; did you mean `tenant_id`?",
            ),
            (
                "name\n\na,b\n",
                "3:1: the row has 2 cells, but the heading has 1; put a cell that contains the delimiter in quotes",
            ),
            (
                "name\n\"a\"b\n",
                "2:1: there is text after a closing quote; write a quote inside quotes twice",
            ),
            (
                "name\n\"a\n",
                "2:1: the quote that opens here is never closed",
            ),
            (
                "name\na\0b\n",
                "2:1: name: the cell contains a NUL character",
            ),
        ] {
            assert_eq!(read(text.as_bytes()).1, [told], "{text:?}");
        }
        assert!(read("name\né\n\u{e9}".as_bytes()).1.is_empty());
        assert!(read(b"name\n\xc3\xa9\n\xff\n").1[0].contains("not UTF-8"));
        assert_eq!(read(b"name\n\xc9lodie\n").0, [pair("Élodie", None)]);
    }

    #[test]
    fn a_template_has_what_is_read() {
        assert_eq!(template(COLUMNS), "name,tenant_id\n");
    }
}
