//! Files that are not tables: TOML, JSON and the text of a message, with the defects that any text can have.

use super::handed_in::{Desk, Faults, Outcome};

/// A kind of text file.
struct Kind {
    name: &'static str,
    file: &'static str,
    /// The command line; `FILE` is replaced by the file.
    command: &'static [&'static str],
    content: &'static str,
    /// A line of it, and the value in that line.
    value: &'static str,
    /// Changes for this kind only: description, old text, new text.
    changes: &'static [(&'static str, &'static str, &'static str)],
    outcome: Outcome,
}

const CHECK: &[&str] = &["eligibility", "check", "--facts", "FILE"];

const KINDS: &[Kind] = &[
    Kind {
        name: "application",
        file: "enroll.toml",
        command: &["enroll", "--from", "FILE"],
        content: include_str!("../../../examples/northwind-germany.toml"),
        value: "Hamburg",
        changes: &[
            ("a number with a comma", "\"5550300\"", "5,550,300"),
            ("a number with spaces", "\"5550300\"", "\"5 550 300\""),
            ("a number in other digits", "\"5550300\"", "\"٥٥٥٠٣٠٠\""),
            ("a yes of another kind", "= true", "= yes"),
            ("a text where a truth is asked for", "= true", "= \"ja\""),
            ("a key that is none", "city =", "town ="),
            ("a key twice", "city =", "city = \"x\"\ncity ="),
            ("a group twice", "[bank]", "[company]\n[bank]"),
            (
                "a list where a text is asked for",
                "\"Hamburg\"",
                "[\"Hamburg\"]",
            ),
            (
                "two mistakes of two kinds",
                "city = \"Hamburg\"\npostal_code",
                "town = \"Hamburg\"\npost_code",
            ),
            (
                "a domain with umlauts",
                "northwind-handel.de",
                "nördwind.de",
            ),
            ("a name of one letter", "Jörg", "J"),
            ("a needed key missing", "city = \"Hamburg\"\n", ""),
        ],
        outcome: Outcome::Rules,
    },
    Kind {
        name: "facts",
        file: "facts.toml",
        command: CHECK,
        content: include_str!("../../../examples/facts-direct.toml"),
        value: "4812346",
        changes: &[
            (
                "an amount with a comma and a point",
                "22000.00",
                "22,000.00",
            ),
            ("an amount with a space", "22000.00", "22 000.00"),
            ("an amount with a decimal comma", "22000.00", "22000,00"),
            ("an amount that is a number", "\"22000.00\"", "22000.00"),
            ("a month as 03-2020", "2020-03", "03-2020"),
            ("a month as March 2020", "2020-03", "March 2020"),
            ("a day as 01.03.2021", "2021-03-01", "01.03.2021"),
            ("a day as 03/01/2021", "2021-03-01", "\"03/01/2021\""),
            ("a currency that is none", "\"EUR\"", "\"EURO\""),
            ("a key that is none", "amount =", "amounts ="),
            ("a key twice", "amount =", "amount = \"1\"\namount ="),
            ("a group twice", "[billing]", "[support]\n[billing]"),
            (
                "two mistakes of two kinds",
                "\"2020-04\"\namount",
                "\"2020-4\"\namounts",
            ),
        ],
        outcome: Outcome::Verdict,
    },
    Kind {
        name: "policy",
        file: "policy.toml",
        command: &[
            "eligibility",
            "check",
            "--facts",
            "good.toml",
            "--policy",
            "FILE",
        ],
        content: concat!(
            include_str!("../../../src/policy/editions/direct-bill.toml"),
            "\n",
            include_str!("../../../src/policy/editions/direct-bill.examples.toml")
        ),
        value: "MPN",
        changes: &[
            ("a day as 20.11.2017", "2017-11-20", "20.11.2017"),
            ("a key that is none", "effective =", "efective ="),
            (
                "a key twice",
                "effective =",
                "effective = 2017-01-01\neffective =",
            ),
            ("an amount with a comma", "300000", "300,000"),
        ],
        outcome: Outcome::Verdict,
    },
    Kind {
        name: "config",
        file: "config.toml",
        command: &["--config", "FILE", "users", "list"],
        content: "# settings\nformat = \"table\"\nlang = \"fr\"\naccount = \"contoso-france\"\n",
        value: "contoso-france",
        changes: &[
            ("a key that is none", "lang", "langue"),
            ("a key twice", "lang =", "lang = \"en\"\nlang ="),
            ("a value that is none", "\"fr\"", "\"de\""),
            ("a number for a text", "\"fr\"", "33"),
            (
                "two mistakes of two kinds",
                "format = \"table\"\nlang",
                "format = \"xml\"\nlangue",
            ),
        ],
        outcome: Outcome::Settings,
    },
    Kind {
        name: "customers_json",
        file: "customers.json",
        command: &["customers", "import", "FILE", "--country", "FR"],
        content: include_str!("../../../examples/customers.json"),
        value: "Wingtip",
        changes: &[
            ("a comma too many", "\"none\"\n  }", "\"none\",\n  }"),
            ("a quote inside quotes", "Wingtip", "Win\"tip"),
            ("a half of a pair of surrogates", "Wingtip", "\\ud83d"),
            (
                "a key twice",
                "\"companyName\": \"Wingtip\"",
                "\"companyName\": \"A\", \"companyName\": \"B\"",
            ),
            (
                "a key that nobody knows",
                "\"companyName\"",
                "\"colour\": 1, \"companyName\"",
            ),
            (
                "a needed key missing",
                ",\n      \"companyName\": \"Wingtip\"",
                "",
            ),
            ("a number for a text", "\"Wingtip\"", "7"),
            ("a name from right to left", "Wingtip", "שירה"),
            ("a name with an emoji", "Wingtip", "🦜"),
            ("a name of one letter", "Wingtip", "W"),
            ("a domain with umlauts", "wingtip.onmicrosoft", "flügel"),
            ("a domain with a space", "wingtip.onmicrosoft", "wing tip"),
            ("two mistakes in two records", "onmicrosoft", "on microsoft"),
        ],
        outcome: Outcome::Done,
    },
    Kind {
        name: "message",
        file: "message.txt",
        command: &["customers", "invite", "fabrikam.fr", "--message", "FILE"],
        content: "Dear Fabrikam,\n\nplease open {link} and say yes.\n",
        value: "Fabrikam",
        changes: &[
            ("the link missing", "{link}", "it"),
            ("the link twice", "{link}", "{link} or {link}"),
            ("a placeholder that is none", "Fabrikam", "{name}"),
            (
                "a line that looks like a header",
                "Dear",
                "Bcc: eve@example.com\nDear",
            ),
            ("text from right to left", "Fabrikam", "שירה"),
            ("an emoji", "Fabrikam", "👩‍💻"),
        ],
        outcome: Outcome::Rules,
    },
];

type Defect = (&'static str, fn(&Kind) -> Vec<u8>);

const DEFECTS: &[Defect] = &[
    ("plain", |kind| kind.content.into()),
    ("a byte order mark", |kind| {
        [b"\xef\xbb\xbf", kind.content.as_bytes()].concat()
    }),
    ("CRLF", |kind| kind.content.replace('\n', "\r\n").into()),
    ("CR alone", |kind| kind.content.replace('\n', "\r").into()),
    ("semicolons at the ends of lines", |kind| {
        kind.content.replace('\n', ";\n").into()
    }),
    ("empty", |_| Vec::new()),
    ("only a byte order mark", |_| b"\xef\xbb\xbf".to_vec()),
    ("cut in the middle", |kind| {
        let at = kind.content.find(kind.value).unwrap_or_default() + kind.value.len() / 2;
        kind.content.as_bytes()[..at].to_vec()
    }),
    ("twice", |kind| kind.content.repeat(2).into()),
    ("UTF-16", |kind| {
        let units = kind.content.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect()
    }),
    ("a picture", |_| {
        [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &[0xd8; 3000]].concat()
    }),
    ("NUL in a value", |kind| kind.with("\0")),
    ("an escape sequence in a value", |kind| {
        kind.with("\u{1b}[31m")
    }),
    ("a direction override in a value", |kind| {
        kind.with("A\u{202e}B")
    }),
    ("quotes inside quotes", |kind| kind.with("A \"B\" C")),
    ("a quote left open", |kind| kind.with("\"A")),
    ("invalid UTF-8 in a value", |kind| {
        let at = kind.content.find(kind.value).unwrap_or_default();
        [
            &kind.content.as_bytes()[..at],
            b"\xe9",
            &kind.content.as_bytes()[at..],
        ]
        .concat()
    }),
    ("a value of three megabytes", |kind| {
        kind.with(&"9".repeat(3 << 20))
    }),
    ("deep nesting", |_| {
        [b"a = ".to_vec(), vec![b'['; 200_000]].concat()
    }),
    ("deep nesting from the start", |_| vec![b'['; 200_000]),
];

impl Kind {
    fn with(&self, value: &str) -> Vec<u8> {
        self.content.replacen(self.value, value, 1).into()
    }
}

#[test]
fn texts() {
    let desk = Desk::new();
    desk.world.write(
        "good.toml",
        include_str!("../../../examples/facts-direct.toml"),
    );
    let mut faults = Faults::default();
    for kind in KINDS {
        let changed = kind.changes.iter().map(|(what, from, to)| {
            assert!(kind.content.contains(from), "{}: {what}", kind.name);
            (*what, kind.content.replace(from, to).into_bytes())
        });
        let all = DEFECTS
            .iter()
            .map(|(what, change)| (*what, change(kind)))
            .chain(changed);
        let mut told = Vec::new();
        for (what, bytes) in all {
            faults.about = format!("{}, {what}", kind.name);
            let verdict = desk.hand_in(kind.command, kind.file, &bytes, kind.outcome, &mut faults);
            let is_plain = matches!(what, "plain" | "a byte order mark" | "CRLF");
            faults.unless(!is_plain || verdict.answer().is_some(), &verdict);
            told.push(format!("{what}: {verdict}"));
        }
        insta::assert_snapshot!(kind.name, told.join("\n"));
    }
    faults.end();
}
