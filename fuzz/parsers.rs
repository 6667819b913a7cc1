//! Every parser behind one door: the fuzz targets and the replay of their corpora call the same functions.

use std::hint::black_box;

use csp::domain::bank::{AccountNumber, BankCode, Bic, Iban};
use csp::domain::link::{Link, Token};
use csp::domain::{Email, Language, Model, MpnId, Slug, TenantDomain, TenantId};
use csp::exchange;
use csp::exchange::customers::CustomerList;
use csp::exchange::decode::{DecodedFile, Expected, Opening, Unpacked};
use csp::exchange::gdap::GdapFile;
use csp::exchange::microsoft::{AnswerUse, MicrosoftAnswers};
use csp::exchange::providers::ProviderList;
use csp::exchange::sheet::{Parsed, Reread};

/// A parser, fed with bytes that somebody hands in.
pub type Parser = fn(&[u8]);

/// Every parser with its name, which is that of its target and of its corpus.
pub const PARSERS: &[(&str, Parser)] = &[
    ("application", application),
    ("accounts", accounts),
    ("facts", facts),
    ("policy", policy),
    ("pack", pack),
    ("users", users),
    ("customers", customers),
    ("gdap", gdap),
    ("microsoft", microsoft),
    ("providers", providers),
    ("revenue", revenue),
    ("manifest", manifest),
    ("rates", rates),
    ("template", template),
    ("words", words),
];

/// Feeds the parser of that name.
#[allow(dead_code, reason = "the replay walks the list itself")]
pub fn run(name: &str, bytes: &[u8]) {
    for (_, parser) in PARSERS.iter().filter(|(known, _)| *known == name) {
        parser(bytes);
    }
}

fn application(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        black_box(exchange::application::ApplicationFile::read(text));
    }
}

/// The rows of applications, and those of verification results.
fn accounts(bytes: &[u8]) {
    if let Ok(document) = DecodedFile::read(bytes, Opening::ROWS) {
        let mut mistakes = csp::diagnostic::Diagnostics::default();
        exchange::applications::read(&document, &mut mistakes, &mut |row, _| {
            black_box(row);
        });
        black_box(exchange::check_results::read(&document));
    }
}

fn facts(bytes: &[u8]) {
    let _ = black_box(csp::policy::read_facts(bytes, "facts.toml"));
}

fn policy(bytes: &[u8]) {
    let _ = black_box(csp::policy::load_policy(bytes));
}

/// A policy pack, and the same bytes as keys and as a signature.
fn pack(bytes: &[u8]) {
    use exchange::minisign::{DetachedSignature, TrustedKeys};
    if let Ok(pack) = csp::policy::load_pack(bytes) {
        black_box(pack.example_failures());
        black_box(csp::policy::Policies::with_packs([&pack]));
    }
    let keys = std::str::from_utf8(bytes).ok();
    let keys = keys.and_then(|text| text.parse::<TrustedKeys>().ok());
    if let Ok(signature) = DetachedSignature::read(bytes) {
        let _ = black_box(signature.verify(bytes, &keys.unwrap_or_default()));
    }
}

fn users(bytes: &[u8]) {
    for role_needed in [true, false] {
        black_box(exchange::users::read_users(
            bytes,
            Opening::ROWS,
            role_needed,
        ));
    }
}

/// Walks a file again, as whoever imports it does.
fn anew<F: Reread>(read: Parsed<F>) {
    let _ = read.file.each(|row| {
        black_box(row);
        Ok::<_, std::convert::Infallible>(())
    });
}

fn customers(bytes: &[u8]) {
    let opening = Opening {
        expected: Expected::RowsOrJson,
        sheet: None,
    };
    if let Ok(document) = DecodedFile::read(bytes, opening) {
        anew(CustomerList::read(document, None));
    }
}

fn gdap(bytes: &[u8]) {
    let opening = Opening {
        expected: Expected::RowsOrJson,
        sheet: None,
    };
    if let Ok(document) = DecodedFile::read(bytes, opening) {
        let read = GdapFile::read(document);
        black_box(read.file.found().list.listing());
        anew(read);
    }
}

fn microsoft(bytes: &[u8]) {
    let opening = Opening {
        expected: Expected::RowsOrJson,
        sheet: None,
    };
    for usage in [
        AnswerUse::Verification,
        AnswerUse::Validation,
        AnswerUse::Evidence,
    ] {
        if let Ok(document) = DecodedFile::read(bytes, opening) {
            let answers = black_box(MicrosoftAnswers::read(document, usage)).file;
            for (_, requirement) in answers.requirements {
                black_box(requirement.fact());
            }
        }
    }
}

fn providers(bytes: &[u8]) {
    if let Ok(document) = DecodedFile::read(bytes, Opening::ROWS) {
        anew(ProviderList::read(document));
    }
}

fn revenue(bytes: &[u8]) {
    let Ok(unpacked) = Unpacked::open(bytes) else {
        return;
    };
    let _ = black_box(exchange::revenue::read_revenue(
        unpacked,
        exchange::revenue::Reading {
            whose: exchange::revenue::Whose::Everybodys,
            dates: None,
            is_from_provider: true,
            is_basic: false,
            may_be_empty: false,
            today: csp::domain::calendar::Day::from_ymd_opt(2021, 3, 1).unwrap_or_default(),
        },
    ));
}

/// What a manifest says never contains the key to the storage.
fn manifest(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let said = match exchange::revenue::read_manifest(text) {
        Some(Ok(manifest)) => format!("{manifest:?}"),
        Some(Err(mistake)) => mistake.to_text(),
        None => return,
    };
    assert!(!said.contains("SECRET") || !text.contains("\"sasToken\":\"SECRET\""));
}

fn rates(bytes: &[u8]) {
    if let Ok(document) = DecodedFile::read(bytes, Opening::ROWS) {
        black_box(exchange::rates::read_rates(&document, "rates.csv"));
    }
}

/// A message text of the person's own, and the mail file that is made of it: no line of it becomes a header.
fn template(bytes: &[u8]) {
    use exchange::mail::{ConfirmationMessage, Envelope, Mailbox, to_eml};
    let Ok(own) = std::str::from_utf8(bytes) else {
        return;
    };
    let (Ok(to), Ok(slug)) = ("a@contoso.fr".parse::<Email>(), "contoso".parse::<Slug>()) else {
        return;
    };
    let due = csp::domain::calendar::parse_day("2021-03-01").unwrap_or_default();
    let confirmation = ConfirmationMessage {
        to: &to,
        name: own.get(..own.len().min(40)).unwrap_or("Alice"),
        company: "Contoso",
        account: &slug,
        model: Model::IndirectReseller,
        code: "CODE",
        due,
    };
    let Ok(message) = confirmation.message(Language::English, Some(own)) else {
        return;
    };
    black_box(exchange::mail::mailto_url(&message));
    let from = Mailbox {
        name: Some(confirmation.name.to_owned()),
        address: to.clone(),
    };
    let envelope = Envelope {
        from: &from,
        date: due.and_time(Default::default()).and_utc(),
        id: "1",
    };
    let mail = to_eml(&message, &envelope);
    let mail = String::from_utf8_lossy(&mail);
    let head = mail.split("\r\n\r\n").next().unwrap_or_default();
    for line in head.split("\r\n") {
        let name = line
            .split(':')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        assert!(name != "bcc" && name != "cc", "{head}");
    }
}

/// Words that a person types: addresses, domains, numbers, names, links, codes, amounts, days.
fn words(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(email) = text.parse::<Email>() {
        assert_eq!(email.as_str().parse::<Email>().ok().as_ref(), Some(&email));
    }
    if let Ok(domain) = text.parse::<TenantDomain>() {
        assert!(domain.as_str().parse::<TenantDomain>().is_ok());
    }
    let _ = black_box((
        text.parse::<Slug>(),
        text.parse::<MpnId>(),
        text.parse::<TenantId>(),
        text.parse::<Link>(),
        text.parse::<Token>(),
        Token::in_link(text),
        text.parse::<Iban>(),
        text.parse::<Bic>(),
        (text.parse::<BankCode>(), text.parse::<AccountNumber>()),
        csp::domain::money::parse_amount(text),
        csp::domain::calendar::parse_day(text),
    ));
}
