//! Results of verification checks as the rows of a sheet: `account,check,state,reason,on`.

use super::decode::DecodedFile;
use super::sheet::{Column, Parsed, Row, optional, read_rows, required};
use crate::diagnostic::Diagnostics;
use crate::domain::Model;
use crate::domain::calendar::{Day, parse_day};
use crate::domain::enrollment::CheckKind;
use crate::domain::text::kept_text;

/// The columns, in the order of the template.
pub const COLUMNS: &[Column] = &[
    required("account"),
    required("check"),
    required("state"),
    optional("reason"),
    optional("on"),
    optional("model"),
];
const ACCOUNT: usize = 0;
const CHECK: usize = 1;
const STATE: usize = 2;
const REASON: usize = 3;
const ON: usize = 4;
const MODEL: usize = 5;

/// The result of a check, as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResultRow {
    /// The position of the row.
    pub at: CheckResultPlace,
    /// The account, by short name, MPN ID or tenant domain.
    pub account: String,
    /// The check.
    pub check: CheckKind,
    /// Whether it was accepted; otherwise it was rejected.
    pub is_accepted: bool,
    /// The reason.
    pub reason: Option<String>,
    /// The day of the result.
    pub on: Option<Day>,
    /// The model, for an account with two applications.
    pub model: Option<Model>,
}

/// The position of a row, and of the columns that a decision may refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckResultPlace {
    /// The physical line on which the row starts.
    pub line: u64,
    /// The column of the account.
    pub account: usize,
    /// The column of the check.
    pub check: usize,
    /// The column of the reason; 1 if the file has none.
    pub reason: usize,
    /// The column of the day; 1 if the file has none.
    pub on: usize,
}

/// Reads every row.
pub fn read(document: &DecodedFile) -> Parsed<Vec<CheckResultRow>> {
    let mut parsed = Parsed::<Vec<CheckResultRow>>::default();
    let Parsed { file, mistakes } = &mut parsed;
    read_rows(document, COLUMNS, mistakes, |row, mistakes| {
        file.extend(read_row(row, mistakes));
    });
    parsed
}

fn read_row(row: &Row<'_>, mistakes: &mut Diagnostics) -> Option<CheckResultRow> {
    let before = mistakes.count();
    let account = row.needed::<String>(ACCOUNT, mistakes);
    let check = row.needed(CHECK, mistakes);
    let state = row.needed::<String>(STATE, mistakes);
    let is_accepted = state.and_then(|word| match word.to_lowercase().as_str() {
        "accepted" => Some(true),
        "rejected" => Some(false),
        _ => {
            let message = format!("`{word}` is not valid: expected accepted or rejected");
            mistakes.push(row.mistake(STATE, message));
            None
        }
    });
    let reason = row.text(REASON, mistakes);
    let on = row.text(ON, mistakes).and_then(|text| {
        let day = parse_day(text);
        day.map_err(|bad| mistakes.push(row.mistake(ON, bad))).ok()
    });
    let model = row.value(MODEL, mistakes);
    if mistakes.count() > before {
        return None;
    }
    Some(CheckResultRow {
        at: CheckResultPlace {
            line: row.line,
            account: row.place(ACCOUNT),
            check: row.place(CHECK),
            reason: row.place(REASON),
            on: row.place(ON),
        },
        account: account?,
        check: check?,
        is_accepted: is_accepted?,
        reason: reason.map(|text| kept_text(text).into_owned()),
        on,
        model,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::decode::Opening;

    fn parse(text: &str) -> (Vec<CheckResultRow>, Vec<String>) {
        let document = DecodedFile::read(text.as_bytes(), Opening::ROWS).unwrap();
        let Parsed { file, mistakes } = read(&document);
        let listed = mistakes.into_listed();
        (
            file,
            listed.iter().map(|one| one.located_message()).collect(),
        )
    }

    #[test]
    fn results_are_read_by_their_headings() {
        let (rows, mistakes) = parse(
            "\u{feff}State;Check;Account;On\r\nACCEPTED;employment;contoso;2021-03-02\r\nrejected;business;4812345;\r\n",
        );
        assert_eq!(mistakes, [""; 0]);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].on, parse_day("2021-03-02").ok());
        assert!(rows[0].is_accepted && !rows[1].is_accepted);
        assert_eq!((rows[1].account.as_str(), rows[1].at.line), ("4812345", 3));
    }

    #[test]
    fn every_mistake_of_a_row_has_its_place() {
        let (rows, mistakes) = parse("account,check,state,on\n,credits,pending,2021-3-2\n");
        assert_eq!(rows, []);
        assert_eq!(mistakes.len(), 4, "{mistakes:?}");
        for (at, mistake) in [
            "2:1: account: ",
            "2:2: check: ",
            "2:3: state: ",
            "2:4: on: ",
        ]
        .iter()
        .zip(&mistakes)
        {
            assert!(mistake.starts_with(at), "{mistake}");
        }
    }
}
