use super::*;
use crate::exchange::decode::{DecodedFile, Opening};
use proptest::prelude::*;

fn decoded(bytes: &[u8]) -> (String, Encoding) {
    let document = DecodedFile::read(bytes, Opening::ROWS).unwrap();
    (
        String::from_utf8(document.bytes).unwrap(),
        document.encoding,
    )
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let units = text.encode_utf16();
    if little {
        units.flat_map(u16::to_le_bytes).collect()
    } else {
        units.flat_map(u16::to_be_bytes).collect()
    }
}

#[test]
fn every_encoding_reads_the_same() {
    let text = "email,first_name\r\na@contoso.fr,Élodie\r\n";
    let with_mark = format!("\u{feff}{text}");
    let ansi = WINDOWS_1252.encode(text).0;
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (with_mark.as_bytes().to_vec(), Encoding::Utf8),
        (utf16(&with_mark, true), Encoding::Utf16),
        (utf16(&with_mark, false), Encoding::Utf16),
        (utf16(text, true), Encoding::Utf16),
        (utf16(text, false), Encoding::Utf16),
        (ansi.to_vec(), Encoding::Windows1252),
    ] {
        assert_eq!(decoded(&bytes), (text.to_owned(), encoding), "{bytes:?}");
    }
}

#[test]
fn ctrl_z_at_the_end_is_left_out() {
    assert_eq!(decoded(b"a,b\n1,2\n\x1a").0, "a,b\n1,2\n");
    assert_eq!(decoded(b"a,b\n1,\x1a2\n").0, "a,b\n1,\x1a2\n");
    let mut long = b"a,b\n".repeat(5000);
    long.push(0x1a);
    assert_eq!(decoded(&long).0.len(), 20_000);
}

#[test]
fn a_line_of_excel_becomes_blank() {
    let document = DecodedFile::read(b"sep=;\r\na;b\n1;2\n", Opening::ROWS).unwrap();
    assert_eq!(document.bytes, b"     \r\na;b\n1;2\n");
    assert_eq!(document.delimiter, b';');
}

#[test]
fn broken_utf16_is_reported_with_its_line() {
    let mut bytes = utf16("\u{feff}a,b\n1,2\n", true);
    bytes.extend([0x00, 0xd8, b'x', 0]);
    let found = DecodedFile::read(&bytes, Opening::ROWS).unwrap_err();
    assert_eq!(
        found.located_message(),
        "3:1: the file is UTF-16 but contains bytes that are not valid UTF-16"
    );
}

#[test]
fn the_first_accent_decides_the_encoding_at_any_position() {
    let ascii = "a,b\n".repeat(BLOCK / 4 - 1) + "abc";
    for shift in 0..6 {
        let start = &ascii[..ascii.len() - shift];
        assert_eq!(decoded(format!("{start}é\n").as_bytes()).1, Encoding::Utf8);
        let mut ansi = start.as_bytes().to_vec();
        ansi.extend(b"\xe9\n");
        let (text, encoding) = decoded(&ansi);
        assert_eq!(encoding, Encoding::Windows1252);
        assert!(text.ends_with("é\n"));
    }
}

proptest! {
    #[test]
    fn valid_utf8_is_never_changed(text in "[a-z,éü漢😀\n]{0,60}") {
        prop_assert_eq!(decoded(text.as_bytes()).0, text);
    }

    #[test]
    fn no_bytes_are_too_much(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = DecodedFile::read(&bytes, Opening::ROWS);
    }
}
