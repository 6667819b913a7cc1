//! Decodes anchors from the bytes of a file. It opens no file itself.

use crate::domain::anchor::{Anchor, BadAnchor};

/// Parses an anchor from the bytes of a file in UTF-8, or in UTF-16 as Windows PowerShell writes with `>`.
///
/// # Errors
/// If the file is not an anchor.
pub fn read_anchor(bytes: &[u8]) -> Result<Anchor, BadAnchor> {
    let (text, _, _) = encoding_rs::UTF_8.decode(bytes);
    text.parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_order_marks_name_the_encoding() {
        let text = "csp anchor 1\r\n";
        let anchor = text.parse::<Anchor>().unwrap();
        let utf_16 = |mark: u16| std::iter::once(mark).chain(text.encode_utf16());
        let little: Vec<u8> = utf_16(0xfeff).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = utf_16(0xfeff).flat_map(u16::to_be_bytes).collect();
        let marked = format!("\u{feff}{text}");
        for bytes in [text.as_bytes(), marked.as_bytes(), &little, &big] {
            assert_eq!(read_anchor(bytes), Ok(anchor.clone()));
        }
    }

    #[test]
    fn bytes_that_are_not_text_are_refused() {
        for bytes in [
            &b"\x89PNG\r\n\xff"[..],
            b"csp anchor 1\n\xff\n",
            b"\xff\xfe",
        ] {
            assert!(read_anchor(bytes).is_err(), "{bytes:?}");
        }
    }
}
