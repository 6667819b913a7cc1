use proptest::prelude::*;

use super::*;
use crate::exchange::decode::Opening;
use crate::exchange::sheet::records as plain;

type Lines = Vec<(u64, Vec<String>)>;

fn open<R: Read>(input: R) -> Result<Records<R>> {
    Records::of(Text::open(input, Opening::ROWS).map_err(read_failure)?)
}

fn tried(input: impl Read) -> Result<Lines> {
    let mut records = open(input)?;
    let mut all = Vec::new();
    while let Some(record) = records.read_record()? {
        all.push((
            record.line,
            (0..record.width()).map(|at| record.text(at)).collect(),
        ));
    }
    Ok(all)
}

fn read(text: &[u8]) -> Lines {
    tried(text).unwrap()
}

fn fields(text: &str) -> Vec<Vec<String>> {
    read(text.as_bytes())
        .into_iter()
        .map(|(_, fields)| fields)
        .collect()
}

#[test]
fn records_know_the_line_they_start_on() {
    let read = read(b"\xef\xbb\xbfa,b\r\n\r\n\"x\ny\",2\n3,4");
    let lines: Vec<u64> = read.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 3, 5]);
    assert_eq!(read[1].1, ["x\ny", "2"]);
    assert_eq!(read[2].1, ["3", "4"]);
}

#[test]
fn quotes_are_undone() {
    assert_eq!(fields("\"a\"\"b\",\"\",c\"d\n"), [["a\"b", "", "c\"d"]]);
    assert_eq!(fields("\"a\"x,2\r\n"), [["ax", "2"]]);
    assert_eq!(fields("a,\"b\""), [["a", "b"]]);
    assert_eq!(fields("a,"), [["a", ""]]);
    assert_eq!(fields("a,b\r"), [["a", "b"]]);
    assert!(fields("").is_empty());
    assert!(fields("\n\r\n").is_empty());
}

#[test]
fn an_unclosed_quote_is_refused() {
    for text in [
        "a,b\n1,\"open, never closed\n3,4\n",
        "a,b\n1,\"",
        "a,b\n1,\"2\"\"",
    ] {
        let stopped = tried(text.as_bytes()).unwrap_err();
        assert_eq!(stopped.line(), Some(2), "{text}");
    }
}

#[test]
fn quotes_and_delimiters_never_change_a_mark() {
    let mark = |text: &str| {
        let mut records = open(text.as_bytes()).unwrap();
        records.read_record().unwrap().unwrap().mark()
    };
    let plain = mark("a,b,1.00\n");
    for text in [
        "\"a\",\"b\",\"1.00\"\r\n",
        "a;b;1.00\n",
        "a\tb\t1.00",
        "a,\"b\",1.00\n",
    ] {
        assert_eq!(mark(text), plain, "{text}");
    }
    assert_ne!(mark("a,b,1.01\n"), plain);
}

#[test]
fn the_delimiter_is_found_in_the_first_line() {
    assert_eq!(
        fields("a;b;c,d\n1;2;3"),
        [["a", "b", "c,d"], ["1", "2", "3"]]
    );
    assert_eq!(fields("a\tb\n1\t2"), [["a", "b"], ["1", "2"]]);
}

#[test]
fn a_record_without_end_is_refused_and_not_kept() {
    let endless = std::io::repeat(b'x').take(100 << 20);
    let mut records = open(endless).unwrap();
    assert_eq!(
        records.read_record().err().and_then(|it| it.line()),
        Some(1)
    );
    assert!(records.buffer.len() <= LONGEST_RECORD);
}

/// Returns one byte at a time, so that records are split at every position.
struct Drip<'a>(&'a [u8]);
impl Read for Drip<'_> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.len().min(1).min(room.len());
        room[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// The records of the plain reader, without blank ones and without blanks around cells, as in the fast reader.
fn read_plainly(text: &[u8]) -> Result<Lines> {
    let mut records = plain::Records::open(text, Opening::ROWS)?;
    let mut all = Vec::new();
    while let Some(record) = records.next_record()? {
        if !record.is_blank() {
            let cells = record.iter().map(<[u8]>::trim_ascii);
            let cells = cells.map(|cell| String::from_utf8_lossy(cell).into_owned());
            all.push((record.line, cells.collect()));
        }
    }
    Ok(all)
}

proptest! {
    #[test]
    fn what_is_read_is_what_the_plain_reader_reads(
        parts in prop::collection::vec(prop::sample::select(vec!["a", "é", ",", ";", "\"", "\"\"", "\n", "\r\n", " "]), 0..40),
    ) {
        let text = parts.concat();
        match (tried(text.as_bytes()), read_plainly(text.as_bytes())) {
            (Ok(fast), Ok(plain)) => prop_assert_eq!(fast, plain),
            (Err(fast), Err(plain)) => prop_assert_eq!(fast, plain),
            (fast, plain) => prop_assert!(false, "{:?} {:?}", fast, plain),
        }
    }

    #[test]
    fn what_is_read_is_what_the_csv_crate_reads(text in "[ab,\"\n]{0,40}") {
        let mut peer = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let peer: Vec<Vec<String>> = peer
            .byte_records()
            .map(|record| {
                record.unwrap().iter().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect()
            })
            .filter(|fields: &Vec<String>| fields.iter().any(|field| !field.is_empty()))
            .collect();
        let dripped = tried(Drip(text.as_bytes()));
        let Ok(whole) = tried(text.as_bytes()) else {
            prop_assert!(dripped.is_err());
            prop_assert!(text.contains('"'));
            return Ok(());
        };
        let cells = |lines: Lines| lines.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>();
        prop_assert_eq!(&cells(whole), &peer);
        prop_assert_eq!(&cells(dripped.unwrap()), &peer);
    }

    #[test]
    fn every_mark_is_found_and_nothing_else(
        bytes in prop::collection::vec(prop_oneof![Just(b','), Just(b'\n'), any::<u8>()], 0..200),
        skip in 0..100_usize,
    ) {
        let wanted: Vec<usize> = (skip..bytes.len()).filter(|at| matches!(bytes[*at], b',' | b'\n')).collect();
        let mut marks = Marks::new(&bytes, b',');
        let mut found = Vec::new();
        let mut from = skip;
        while let Some(at) = marks.next_from(from) {
            found.push(at);
            from = at + 1;
        }
        prop_assert_eq!(found, wanted);
    }
}
