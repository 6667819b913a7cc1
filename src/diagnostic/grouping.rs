//! Groups diagnostics with one cause: the same message in several places, or the same message about many values.

use std::collections::{HashMap, HashSet};

use super::{Diagnostic, Kind, PLACES};

/// Up to this many messages that differ only in their values are shown separately.
const ALIKE: usize = 10;

/// Diagnostics with equal values here have the same cause.
type Cause = (
    Kind,
    String,
    Option<&'static str>,
    Option<String>,
    Option<String>,
);

/// The name of a file and a line in it.
type Line<'a> = (Option<&'a str>, Option<u64>);

/// Groups diagnostics with one cause, in the order in which each was first found. One without a place is not grouped.
pub(super) fn grouped(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let same = joined(found, 1, |one| one.message().to_owned());
    joined(same, ALIKE, |one| pattern(one.message()))
}

/// Groups those with the same `words`, rule, field and flag if they are on more than `most` lines.
fn joined(
    found: Vec<Diagnostic>,
    most: usize,
    words: impl Fn(&Diagnostic) -> String,
) -> Vec<Diagnostic> {
    if found.len() <= most {
        return found;
    }
    let causes: Vec<Option<Cause>> = found
        .iter()
        .map(|one| one.place().is_some().then(|| cause(one, words(one))))
        .collect();
    let mut lines: HashMap<&Cause, HashSet<Line<'_>>> = HashMap::new();
    for (one, cause) in found.iter().zip(&causes) {
        // Several mistakes on one line, such as missing columns, are different mistakes.
        let line = one
            .place()
            .map(|place| (place.file_name(), place.line()))
            .unwrap_or_default();
        if let Some(cause) = cause {
            lines.entry(cause).or_default().insert(line);
        }
    }
    let common: HashSet<Cause> = lines
        .into_iter()
        .filter(|(_, lines)| lines.len() > most)
        .map(|(cause, _)| cause.clone())
        .collect();
    let mut homes: HashMap<&Cause, usize> = HashMap::new();
    let mut groups: Vec<Diagnostic> = Vec::new();
    let mut further: Vec<usize> = Vec::new();
    for (one, cause) in found.into_iter().zip(&causes) {
        let cause = cause.as_ref().filter(|cause| common.contains(cause));
        let home = cause.map(|cause| *homes.entry(cause).or_insert(groups.len()));
        match home.and_then(|home| groups.get_mut(home).zip(further.get_mut(home))) {
            Some((group, further)) => {
                *further += usize::from(group.message() != one.message());
                group.0.count += one.0.count;
                let room = PLACES.saturating_sub(group.0.places.len());
                group.0.places.extend(one.0.places.into_iter().take(room));
            }
            None => {
                groups.push(one);
                further.push(0);
            }
        }
    }
    for (group, further) in groups.iter_mut().zip(further).filter(|(_, more)| *more > 0) {
        group.0.message += &format!("; {further} more values have the same problem");
    }
    groups
}

fn cause(one: &Diagnostic, words: String) -> Cause {
    (
        one.kind(),
        words,
        one.rule().map(|rule| rule.id),
        one.field().map(str::to_owned),
        one.flag().map(str::to_owned),
    )
}

/// A message without its values: quoted texts, addresses, numbers.
fn pattern(message: &str) -> String {
    let mut pattern = String::with_capacity(message.len());
    for (at, part) in message.split('`').enumerate() {
        if at > 0 {
            pattern.push('`');
        }
        if at % 2 == 1 {
            continue;
        }
        for word in part.split_inclusive(' ') {
            if word.contains('@') {
                pattern.push_str("@ ");
                continue;
            }
            let mut in_number = false;
            for c in word.chars() {
                if !c.is_ascii_digit() {
                    pattern.push(c);
                } else if !in_number {
                    pattern.push('0');
                }
                in_number = c.is_ascii_digit();
            }
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    fn role(line: u64) -> Diagnostic {
        Diagnostic::usage("`admn` is an unknown role")
            .with_field("roles")
            .at(Place::at(line, 4).in_file("users.csv"))
    }

    #[test]
    fn mistakes_with_one_cause_are_one_entry() {
        let other =
            Diagnostic::usage("`admn` is an unknown role").at(Place::at(3, 4).in_file("users.csv"));
        let mut mistakes: Vec<Diagnostic> = (2..52).map(role).collect();
        mistakes.insert(1, other);
        let failure = Diagnostic::of(mistakes).unwrap();
        assert_eq!(failure.message(), "51 mistakes found, nothing was changed");
        let [first, second] = failure.parts() else {
            panic!("{failure:?}")
        };
        assert_eq!((first.count(), second.count()), (50, 1));
        assert_eq!(
            first.place().map(ToString::to_string).as_deref(),
            Some("users.csv:2:4")
        );
        assert_eq!(
            first
                .places()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
            ["users.csv:2:4", "users.csv:3:4", "users.csv:4:4"]
        );
    }

    #[test]
    fn mistakes_without_a_place_stay_apart() {
        let alike = || Diagnostic::missing("City", "--city");
        assert_eq!(grouped(vec![alike(), alike()]).len(), 2);
    }

    #[test]
    fn a_group_alone_names_its_places_in_text_and_json() {
        let failure = Diagnostic::of((2..7).map(role).collect()).unwrap();
        let text = failure.to_text();
        assert!(
            text.starts_with("error: `admn` is an unknown role\n"),
            "{text}"
        );
        assert!(
            text.contains("in 5 places: users.csv:2:4, users.csv:3:4, users.csv:4:4 and 2 more"),
            "{text}"
        );
        let json: serde_json::Value = serde_json::from_str(&failure.to_json()).unwrap();
        let detail = &json["error"]["details"][0];
        assert_eq!(
            (&detail["count"], &detail["at"]),
            (&5.into(), &"users.csv:2:4".into())
        );
        assert_eq!(detail["places"].as_array().unwrap().len(), PLACES);
    }

    fn address(line: u64) -> Diagnostic {
        let message =
            format!("column email: `user{line}` is not an email address: the @ is missing");
        Diagnostic::usage(message)
            .with_field("email")
            .at(Place::at(line, 1).in_file("users.csv"))
    }

    #[test]
    fn many_mistakes_that_differ_in_their_values_are_one_entry() {
        let few: Vec<Diagnostic> = (2..2 + ALIKE as u64).map(address).collect();
        assert_eq!(grouped(few).len(), ALIKE);
        let mut many: Vec<Diagnostic> = (2..52).map(address).collect();
        many.push(role(60));
        let groups = grouped(many);
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[0].count(), groups[0].places().len()), (50, PLACES));
        assert_eq!(
            groups[0].message(),
            "column email: `user2` is not an email address: the @ is missing; 49 more values have the same problem"
        );
        assert_eq!(groups[1].count(), 1);
    }

    #[test]
    fn a_pattern_leaves_out_the_values() {
        assert_eq!(
            pattern("Ada@x.fr is already on line 12, `a` and `b`"),
            "@ is already on line 0, `` and ``"
        );
    }
}
