//! Runs every parser on its corpus, and on variants of those files.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods
)]

#[path = "../../fuzz/parsers.rs"]
#[allow(unreachable_pub, clippy::unwrap_used)]
mod parsers;

use std::path::Path;
use std::time::{Duration, Instant};

use parsers::PARSERS;

#[test]
fn every_parser_handles_its_corpus() {
    for (name, parser) in PARSERS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/corpus")
            .join(name);
        let mut count = 0;
        for entry in std::fs::read_dir(&folder).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            parser(&bytes);
            for shape in shapes(&bytes) {
                parser(&shape);
            }
            count += 1;
        }
        assert!(count > 0, "{name} has no corpus");
    }
}

/// Variants of a file: byte order marks, line ends, other separators, truncation, invalid bytes.
fn shapes(bytes: &[u8]) -> Vec<Vec<u8>> {
    let replaced = |from: u8, to: &[u8]| -> Vec<u8> {
        let mut out = Vec::new();
        for &byte in bytes {
            if byte == from {
                out.extend_from_slice(to);
            } else {
                out.push(byte);
            }
        }
        out
    };
    let mut shapes = vec![
        Vec::new(),
        [b"\xef\xbb\xbf", bytes].concat(),
        [b"\xff\xfe", bytes].concat(),
        replaced(b'\n', b"\r\n"),
        replaced(b'\n', b"\r"),
        replaced(b',', b";"),
        replaced(b',', b",\""),
        replaced(b'"', b"\"\""),
        replaced(b'e', b"\0"),
        replaced(b'a', b"\xc3"),
        replaced(b'o', "\u{202e}\u{1f980}".as_bytes()),
        replaced(b'1', b"-99999999999999999999999999999999999999"),
        [bytes, bytes].concat(),
    ];
    for cut in 1..8 {
        shapes.push(bytes[..bytes.len() * cut / 8].to_vec());
    }
    shapes
}

#[test]
fn parsers_are_fast_on_huge_lines_and_deep_nesting() {
    let hostile: Vec<Vec<u8>> = vec![
        vec![b'a'; 8 << 20],
        vec![b'['; 1 << 20],
        "{\"a\":".repeat(1 << 17).into_bytes(),
        [&b"a = "[..], &vec![b'['; 1 << 18]].concat(),
        "a.".repeat(1 << 16).into_bytes(),
        vec![b'"'; 4 << 20],
        vec![b','; 4 << 20],
    ];
    for (name, parser) in PARSERS {
        for (number, bytes) in hostile.iter().enumerate() {
            let started = Instant::now();
            parser(bytes);
            let took = started.elapsed();
            let most = Duration::from_secs(20);
            assert!(took < most, "{name} took {took:?} over input {number}");
        }
    }
}
