//! A free name for the relationship that follows one that ended.

use std::collections::HashSet;

use chrono::Datelike as _;

use super::plan::LONGEST_NAME;
use super::relationship::AdminRelationship;
use crate::domain::calendar::Instant;

/// A name for the successor that no relationship has, at most [`LONGEST_NAME`] characters: the old one with this year or a
/// number. A random name of a tool is replaced by one that the customer recognises.
pub(super) fn free_name(old: &AdminRelationship, taken: &HashSet<String>, now: Instant) -> String {
    let base = readable_name(old);
    let is_free = |name: &String| !taken.contains(&name.to_lowercase());
    let this_year = with_year(&base, now.year());
    let stem = this_year.as_deref().unwrap_or(without_number(&base));
    let plain = this_year.clone().or_else(|| {
        let is_new = old.name.as_deref().map(str::trim) != Some(base.as_str());
        is_new.then(|| base.clone())
    });
    let numbered = (2..).map(|number: u32| {
        let number = format!("-{number}");
        format!("{}{number}", shortened(stem, LONGEST_NAME - number.len()))
    });
    let mut candidates = plain.into_iter().chain(numbered);
    candidates.find(is_free).unwrap_or_default()
}

/// The old name, or one from the customer's name where a tool or Microsoft made the old one.
fn readable_name(old: &AdminRelationship) -> String {
    let name = old.name.as_deref().unwrap_or_default().trim();
    let is_made = ["MLT_", "CIPP_", "LHSetup_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        || uuid::Uuid::try_parse(name).is_ok();
    if !name.is_empty() && !is_made {
        return name.to_owned();
    }
    let domain = old.customer.domain.as_ref().map(ToString::to_string);
    let customer = old.customer.name.clone().or(domain).unwrap_or_default();
    let words = customer.split(|letter: char| !letter.is_alphanumeric());
    let words = std::iter::once("GDAP").chain(words.filter(|word| !word.is_empty()));
    shortened(&words.collect::<Vec<_>>().join("-"), LONGEST_NAME).to_owned()
}

/// The name with this year in place of the year at its end.
fn with_year(name: &str, year: i32) -> Option<String> {
    let (before, last) = name.split_at_checked(name.len().checked_sub(4)?)?;
    let is_year = last.starts_with("20") && last.bytes().all(|byte| byte.is_ascii_digit());
    let is_apart = !before.ends_with(|letter: char| letter.is_ascii_digit());
    (is_year && is_apart).then(|| format!("{before}{year}"))
}

/// The name without a number such as `-2` at its end.
fn without_number(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((before, number))
            if !before.is_empty()
                && (1..=3).contains(&number.len())
                && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            before
        }
        Some(_) | None => name,
    }
}

fn shortened(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most).map(|(at, _)| at);
    let kept = end.and_then(|end| text.get(..end)).unwrap_or(text);
    kept.trim_end_matches([' ', '-', '_'])
}
