//! Lines above the headings that some programs write, and the delimiter of the cells.

use memchr::memchr;

/// How many bytes at the start of a file are examined before it is read.
pub(super) const BLOCK: usize = 8 << 10;

/// What the first lines contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Preamble {
    /// The delimiter of cells.
    pub(super) delimiter: u8,
    /// How many bytes at the start are not rows. They are replaced by blanks, except for line ends.
    pub(super) length: usize,
}

/// Examines the start of a UTF-8 text without its byte order mark.
pub(super) fn look_at(head: &[u8]) -> Preamble {
    let mut named = None;
    let mut length = 0;
    let mut rest = head;
    while !rest.is_empty() {
        let end = memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, below) = rest.split_at(end);
        if let Some(delimiter) = separator(line) {
            named = Some(delimiter);
        } else if !is_type(line) && !line.trim_ascii().is_empty() {
            break;
        }
        length += line.len();
        rest = below;
    }
    let mut headings = rest
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty() && !is_version(line));
    Preamble {
        delimiter: named.unwrap_or_else(|| likely(headings.next().unwrap_or_default())),
        length,
    }
}

/// The delimiter in a line for Excel: `sep=;`.
fn separator(line: &[u8]) -> Option<u8> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let quoted = line
        .strip_prefix(b"\"")
        .and_then(|line| line.strip_suffix(b"\""));
    match quoted.unwrap_or(line) {
        [s, e, p, b'=', delimiter] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(*delimiter),
        [s, e, p, b'=', b'\\', b't'] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(b'\t'),
        _ => None,
    }
}

/// The line with a type name that older versions of PowerShell write.
fn is_type(line: &[u8]) -> bool {
    line.starts_with(b"#TYPE ") || line.starts_with(b"\"#TYPE ")
}

fn is_version(line: &[u8]) -> bool {
    line.len() >= 8 && line[..8].eq_ignore_ascii_case(b"version:")
}

/// The delimiter of a heading line: the candidate that occurs most often outside quotes and parentheses.
fn likely(heading: &[u8]) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    let mut depth = 0_u32;
    for byte in heading {
        match byte {
            b'"' => quoted = !quoted,
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ if quoted || depth > 0 => {}
            _ => {
                for (_, count) in counts.iter_mut().filter(|(known, _)| known == byte) {
                    *count += 1;
                }
            }
        }
    }
    let mut best = (b',', 0);
    for (byte, count) in counts {
        if count > best.1 {
            best = (byte, count);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_found_in_the_first_lines() {
        for (head, delimiter, length) in [
            ("a,b\n1;2\n", b',', 0),
            ("a;b;c,d\n", b';', 0),
            ("a\tb\n", b'\t', 0),
            ("a|b\n", b'|', 0),
            ("email\n", b',', 0),
            ("", b',', 0),
            ("sep=;\r\na,b\n", b';', 7),
            ("SEP=,\na;b\n", b',', 6),
            ("sep=\t\na\tb\n", b'\t', 6),
            ("\"sep=;\"\na;b\n", b';', 8),
            ("sep=\\t\na\tb\n", b'\t', 7),
            ("#TYPE System.Object\r\n\"a\";\"b\"\r\n", b';', 21),
            ("version:v1.0\r\n\r\nName [a];User [b]\n", b';', 0),
            ("\"a;b\",c\n", b',', 0),
            ("Name (first, last);Email\n", b';', 0),
            ("\n\na;b\n", b';', 2),
        ] {
            let found = look_at(head.as_bytes());
            assert_eq!(
                (found.delimiter, found.length),
                (delimiter, length),
                "{head:?}"
            );
        }
    }
}
