//! Closed vocabularies: enums in which every value has exactly one written name.
//!
//! The same name is typed, stored, printed and documented. It is spelled in one place only.

use std::fmt;

/// A word that is not in a vocabulary, with the words that are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct UnknownWord {
    /// What the vocabulary lists, for example `role`.
    pub what: &'static str,
    /// The word as typed.
    pub typed: String,
    /// The words that are accepted.
    pub known: Vec<&'static str>,
}

/// A vocabulary of up to this many words is listed in full.
const TOLD_IN_FULL: usize = 12;

/// Of a larger one only this many words are shown, as examples.
const TOLD_OF_MANY: usize = 4;

impl UnknownWord {
    /// The error for a word that is not in the vocabulary `W`.
    pub fn among<W: Word>(typed: &str) -> Self {
        Self {
            what: W::WHAT,
            typed: typed.chars().take(60).collect(),
            known: W::ALL.iter().map(|value| value.word()).collect(),
        }
    }

    /// The same error if only some of the words are accepted.
    #[must_use]
    pub fn limited_to<W: Word>(self, known: &[W]) -> Self {
        let known = known.iter().map(|value| value.word()).collect();
        Self { known, ..self }
    }

    fn sentence(&self) -> String {
        let mut text = format!("`{}` is not a valid {}", self.typed, self.what);
        match nearest(&self.typed, self.known.iter().copied()) {
            Some(near) => text.push_str(&format!("; did you mean `{near}`?")),
            None if self.known.len() <= TOLD_IN_FULL => {
                text.push_str(&format!("; expected one of {}", self.known.join(", ")));
            }
            None => {
                let some = self.known.get(..TOLD_OF_MANY).unwrap_or_default();
                let rest = self.known.len() - some.len();
                text.push_str(&format!(
                    "; expected one of {} and {rest} more",
                    some.join(", ")
                ));
            }
        }
        text
    }
}

/// The candidate most similar to `typed`, if it is similar enough to suggest.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            let likeness = strsim::jaro_winkler(&typed, &candidate.to_lowercase());
            (likeness, candidate)
        })
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// A value with one written name, as every vocabulary made by `words!` has.
pub trait Word: Copy + Eq + fmt::Debug + 'static {
    /// What the vocabulary lists, for messages.
    const WHAT: &'static str;
    /// Every value, in the order in which it is shown.
    const ALL: &'static [Self];
    /// The written name.
    fn word(self) -> &'static str;
    /// The value with exactly this written name.
    fn exactly(written: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|value| value.word() == written)
    }
    /// The value for a typed name, ignoring case.
    fn from_word(typed: &str) -> Result<Self, UnknownWord> {
        if let Some(value) = Self::exactly(typed) {
            return Ok(value);
        }
        let wanted = typed.trim();
        Self::ALL
            .iter()
            .copied()
            .find(|value| value.word().eq_ignore_ascii_case(wanted))
            .ok_or_else(|| UnknownWord::among::<Self>(wanted))
    }
}

/// Declares a closed vocabulary: an enum, its names, and the conversions both ways.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident: $what:literal {
            $( $(#[$vmeta:meta])* $variant:ident = $word:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $( $(#[$vmeta])* $variant, )+ }

        impl $crate::domain::word::Word for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];
            fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
            fn exactly(written: &str) -> Option<Self> {
                match written { $( $word => Some(Self::$variant), )+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::domain::word::Word::word(*self))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::word::UnknownWord;
            fn from_str(typed: &str) -> ::std::result::Result<Self, Self::Err> {
                <Self as $crate::domain::word::Word>::from_word(typed)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::domain::word::Word::word(*self))
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    fn render_hint(typed: &str, known: usize) -> String {
        let all = [
            "bank", "city", "duty", "fact", "gift", "hook", "iron", "jury", "kiln", "lamp", "moss",
            "note", "oven",
        ];
        UnknownWord {
            what: "thing",
            typed: typed.to_owned(),
            known: all[..known].to_vec(),
        }
        .to_string()
    }

    #[test]
    fn a_word_is_typed_in_any_case_and_recorded_in_one() {
        use crate::domain::model::Model;
        assert_eq!(Model::exactly("direct-bill"), Some(Model::DirectBill));
        assert_eq!(Model::exactly("Direct-Bill"), None);
        assert_eq!(Model::from_word(" Direct-Bill "), Ok(Model::DirectBill));
    }

    #[test]
    fn an_unknown_word_lists_the_nearest_or_all_known_words() {
        assert_eq!(
            render_hint("bnak", 2),
            "`bnak` is not a valid thing; did you mean `bank`?"
        );
        assert_eq!(
            render_hint("xx", 2),
            "`xx` is not a valid thing; expected one of bank, city"
        );
        assert!(render_hint("xx", 12).ends_with("lamp, moss, note"));
        assert_eq!(
            render_hint("xx", 13),
            "`xx` is not a valid thing; expected one of bank, city, duty, fact and 9 more"
        );
    }
}
