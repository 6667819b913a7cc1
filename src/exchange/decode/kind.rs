//! Recognises files that are not delimited text by their first bytes, with a message that says what to do.

use std::fmt;
use std::io;

use super::Expected;
use crate::diagnostic::Diagnostic;

/// Kinds of file that are recognised by content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FileKind {
    /// Compressed by gzip.
    Gzip,
    /// Compressed by gzip, and the end is missing.
    GzipCut,
    /// Compressed by gzip, with wrong bytes or a wrong checksum.
    GzipDamaged,
    /// Compressed by gzip, and many times larger unpacked.
    GzipTooLarge,
    /// A zip archive that is not a workbook.
    Zip,
    /// Compressed by another program.
    Compressed(&'static str),
    /// A workbook without a sheet of this name, and the names of its sheets.
    NoSuchSheet(String, Vec<String>),
    /// A sheet was named, but the file is not a workbook.
    NoWorkbook,
    /// A workbook that cannot be read, and the reason.
    BrokenWorkbook(String),
    /// A workbook of a spreadsheet other than Excel.
    OpenDocument,
    /// A workbook of Excel before 2007, or one with a password.
    OldWorkbook,
    /// A document of some other program.
    Document(&'static str),
    /// A web page.
    Html,
    /// XML that is not a web page.
    Xml,
    /// JSON.
    Json,
    /// JSON, one object per line.
    JsonLines,
    /// Text with an encoding error.
    BrokenText(&'static str),
    /// Bytes that are not text in any supported encoding.
    Binary,
    /// Bytes that cannot be read, and the reason.
    Damaged(String),
}

impl FileKind {
    /// The diagnostic for such a file, at the line that shows its kind.
    pub(super) fn on_line(&self, line: u64) -> Diagnostic {
        Diagnostic::in_line(line, self.to_string()).with_help(self.remedy())
    }

    /// The diagnostic as an I/O error, where a reader accepts some kinds of content.
    pub(super) fn error_for(&self, expected: Expected) -> io::Error {
        match (self, expected) {
            (FileKind::Xml, Expected::RowsOrJson) => failed(
                Diagnostic::in_line(1, self.message(expected)).with_help(
                    "Download the file again: if a link has run out, Microsoft's storage answers with XML.\nIf it is a list, save it as CSV UTF-8 and import that file.",
                ),
            ),
            (_, Expected::RowsOrJson) => {
                failed(Diagnostic::in_line(1, self.message(expected)).with_help(self.remedy()))
            }
            (_, Expected::Rows) => self.error(),
        }
    }

    /// The same without a line.
    pub(super) fn diagnostic(&self) -> Diagnostic {
        self.on_line(1)
    }

    /// The diagnostic as an I/O error.
    pub(super) fn error(&self) -> io::Error {
        failed(self.diagnostic())
    }

    /// What to do about it, with commands that can be pasted.
    fn remedy(&self) -> String {
        let csv = "Save it as CSV UTF-8 and import that file.";
        match self {
            FileKind::Gzip => "Unpack it with `gzip -d FILE.gz`, or with `7z e FILE.gz` of 7-Zip on Windows, and import the file inside.".to_owned(),
            FileKind::GzipCut | FileKind::GzipDamaged => "Download the file again.".to_owned(),
            FileKind::GzipTooLarge => "Check where the file comes from. If its content is right, unpack it with `gzip -d FILE.gz` and import the file inside.".to_owned(),
            FileKind::Zip => "Unpack it with `unzip FILE.zip`, or with `Expand-Archive FILE.zip` in PowerShell, and import the file inside.".to_owned(),
            FileKind::Compressed(_) => "Unpack it first and import the file inside.".to_owned(),
            FileKind::NoSuchSheet(_, sheets) => {
                format!("Give --sheet with one of: {}.", sheets.join(", "))
            }
            FileKind::NoWorkbook => "Leave out --sheet.".to_owned(),
            FileKind::BrokenWorkbook(_) => {
                "Open it in Excel, save it again as .xlsx or as CSV UTF-8, and import that file.".to_owned()
            }
            FileKind::OldWorkbook => {
                "Open it in Excel, remove its password if it has one, and save it as .xlsx or as CSV UTF-8.".to_owned()
            }
            FileKind::OpenDocument => "Save it as .xlsx or as CSV UTF-8 and import that file.".to_owned(),
            FileKind::Html => "Download the file again: a sign-in page may have been saved instead.\nOr open it in Excel, save it as CSV UTF-8 and import that file.".to_owned(),
            FileKind::Json | FileKind::JsonLines => {
                "Export the same list as CSV, or convert it to CSV, and import that file.".to_owned()
            }
            FileKind::Document(_) | FileKind::Xml | FileKind::Binary | FileKind::Damaged(_) => {
                csv.to_owned()
            }
            FileKind::BrokenText(_) => {
                "Save the file again as CSV UTF-8 in the program that wrote it.".to_owned()
            }
        }
    }
}

impl FileKind {
    fn message(&self, expected: Expected) -> String {
        let expected = expected.sentence();
        match self {
            FileKind::Gzip => format!("this is a gzip file: {expected}"),
            FileKind::GzipCut => str::to_owned("the gzip file is incomplete: its end is missing"),
            FileKind::GzipDamaged => {
                str::to_owned("the gzip file is damaged: its content does not match its checksum")
            }
            FileKind::GzipTooLarge => str::to_owned(
                "the gzip file is too large: it unpacks to more than 400 times its size, or to more than 64 GiB",
            ),
            FileKind::Zip => format!("this is a zip file: {expected}"),
            FileKind::Compressed(what) | FileKind::Document(what) => {
                format!("this is {what}: {expected}")
            }
            FileKind::NoSuchSheet(name, _) => format!("the workbook has no sheet `{name}`"),
            FileKind::NoWorkbook => str::to_owned(
                "--sheet names a sheet of a workbook, and this file is not a workbook",
            ),
            FileKind::BrokenWorkbook(why) => format!("cannot read the workbook: {why}"),
            FileKind::OpenDocument => {
                format!("this is an OpenDocument spreadsheet (.ods): {expected}")
            }
            FileKind::OldWorkbook => {
                format!("this is an old Excel workbook (.xls) or one with a password: {expected}")
            }
            FileKind::Binary => format!("this is a binary file of an unknown kind: {expected}"),
            FileKind::Html => format!("this is a web page (HTML): {expected}"),
            FileKind::Xml => format!("this is an XML file: {expected}"),
            FileKind::Json => format!("this is JSON: {expected}"),
            FileKind::JsonLines => format!("these are JSON lines: {expected}"),
            FileKind::BrokenText(encoding) => {
                format!("the file is {encoding} but contains bytes that are not valid {encoding}")
            }
            FileKind::Damaged(why) => format!("cannot read the file: {why}"),
        }
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Expected::Rows))
    }
}

/// Wraps a diagnostic in an I/O error; [`read_failure`] unwraps it.
pub(super) fn failed(found: Diagnostic) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, found)
}

/// Why a file cannot be read: the diagnostic in the error, or a new one with the I/O error as its cause.
pub fn read_failure(error: io::Error) -> Diagnostic {
    match error.downcast::<Diagnostic>() {
        Ok(found) => found,
        Err(error) => Diagnostic::failed("the file cannot be read").with_cause(error),
    }
}

/// The kind of a binary file. Workbooks that can be read are not included.
pub(super) fn binary_kind(head: &[u8]) -> Option<FileKind> {
    const MAGIC: &[(&[u8], FileKind)] = &[
        (b"\x1f\x8b", FileKind::Gzip),
        (b"BZh", FileKind::Compressed("a bzip2 file")),
        (b"7z\xbc\xaf\x27\x1c", FileKind::Compressed("a 7-Zip file")),
        (b"\xfd7zXZ\0", FileKind::Compressed("an xz file")),
        (
            b"\x28\xb5\x2f\xfd",
            FileKind::Compressed("a Zstandard file"),
        ),
        (b"Rar!\x1a\x07", FileKind::Compressed("a RAR file")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind::OldWorkbook),
        (b"%PDF-", FileKind::Document("a PDF file")),
        (b"{\\rtf", FileKind::Document("a rich text file (RTF)")),
        (b"PAR1", FileKind::Document("a Parquet file")),
        (
            b"SQLite format 3\0",
            FileKind::Document("a SQLite database"),
        ),
        (b"\x89PNG\r\n", FileKind::Document("a picture (PNG)")),
        (b"\xff\xd8\xff\xe0", FileKind::Document("a picture (JPEG)")),
    ];
    MAGIC
        .iter()
        .find(|(start, _)| head.starts_with(start))
        .map(|(_, kind)| kind.clone())
}

/// Whether the file is a zip archive, as workbooks are.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// The kind of a text, given its beginning in UTF-8, if it is not the expected kind.
pub(super) fn text_kind(head: &[u8], expected: Expected) -> Option<FileKind> {
    let start = head.trim_ascii_start();
    let lower: Vec<u8> = start.iter().take(64).map(u8::to_ascii_lowercase).collect();
    if lower.starts_with(b"<") {
        let is_page = [
            &b"<!doctype html"[..],
            b"<html",
            b"<table",
            b"<head",
            b"<meta",
            b"<style",
            b"<!--",
        ]
        .iter()
        .any(|tag| lower.starts_with(tag));
        let is_xml = lower.starts_with(b"<?xml") || lower.starts_with(b"<workbook");
        return if is_page {
            Some(FileKind::Html)
        } else {
            is_xml.then_some(FileKind::Xml)
        };
    }
    if is_binary(start) {
        return Some(FileKind::Binary);
    }
    match expected {
        Expected::RowsOrJson => None,
        Expected::Rows if looks_like_json(start) => Some(if has_lines_of_json(start) {
            FileKind::JsonLines
        } else {
            FileKind::Json
        }),
        Expected::Rows => None,
    }
}

/// Whether there are too many control characters for a text with a few wrong characters.
fn is_binary(start: &[u8]) -> bool {
    let is_control = |byte: &&u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    start.iter().filter(is_control).count() * 20 > start.len().max(200)
}

/// A heading may begin with a bracket, but in JSON the bracket is followed by something that no heading contains.
pub(super) fn looks_like_json(start: &[u8]) -> bool {
    let next = |rest: &[u8]| rest.trim_ascii_start().first().copied();
    match start {
        [b'{', rest @ ..] => matches!(next(rest), Some(b'"' | b'}')),
        [b'[', rest @ ..] => matches!(next(rest), Some(b'{' | b'[' | b']' | b'"')),
        _ => false,
    }
}

/// Whether the first line is a complete object and the next line begins another.
fn has_lines_of_json(start: &[u8]) -> bool {
    let mut lines = start
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    let is_object = |line: Option<&[u8]>| {
        line.is_some_and(|line| line.starts_with(b"{") && line.ends_with(b"}"))
    };
    is_object(lines.next()) && lines.next().is_some_and(|line| line.starts_with(b"{"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_recognised_by_their_first_bytes() {
        for (head, kind) in [
            (&b"{\"a\": 1}"[..], Some(FileKind::Json)),
            (b" \n[\n  {\"a\": 1}]", Some(FileKind::Json)),
            (b"[]", Some(FileKind::Json)),
            (b"{\"a\":1}\n{\"a\":2}\n", Some(FileKind::JsonLines)),
            (b"{\n\"a\":{\n}}\n", Some(FileKind::Json)),
            (b"[email],b\n", None),
            (b"<!DOCTYPE html><p>", Some(FileKind::Html)),
            (b"\r\n<html xmlns:x=\"\">", Some(FileKind::Html)),
            (b"<?xml version=\"1.0\"?>", Some(FileKind::Xml)),
            (b"<email>,b", None),
            (b"email,roles\n", None),
        ] {
            assert_eq!(text_kind(head, Expected::Rows), kind, "{head:?}");
        }
        assert_eq!(text_kind(b"[]", Expected::RowsOrJson), None);
        assert_eq!(binary_kind(b"\x1f\x8b\x08"), Some(FileKind::Gzip));
        assert_eq!(
            binary_kind(b"%PDF-1.7"),
            Some(FileKind::Document("a PDF file"))
        );
        assert_eq!(binary_kind(b"email"), None);
    }
}
