//! Joining mistakes that have one cause: the same words in several places, or the same words about many values.

use std::collections::{HashMap, HashSet};

use super::{Kind, Mistake, PLACES};

/// So many mistakes that differ in their values are named one by one.
const ALIKE: usize = 10;

/// What makes two mistakes one.
type Cause = (
    Kind,
    String,
    Option<&'static str>,
    Option<String>,
    Option<String>,
);

/// Joins mistakes with one cause, in the order in which each was first made. A mistake without a place stays by itself.
pub(super) fn grouped(mistakes: Vec<Mistake>) -> Vec<Mistake> {
    let same = joined(mistakes, 1, |mistake| mistake.message.clone());
    joined(same, ALIKE, |mistake| pattern(&mistake.message))
}

/// Joins those of which more than `most` have the same `words`, rule, field and flag.
fn joined(mistakes: Vec<Mistake>, most: usize, words: impl Fn(&Mistake) -> String) -> Vec<Mistake> {
    if mistakes.len() <= most {
        return mistakes;
    }
    let causes: Vec<Option<Cause>> = mistakes
        .iter()
        .map(|mistake| mistake.at.is_some().then(|| cause(mistake, words(mistake))))
        .collect();
    let mut lines: HashMap<&Cause, HashSet<&str>> = HashMap::new();
    for (mistake, cause) in mistakes.iter().zip(&causes) {
        let at = mistake.at.as_deref().unwrap_or_default();
        // Mistakes on one line, such as columns that are missing, are different ones.
        let line = at.rsplit_once(':').map_or(at, |(line, _)| line);
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
    let mut groups: Vec<Mistake> = Vec::new();
    let mut further: Vec<usize> = Vec::new();
    for (mistake, cause) in mistakes.into_iter().zip(&causes) {
        let cause = cause.as_ref().filter(|cause| common.contains(cause));
        let home = cause.map(|cause| *homes.entry(cause).or_insert(groups.len()));
        match home.and_then(|home| groups.get_mut(home).zip(further.get_mut(home))) {
            Some((group, further)) => {
                *further += usize::from(group.message != mistake.message);
                group.count += mistake.count;
                let room = PLACES.saturating_sub(group.places.len());
                group.places.extend(mistake.places.into_iter().take(room));
            }
            None => {
                groups.push(mistake);
                further.push(0);
            }
        }
    }
    for (group, further) in groups.iter_mut().zip(further).filter(|(_, more)| *more > 0) {
        group.message += &format!("; {further} more values are wrong in the same way");
    }
    groups
}

fn cause(mistake: &Mistake, words: String) -> Cause {
    (
        mistake.kind,
        words,
        mistake.rule.map(|rule| rule.id),
        mistake.field.clone(),
        mistake.flag.clone(),
    )
}

/// A message without what is particular to one value: quoted texts, addresses, numbers.
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
    use crate::error::{Failure, PLACES};

    fn role(line: u64) -> Mistake {
        Mistake::new(Kind::Usage, "`admn` is an unknown role")
            .field("roles")
            .at(format!("users.csv:{line}:4"))
    }

    #[test]
    fn mistakes_with_one_cause_are_one_entry() {
        let other = Mistake::new(Kind::Usage, "`admn` is an unknown role").at("users.csv:3:4");
        let mut mistakes: Vec<Mistake> = (2..52).map(role).collect();
        mistakes.insert(1, other);
        let failure = Failure::of(mistakes).unwrap();
        assert_eq!(failure.message(), "51 mistakes, nothing was changed");
        let [first, second] = failure.mistakes() else {
            panic!("{failure:?}")
        };
        assert_eq!((first.count, second.count), (50, 1));
        assert_eq!(first.at.as_deref(), Some("users.csv:2:4"));
        assert_eq!(
            first.places,
            ["users.csv:2:4", "users.csv:3:4", "users.csv:4:4"]
        );
    }

    #[test]
    fn mistakes_without_a_place_stay_apart() {
        let alike = || Mistake::missing("City", "--city");
        assert_eq!(grouped(vec![alike(), alike()]).len(), 2);
    }

    #[test]
    fn a_group_alone_names_its_places_in_text_and_json() {
        let failure = Failure::of((2..7).map(role).collect()).unwrap();
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

    fn address(line: u64) -> Mistake {
        let message =
            format!("column email: `user{line}` is not an email address: the @ is missing");
        Mistake::new(Kind::Usage, message)
            .field("email")
            .at(format!("users.csv:{line}:1"))
    }

    #[test]
    fn many_mistakes_that_differ_in_their_values_are_one_entry() {
        let few: Vec<Mistake> = (2..2 + ALIKE as u64).map(address).collect();
        assert_eq!(grouped(few).len(), ALIKE);
        let mut many: Vec<Mistake> = (2..52).map(address).collect();
        many.push(role(60));
        let groups = grouped(many);
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[0].count, groups[0].places.len()), (50, PLACES));
        assert_eq!(
            groups[0].message,
            "column email: `user2` is not an email address: the @ is missing; 49 more values are wrong in the same way"
        );
        assert_eq!(groups[1].count, 1);
    }

    #[test]
    fn a_pattern_leaves_out_the_values() {
        assert_eq!(
            pattern("Ada@x.fr stands on line 12 already, `a` and `b`"),
            "@ stands on line 0 already, `` and ``"
        );
    }
}
