//! A report as one page in HTML that needs nothing else: style and script are in it, and its policy allows no request.
//!
//! Every value goes through one formatter, which escapes markup and writes out characters that control or reorder text.

mod action_text;
mod cell_text;
mod details;
mod plot;
mod sections;

use base64ct::{Base64, Encoding as _};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::rfc3339;
use crate::exchange::partner_report::PartnerReport;
use crate::report::When;
use crate::report::views::partner_report::left_out;
use crate::sanitize::{escape_harmful, is_harmful};

use details::{DetailView, detail};
use sections::{Sections, sections};

/// The most accounts that are shown in detail.
pub const DETAILED: usize = 100;

/// The most rows of a table.
const ROWS: usize = 500;

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("sort.js");

#[derive(Serialize)]
struct PageView {
    day: String,
    made_at: String,
    until: String,
    covers: String,
    covers_all: bool,
    /// Says what is put off; empty where nothing is.
    left_out: String,
    #[serde(flatten)]
    sections: Sections,
    details: Vec<DetailView>,
    folded: FoldedView,
}

/// The accounts that are not shown in detail.
#[derive(Serialize)]
struct FoldedView {
    accounts: usize,
    busy: usize,
}

/// The page of a report.
///
/// # Errors
/// If the template cannot be filled, which is a bug.
pub fn write_html_page(report: &PartnerReport) -> Result<String> {
    let failed = |error: minijinja::Error| {
        Diagnostic::failed(format!("the page could not be made: {error:#}"))
    };
    let when = When::at(report.made_at);
    let shown = report.accounts.iter().take(DETAILED);
    let folded = report.accounts.get(DETAILED..).unwrap_or_default();
    let page = PageView {
        day: report.day().to_string(),
        made_at: rfc3339(report.made_at)
            .replace('T', " ")
            .replace('Z', " UTC"),
        until: report.until.to_string(),
        covers: report.scope.words(),
        covers_all: report.scope.is_all(),
        left_out: match report.snoozed() {
            0 => String::new(),
            snoozed => left_out(snoozed).replace('`', ""),
        },
        sections: sections(report, when),
        details: shown
            .zip(1..)
            .map(|(one, at)| detail(one, at, when))
            .collect(),
        folded: FoldedView {
            accounts: folded.len(),
            busy: folded.iter().filter(|it| !it.is_quiet()).count(),
        },
    };
    let values = minijinja::context! {
        policy => Value::from_safe_string(policy()),
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        ..Value::from(Serde(&page))
    };
    environment()
        .and_then(|environment| environment.render_named_str("page.html", TEMPLATE, values))
        .map_err(failed)
}

fn environment() -> std::result::Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.set_formatter(|out, state, value| {
        let harmful = value.as_str().filter(|_| !value.is_safe());
        match harmful.filter(|text| text.contains(is_harmful)) {
            Some(text) => {
                let text = Value::from(escape_harmful(text));
                minijinja::escape_formatter(out, state, &text)
            }
            None => minijinja::escape_formatter(out, state, value),
        }
    });
    Ok(environment)
}

/// What the page may do: nothing but use its own style and its own script.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(STYLE)),
        base64(&Sha256::digest(SCRIPT)),
    )
}

fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::partner_report::samples;

    #[test]
    fn a_page_looks_like_this() {
        let page = write_html_page(&samples::report()).unwrap();
        // The constant parts have their own files.
        let page = page.replace(STYLE, "STYLE").replace(SCRIPT, "SCRIPT");
        insta::assert_snapshot!(page);
    }

    #[test]
    fn hostile_names_are_text() {
        let page = write_html_page(&samples::hostile()).unwrap();
        let own = page.replace(STYLE, "").replace(SCRIPT, "");
        for markup in [
            "<script>alert",
            "<img",
            "<iframe",
            "<svg onload",
            "</style><style>",
            "<td><script",
        ] {
            assert!(!own.contains(markup), "{markup}");
        }
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("<style").count(), 1);
        assert!(!page.chars().any(is_harmful));
        assert!(page.contains("{{ 7 * 7 }}"), "names are not templates");
    }

    #[test]
    fn the_page_refers_to_nothing_outside() {
        let page = write_html_page(&samples::report()).unwrap();
        for word in [
            "http://", "https://", "src=", "url(", "@import", "style=\"", "onclick",
        ] {
            assert!(!page.contains(word), "{word}");
        }
        let links = page
            .match_indices("href=\"")
            .map(|(at, word)| &page[at + word.len()..]);
        assert!(links.into_iter().all(|link| link.starts_with('#')));
    }

    #[test]
    fn many_accounts_are_folded_and_counted() {
        let mut report = samples::report();
        let one = report.accounts[1].clone();
        report.accounts = (0..1_000)
            .map(|at| {
                let mut account = one.clone();
                account.slug = format!("partner-{at}").parse().unwrap();
                account
            })
            .collect();
        let page = write_html_page(&report).unwrap();
        assert!(page.contains("900 more accounts are not shown in detail, 900 of them"));
        assert!(page.contains("500 more accounts are counted above"));
        assert_eq!(page.matches("<article").count(), DETAILED);
        assert!(page.len() < 1_500_000, "{}", page.len());
    }

    #[test]
    fn hashes_are_written_in_base64() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes), text);
        }
    }
}
