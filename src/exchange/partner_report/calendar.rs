//! The dates of a report as an iCalendar file (RFC 5545): whole days, each with an id that is the same in every file.
//!
//! Written here: a calendar of days needs eight properties. `icalendar` 0.17 folds lines by character and not by octet.

use std::collections::BTreeMap;

use chrono::Days;
use sha2::{Digest as _, Sha256};

use super::{DueDay, PartnerReport, ReportedAccount, due_days};
use crate::domain::calendar::{Day, Instant};
use crate::domain::hex;
use crate::sanitize::one_line;

/// The most octets of a line, without its end.
const LINE: usize = 75;

/// The calendar of a report.
pub fn write_calendar(report: &PartnerReport) -> Vec<u8> {
    let mut file = CalendarFile::default();
    file.line("BEGIN:VCALENDAR");
    file.line("VERSION:2.0");
    file.line("PRODID:-//csp//partner report//EN");
    file.line("CALSCALE:GREGORIAN");
    file.line("METHOD:PUBLISH");
    file.line("X-WR-CALNAME:csp dates");
    let covers = format!("Covers {}.", report.scope.words());
    file.line(&format!("X-WR-CALDESC:{}", escape(&covers)));
    for account in &report.accounts {
        file.events(account, report.made_at);
    }
    file.line("END:VCALENDAR");
    file.text.into_bytes()
}

#[derive(Default)]
struct CalendarFile {
    text: String,
}

impl CalendarFile {
    fn events(&mut self, account: &ReportedAccount, made_at: Instant) {
        let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
        for due in due_days(account) {
            let DueDay { what, key, day, .. } = due;
            let id = event_id(account.slug.as_str(), &what, &key);
            // Two things with one key are still two events.
            let place = seen.entry((what, key)).or_insert(0_u32);
            *place += 1;
            let place = match *place {
                1 => String::new(),
                place => format!("-{place}"),
            };
            let summary = format!("{}: {}", account.slug, due.title);
            self.line("BEGIN:VEVENT");
            self.line(&format!("UID:{id}{place}@csp"));
            self.line(&format!("DTSTAMP:{}", made_at.format("%Y%m%dT%H%M%SZ")));
            self.line(&format!("DTSTART;VALUE=DATE:{}", written_day(day)));
            let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
            self.line(&format!("DTEND;VALUE=DATE:{}", written_day(next)));
            self.line(&format!("SUMMARY:{}", escape(&summary)));
            self.line(&format!(
                "DESCRIPTION:{}",
                escape(&description(account, day))
            ));
            self.line("TRANSP:TRANSPARENT");
            self.line("END:VEVENT");
        }
    }

    /// Adds a line, folded so that no line has more than 75 octets and no character is cut.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for letter in line.chars() {
            if length + letter.len_utf8() > LINE {
                self.text.push_str("\r\n ");
                length = 1;
            }
            self.text.push(letter);
            length += letter.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// The name of the account, and the commands for what is due on the day.
fn description(account: &ReportedAccount, day: Day) -> String {
    let mut lines = vec![one_line(&account.legal_name).into_owned()];
    for next in account.next.iter().filter(|next| next.due == Some(day)) {
        lines.push(format!("{} ({})", next.title, next.who.title()));
        if let Some(hint) = &next.hint {
            lines.push(one_line(&hint.shown()).into_owned());
        }
        lines.push(one_line(&next.command).into_owned());
        if let Some(alternative) = &next.alternative {
            lines.push(format!("or {}", one_line(alternative)));
        }
    }
    lines.push(format!("csp status --account {}", account.slug));
    lines.join("\n")
}

/// The id of what the day belongs to. It contains neither the day nor the moment of the file, so that a later file moves
/// the event and adds no other one.
fn event_id(account: &str, what: &str, key: &str) -> String {
    let mut hash = Sha256::new();
    for part in [account, what, key] {
        hash.update(part);
        hash.update([0]);
    }
    hex(&hash.finalize()[..16])
}

fn written_day(day: Day) -> String {
    day.format("%Y%m%d").to_string()
}

/// A text value: control characters are written out, line feeds are kept as `\n`.
fn escape(text: &str) -> String {
    let shown: Vec<_> = text.split('\n').map(|line| one_line(line)).collect();
    shown
        .join("\n")
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::super::{ReportedDate, samples};
    use super::*;

    fn written(report: &PartnerReport) -> String {
        String::from_utf8(write_calendar(report)).unwrap()
    }

    /// The content lines, unfolded.
    fn unfolded(text: &str) -> Vec<String> {
        let text = text.replace("\r\n ", "");
        text.split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_calendar_looks_like_this() {
        insta::assert_snapshot!(written(&samples::report()).replace("\r\n", "\n"));
    }

    #[test]
    fn an_event_keeps_its_id_when_its_day_moves() {
        let ids = |report: &PartnerReport| -> Vec<String> {
            let lines = unfolded(&written(report));
            let ids = lines.into_iter().filter(|line| line.starts_with("UID:"));
            ids.collect()
        };
        let report = samples::report();
        let mut later = report.clone();
        later.made_at = later.made_at + Days::new(1);
        let date = &mut later.accounts[0].dates[1];
        date.on = date.on + Days::new(400);
        let before = ids(&report);
        assert_eq!(before, ids(&later));
        let different: std::collections::BTreeSet<&String> = before.iter().collect();
        assert_eq!(different.len(), before.len());
    }

    #[test]
    fn things_with_one_name_have_different_ids() {
        let mut report = samples::report();
        let dates = &mut report.accounts[0].dates;
        dates.push(dates[0].clone());
        let other = ReportedDate {
            key: "another relationship".to_owned(),
            ..dates[1].clone()
        };
        dates.push(other);
        let ids = |report: &PartnerReport| -> Vec<String> {
            let lines = unfolded(&written(report)).into_iter();
            lines.filter(|line| line.starts_with("UID:")).collect()
        };
        let before = ids(&report);
        let different: std::collections::BTreeSet<&String> = before.iter().collect();
        assert_eq!(different.len(), before.len());
        // One of two with a name ends: the other one keeps its id.
        report.accounts[0].dates.remove(1);
        let after = ids(&report);
        assert_eq!(after.len(), before.len() - 1);
        assert!(after.iter().all(|id| before.contains(id)));
    }

    #[test]
    fn hostile_names_stay_within_their_line() {
        let report = samples::hostile();
        let text = written(&report);
        assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text}");
        assert!(
            !text
                .replace("\r\n", "")
                .contains(['\r', '\n', '\u{1b}', '\u{202e}'])
        );
        let lines = unfolded(&text);
        let begun = lines
            .iter()
            .filter(|line| line.starts_with("BEGIN:"))
            .count();
        let dates: usize = report.accounts.iter().map(|it| due_days(it).count()).sum();
        assert_eq!(begun, dates + 1);
        assert!(!lines.iter().any(|line| line.starts_with("ATTACH")));
    }
}
