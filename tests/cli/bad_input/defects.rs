//! The defects that a table can have, and unusual but valid forms.

use super::kinds::Kind;

/// The expected result.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Must {
    /// The same answer as for the plain file.
    Same,
    /// The file is accepted.
    Take,
    /// The file is refused.
    Refuse,
    /// Accepted or refused, as in the reviewed snapshot.
    Tell,
}

type Change = fn(&Table) -> Option<Vec<u8>>;

/// Every defect of the quality list, and similar ones.
pub(super) const DEFECTS: &[(&str, Must, Change)] = &[
    ("plain", Must::Same, |table| Some(table.text())),
    ("a byte order mark", Must::Same, |table| {
        Some([b"\xef\xbb\xbf", &table.text()[..]].concat())
    }),
    ("CRLF", Must::Same, |table| Some(table.joined(",", "\r\n"))),
    ("semicolons", Must::Same, |table| {
        Some(table.joined(";", "\n"))
    }),
    (
        "a byte order mark, CRLF and semicolons",
        Must::Same,
        |table| Some([b"\xef\xbb\xbf", &table.joined(";", "\r\n")[..]].concat()),
    ),
    ("every cell in quotes", Must::Same, |table| {
        Some(table.mapped(|cell| format!("\"{cell}\"")).text())
    }),
    ("no end of the last line", Must::Same, |table| {
        Some(table.text().trim_ascii_end().to_vec())
    }),
    ("blank lines between", Must::Same, |table| {
        Some(table.joined(",", "\n\n"))
    }),
    ("columns the other way round", Must::Same, |table| {
        Some(table.reversed().text())
    }),
    ("CR alone", Must::Refuse, |table| {
        Some(table.joined(",", "\r"))
    }),
    ("empty", Must::Refuse, |_| Some(Vec::new())),
    ("only a byte order mark", Must::Refuse, |_| {
        Some(b"\xef\xbb\xbf".to_vec())
    }),
    ("only blank lines", Must::Refuse, |_| {
        Some(b"\n\r\n\n".to_vec())
    }),
    ("only a heading", Must::Refuse, |table| {
        Some(table.with_rows(0).text())
    }),
    ("UTF-16", Must::Tell, |table| {
        let text = String::from_utf8(table.text()).ok()?;
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        Some([0xff, 0xfe].into_iter().chain(units).collect())
    }),
    ("a picture", Must::Refuse, |_| {
        Some([&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &[0xd8; 3000]].concat())
    }),
    ("invalid UTF-8 in the heading", Must::Tell, |table| {
        Some([&b"\xc3("[..], &table.text()].concat())
    }),
    ("invalid UTF-8 in a name", Must::Tell, |table| {
        table.in_name("Ren\u{1}e", |bytes| replaced(bytes, b"\x01", b"\xe9"))
    }),
    ("NUL in a name", Must::Tell, |table| {
        table.in_name("Re\0ne", |bytes| bytes)
    }),
    ("NUL in a needed cell", Must::Refuse, |table| {
        Some(table.with(table.kind.needed, "\0").text())
    }),
    ("an escape sequence in a name", Must::Tell, |table| {
        table.in_name("\u{1b}[31mRed", |bytes| bytes)
    }),
    ("a line break in a quoted name", Must::Tell, |table| {
        table.in_name("\"Re\nne\"", |bytes| bytes)
    }),
    ("quotes inside quotes", Must::Take, |table| {
        table.in_name("\"Ann \"\"A.\"\" B\"", |bytes| bytes)
    }),
    (
        "quotes inside quotes that are not doubled",
        Must::Tell,
        |table| table.in_name("\"Ann \"A.\" B\"", |bytes| bytes),
    ),
    ("a quote left open", Must::Refuse, |table| {
        let open = format!("\"{}", table.cell(table.kind.needed));
        Some(table.with(table.kind.needed, &open).text())
    }),
    (
        "a quote left open in the last cell",
        Must::Refuse,
        |table| {
            let last = table.kind.row.len() - 1;
            let open = format!("\"{}", table.cell(last));
            Some(table.with(last, &open).text())
        },
    ),
    ("a line of two megabytes", Must::Refuse, |table| {
        Some(table.with(table.kind.needed, &"9".repeat(2 << 20)).text())
    }),
    ("a name of ten thousand letters", Must::Tell, |table| {
        table.in_name(&"n".repeat(10_000), |bytes| bytes)
    }),
    // As many new users as an answer may show passwords for.
    ("a thousand rows", Must::Take, |table| {
        let count = if table.kind.rows_repeat { 1 } else { 1_000 };
        let rows = table.with_rows(count);
        Some(if count == 1 {
            rows.repeated(1_000)
        } else {
            rows.text()
        })
    }),
    ("a heading twice", Must::Refuse, |table| {
        Some(
            table
                .with_column(table.kind.heading[table.kind.needed])
                .text(),
        )
    }),
    ("a column too many", Must::Tell, |table| {
        Some(table.with_column("Colour").text())
    }),
    ("a needed column missing", Must::Refuse, |table| {
        Some(table.without(table.kind.needed).text())
    }),
    ("a row that lacks its last cell", Must::Tell, |table| {
        let mut short = table.clone();
        short.rows[1].pop();
        Some(short.text())
    }),
    ("a row with a cell more", Must::Refuse, |table| {
        let mut long = table.clone();
        long.rows[1].push("more".to_owned());
        Some(long.text())
    }),
    ("an empty needed cell", Must::Tell, |table| {
        Some(table.with(table.kind.needed, "").text())
    }),
    ("an amount with a comma and a point", Must::Tell, |table| {
        table.in_amount("\"1,234.50\"")
    }),
    ("an amount with a space", Must::Tell, |table| {
        table.in_amount("1 234.50")
    }),
    ("an amount with a narrow space", Must::Tell, |table| {
        table.in_amount("1\u{202f}234.50")
    }),
    ("an amount with a decimal comma", Must::Refuse, |table| {
        table.in_amount("\"1234,50\"")
    }),
    ("an amount with a currency sign", Must::Tell, |table| {
        table.in_amount("€1234.50")
    }),
    ("an amount in other digits", Must::Refuse, |table| {
        table.in_amount("١٢٣٤")
    }),
    ("an amount with an exponent", Must::Tell, |table| {
        table.in_amount("1e3")
    }),
    ("an amount of forty digits", Must::Refuse, |table| {
        table.in_amount(&"9".repeat(40))
    }),
    ("a day as 31.01.2020", Must::Refuse, |table| {
        table.in_day("31.01.2020")
    }),
    ("a day as 31/01/2020", Must::Refuse, |table| {
        table.in_day("31/01/2020")
    }),
    ("a day as 20-01-31", Must::Refuse, |table| {
        table.in_day("20-01-31")
    }),
    ("a day as 1 March 2020", Must::Refuse, |table| {
        table.in_day("1 March 2020")
    }),
    ("a day as 03-2020", Must::Refuse, |table| {
        table.in_day("03-2020")
    }),
    ("the month 13", Must::Refuse, |table| {
        let day = table.cell(table.kind.day_at?).to_owned();
        table.in_day(&match day.as_str() {
            "2020-03" => "2020-13".to_owned(),
            "202003" => "202013".to_owned(),
            _ => "13/13/2020".to_owned(),
        })
    }),
    ("a name from right to left", Must::Take, |table| {
        table.in_name("שירה", |bytes| bytes)
    }),
    ("a name with a direction override", Must::Tell, |table| {
        table.in_name("Anna\u{202e}fdp.exe", |bytes| bytes)
    }),
    ("a name with an emoji", Must::Take, |table| {
        table.in_name("Zoé 👩‍💻", |bytes| bytes)
    }),
    ("a name of one letter", Must::Take, |table| {
        table.in_name("Ö", |bytes| bytes)
    }),
    ("a name that is a formula", Must::Take, |table| {
        table.in_name("'=1+1", |bytes| bytes)
    }),
    ("a domain with umlauts", Must::Tell, |table| {
        table.in_address(|address| {
            address
                .replace("contoso", "münchen")
                .replace("fabrikam", "münchen")
                .replace("nordic", "münchen")
        })
    }),
    ("a domain in ASCII form", Must::Tell, |table| {
        table.in_address(|address| {
            let ascii = "xn--mnchen-3ya";
            address
                .replace("contoso", ascii)
                .replace("fabrikam", ascii)
                .replace("nordic", ascii)
        })
    }),
    ("an address with a space in it", Must::Refuse, |table| {
        table.in_address(|address| address.replace('r', " "))
    }),
    (
        "an address with Cyrillic letters among Latin ones",
        Must::Tell,
        |table| table.in_address(|address| address.replace('o', "о").replace('a', "а")),
    ),
    ("mistakes in three rows", Must::Refuse, |table| {
        let mut wrong = table.clone();
        for row in &mut wrong.rows {
            row.push("more".to_owned());
        }
        Some(wrong.text())
    }),
];

/// The cells of a file.
#[derive(Clone)]
pub(super) struct Table {
    pub(super) kind: &'static Kind,
    heading: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Three valid rows.
    pub(super) fn of(kind: &'static Kind) -> Self {
        let heading = kind.heading.iter().map(|&cell| cell.to_owned()).collect();
        let table = Self {
            kind,
            heading,
            rows: Vec::new(),
        };
        table.with_rows(3)
    }

    fn with_rows(&self, count: usize) -> Self {
        let rows = (0..count).map(|number| {
            let number = (1000 + number).to_string();
            self.kind
                .row
                .iter()
                .map(|cell| cell.replace('#', &number))
                .collect()
        });
        Self {
            rows: rows.collect(),
            ..self.clone()
        }
    }

    fn repeated(&self, times: usize) -> Vec<u8> {
        let text = self.text();
        let row = text
            .trim_ascii_end()
            .rsplit(|&byte| byte == b'\n')
            .next()
            .unwrap_or_default();
        [&text[..], &[row, b"\n"].concat().repeat(times)].concat()
    }

    fn text(&self) -> Vec<u8> {
        self.joined(",", "\n")
    }

    fn joined(&self, cell_end: &str, line_end: &str) -> Vec<u8> {
        let above = self.kind.above.map(str::to_owned);
        let rows = [&self.heading]
            .into_iter()
            .chain(&self.rows)
            .map(|row| row.join(cell_end));
        let mut text = String::new();
        for line in above.into_iter().chain(rows) {
            text += &line;
            text += line_end;
        }
        text.into_bytes()
    }

    fn mapped(&self, change: impl Fn(&str) -> String) -> Self {
        let changed = |row: &Vec<String>| row.iter().map(|cell| change(cell)).collect();
        Self {
            heading: changed(&self.heading),
            rows: self.rows.iter().map(changed).collect(),
            ..*self
        }
    }

    fn reversed(&self) -> Self {
        let turned = |row: &Vec<String>| row.iter().rev().cloned().collect();
        Self {
            heading: turned(&self.heading),
            rows: self.rows.iter().map(turned).collect(),
            ..*self
        }
    }

    fn cell(&self, at: usize) -> &str {
        &self.rows[1][at]
    }

    /// The table with another cell in the second row.
    fn with(&self, at: usize, cell: &str) -> Self {
        let mut changed = self.clone();
        changed.rows[1][at] = cell.to_owned();
        changed
    }

    fn with_column(&self, heading: &str) -> Self {
        let mut wider = self.clone();
        wider.heading.push(heading.to_owned());
        for row in &mut wider.rows {
            row.push("red".to_owned());
        }
        wider
    }

    fn without(&self, at: usize) -> Self {
        let mut narrower = self.clone();
        narrower.heading.remove(at);
        for row in &mut narrower.rows {
            row.remove(at);
        }
        narrower
    }

    fn in_name(&self, name: &str, then: impl Fn(Vec<u8>) -> Vec<u8>) -> Option<Vec<u8>> {
        Some(then(self.with(self.kind.name_at?, name).text()))
    }

    fn in_amount(&self, amount: &str) -> Option<Vec<u8>> {
        Some(self.with(self.kind.amount_at?, amount).text())
    }

    fn in_day(&self, day: &str) -> Option<Vec<u8>> {
        Some(self.with(self.kind.day_at?, day).text())
    }

    fn in_address(&self, change: impl Fn(&str) -> String) -> Option<Vec<u8>> {
        let at = self.kind.address_at?;
        Some(self.with(at, &change(self.cell(at))).text())
    }
}

fn replaced(bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    match bytes.windows(from.len()).position(|found| found == from) {
        Some(at) => [&bytes[..at], to, &bytes[at + from.len()..]].concat(),
        None => bytes,
    }
}
