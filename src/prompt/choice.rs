//! What there is to choose from, and which of it is meant by what is typed.

/// One of several things to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it is called; shown as the answer.
    pub name: String,
    /// A few words about it.
    pub detail: String,
    /// Other words that mean it.
    pub aliases: Vec<String>,
}

impl Choice {
    /// A choice that its name explains.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            detail: String::new(),
            aliases: Vec::new(),
        }
    }

    /// The same with a few words about it.
    #[must_use]
    pub fn explained(self, detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            ..self
        }
    }

    /// The same with other words that mean it.
    #[must_use]
    pub fn also(self, aliases: &[&str]) -> Self {
        Self {
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            ..self
        }
    }

    /// How well what is typed, in lower case, fits: 0 is best; `None` where it does not fit.
    fn distance(&self, typed: &str) -> Option<u8> {
        let name = self.name.to_lowercase();
        let aliases: Vec<String> = self.aliases.iter().map(|one| one.to_lowercase()).collect();
        let of_all = |is: &dyn Fn(&str) -> bool| is(&name) || aliases.iter().any(|one| is(one));
        if of_all(&|one| one == typed) {
            Some(0)
        } else if of_all(&|one| one.starts_with(typed)) {
            Some(1)
        } else if of_all(&|one| one.contains(typed)) {
            Some(2)
        } else {
            self.detail.to_lowercase().contains(typed).then_some(3)
        }
    }
}

/// The places of the choices that fit what is typed, the best first; all of them where nothing is typed.
pub(super) fn find_fitting(choices: &[Choice], typed: &str) -> Vec<usize> {
    let typed = typed.trim().to_lowercase();
    let mut fitting: Vec<(u8, usize)> = choices
        .iter()
        .enumerate()
        .filter_map(|(place, choice)| Some((choice.distance(&typed)?, place)))
        .collect();
    if !typed.is_empty() {
        fitting.sort_unstable();
    }
    fitting.into_iter().map(|(_, place)| place).collect()
}

/// The place of the one choice that a number from 1 or a name means; a beginning is enough where it fits one choice alone.
pub(super) fn find_named(choices: &[Choice], typed: &str) -> Option<usize> {
    if let Ok(number) = typed.parse::<usize>() {
        return number.checked_sub(1).filter(|place| *place < choices.len());
    }
    let typed = typed.to_lowercase();
    let at = |distance: u8| -> Vec<usize> {
        let all = choices.iter().enumerate();
        all.filter(|(_, choice)| choice.distance(&typed) == Some(distance))
            .map(|(place, _)| place)
            .collect()
    };
    match (at(0).as_slice(), at(1).as_slice()) {
        ([place, ..], _) | ([], [place]) => Some(*place),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Vec<Choice> {
        vec![
            Choice::named("sales-agent").explained("wins customers"),
            Choice::named("admin-agent").explained("manages customers"),
            Choice::named("account-admin").also(&["owner"]),
        ]
    }

    #[test]
    fn the_best_fit_comes_first() {
        for (typed, places) in [
            ("", &[0, 1, 2][..]),
            ("agent", &[0, 1]),
            ("admin", &[1, 2]),
            ("ADMIN-AGENT", &[1]),
            ("customers", &[0, 1]),
            ("own", &[2]),
            ("x", &[]),
        ] {
            assert_eq!(find_fitting(&choices(), typed), places, "{typed}");
        }
    }

    #[test]
    fn a_number_or_a_name_means_one_choice() {
        for (typed, place) in [
            ("1", Some(0)),
            ("3", Some(2)),
            ("0", None),
            ("4", None),
            ("Sales-Agent", Some(0)),
            ("sal", Some(0)),
            ("a", None),
            ("owner", Some(2)),
            ("agent", None),
        ] {
            assert_eq!(find_named(&choices(), typed), place, "{typed}");
        }
    }
}
