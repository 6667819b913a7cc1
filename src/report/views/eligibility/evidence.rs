//! Evidence: recorded pieces of it, and what a verdict rests on in few lines.

use serde::Serialize;

use crate::domain::calendar::{Day, Month};
use crate::domain::evidence::{FactKey, RecordedEvidence};
use crate::policy::month_list;
use crate::report::{ListRow, Narrow, Page, ShownMoment, Step, TableCell, View, When, cells};

/// Evidence with the rates that are the same from month to month in one line: `rate EUR 2020-03 to 2021-02 at 1.18 USD:
/// facts.toml:31:1`.
pub(super) fn in_short(evidence: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rates: Vec<(&str, &str, Vec<Month>)> = Vec::new();
    for line in evidence {
        match rate(line) {
            None => lines.push(line.clone()),
            Some((currency, month, rest)) => {
                let same = rates
                    .iter_mut()
                    .find(|one| (one.0, one.1) == (currency, rest));
                match same {
                    Some((_, _, months)) => months.push(month),
                    None => rates.push((currency, rest, vec![month])),
                }
            }
        }
    }
    let rates = rates
        .iter()
        .map(|(currency, rest, months)| format!("rate {currency} {} {rest}", month_list(months)));
    lines.extend(rates);
    lines
}

/// The currency, the month and the rest of a line about a rate.
fn rate(line: &str) -> Option<(&str, Month, &str)> {
    let (currency, rest) = line.strip_prefix("rate ")?.split_once(' ')?;
    let (month, rest) = rest.split_once(' ')?;
    Some((currency, month.parse().ok()?, rest))
}

/// A recorded piece of evidence.
#[derive(Debug, Serialize)]
pub struct EvidenceView {
    key: FactKey,
    value: String,
    note: Option<String>,
    recorded_at: ShownMoment,
    recorded_by: Option<String>,
    on: Option<Day>,
}

impl From<&RecordedEvidence> for EvidenceView {
    fn from(evidence: &RecordedEvidence) -> Self {
        Self {
            key: evidence.key,
            value: evidence.value.to_string(),
            note: evidence.note.clone(),
            recorded_at: evidence.recorded_at.into(),
            recorded_by: evidence.recorded_by.clone(),
            on: evidence.on,
        }
    }
}

impl View for EvidenceView {
    fn page(&self, page: &mut Page) {
        page.heading(&format!("{} = {}", self.key, self.value));
        page.fact("Note", self.note.as_deref());
        page.day("As of", self.on);
        page.moment("Recorded", Some(self.recorded_at));
        page.fact("Recorded by", self.recorded_by.as_deref());
    }
}

impl ListRow for EvidenceView {
    const HEADER: &'static [&'static str] = &["key", "value", "note", "recorded at", "by"];
    const CSV: &'static [&'static str] =
        &["key", "value", "note", "recorded_at", "recorded_by", "on"];
    const NARROW: &'static [Step<'static>] = &[
        ("recorded at", Narrow::Shortens),
        ("note", Narrow::Wraps),
        ("by", Narrow::Hides),
        ("recorded at", Narrow::Hides),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("fact", "facts"));
    fn cells(&self, when: When) -> Vec<TableCell> {
        cells![
            self.key.to_string(),
            self.value.clone(),
            self.note.clone().unwrap_or_default(),
            when.date(self.recorded_at),
            self.recorded_by.clone().unwrap_or_default(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_of_several_months_are_one_line() {
        let evidence = [
            "revenue of 2020-03 to 2020-05: facts.toml",
            "rate EUR 2020-03 at 1.18 USD: facts.toml:31:1",
            "rate EUR 2020-04 at 1.18 USD: facts.toml:31:1",
            "rate EUR 2020-05 at 1.20 USD: facts.toml:32:1",
            "tenure.indirect_reseller_since: facts.toml:25:27",
        ];
        assert_eq!(
            in_short(&evidence.map(str::to_owned)),
            [
                "revenue of 2020-03 to 2020-05: facts.toml",
                "tenure.indirect_reseller_since: facts.toml:25:27",
                "rate EUR 2020-03 to 2020-04 at 1.18 USD: facts.toml:31:1",
                "rate EUR 2020-05 at 1.20 USD: facts.toml:32:1",
            ]
        );
    }
}
