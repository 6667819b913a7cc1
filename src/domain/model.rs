//! The two models of partnership in the programme.

use super::word::{UnknownWord, Word};

/// How a partner takes part in the programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Model {
    /// Buys through an indirect provider, is never invoiced by Microsoft.
    IndirectReseller,
    /// Buys from Microsoft and is invoiced by it.
    DirectBill,
}

impl Word for Model {
    const WHAT: &'static str = "model";
    const ALL: &'static [Self] = &[Self::IndirectReseller, Self::DirectBill];
    fn word(self) -> &'static str {
        match self {
            Self::IndirectReseller => "indirect-reseller",
            Self::DirectBill => "direct-bill",
        }
    }
}

impl Model {
    /// The short name that people type: `indirect` or `direct`.
    pub fn short(self) -> &'static str {
        match self {
            Self::IndirectReseller => "indirect",
            Self::DirectBill => "direct",
        }
    }

    /// The model in running text.
    pub fn title(self) -> &'static str {
        match self {
            Self::IndirectReseller => "indirect reseller",
            Self::DirectBill => "direct-bill partner",
        }
    }
}

impl std::fmt::Display for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

impl std::str::FromStr for Model {
    type Err = UnknownWord;
    fn from_str(typed: &str) -> Result<Self, UnknownWord> {
        let wanted = typed.trim().to_ascii_lowercase();
        Self::ALL
            .iter()
            .copied()
            .find(|model| wanted == model.word() || wanted == model.short())
            .ok_or_else(|| UnknownWord {
                what: Self::WHAT,
                typed: typed.to_owned(),
                known: vec!["indirect", "direct", "indirect-reseller", "direct-bill"],
            })
    }
}

impl serde::Serialize for Model {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_has_a_word_a_short_name_and_a_title() {
        for (model, word, short, title) in [
            (
                Model::IndirectReseller,
                "indirect-reseller",
                "indirect",
                "indirect reseller",
            ),
            (
                Model::DirectBill,
                "direct-bill",
                "direct",
                "direct-bill partner",
            ),
        ] {
            assert_eq!(model.to_string(), word);
            assert_eq!((model.short(), model.title()), (short, title));
            assert_eq!(word.to_uppercase().parse(), Ok(model));
            assert_eq!(format!(" {short} ").parse(), Ok(model));
        }
        let unknown = "reseller".parse::<Model>().unwrap_err();
        assert!(unknown.to_string().contains("indirect-reseller"));
    }
}
