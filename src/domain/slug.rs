//! Short names that people type to choose an account or a provider.

use std::fmt;

/// Lower-case letters, digits and single hyphens; at most 60 characters; never only digits, so that it cannot be
/// confused with an MPN ID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

/// A text that is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a valid short name (lower-case letters, digits and single hyphens expected, for example contoso-france)"
)]
pub struct BadSlug(String);

impl Slug {
    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Makes a slug from a name: accents are dropped, every other character that is not a letter or digit becomes a
    /// hyphen.
    ///
    /// `kind` is used if the name has no usable letter.
    pub fn from_name(name: &str, kind: &str) -> Self {
        let mut text = String::new();
        for letter in name.chars().flat_map(char::to_lowercase) {
            match plain_letters(letter) {
                "" => {
                    if !text.is_empty() && !text.ends_with('-') {
                        text.push('-');
                    }
                }
                "'" => {}
                letters => text.push_str(letters),
            }
        }
        text.truncate(56);
        let text = text.trim_matches('-');
        if text.is_empty() || text.bytes().all(|b| b.is_ascii_digit()) {
            return Self(format!(
                "{kind}{}{text}",
                if text.is_empty() { "" } else { "-" }
            ));
        }
        Self(text.to_owned())
    }

    /// This slug with `-n` appended, for a name that is taken.
    pub fn numbered(&self, n: u32) -> Self {
        Self(format!("{}-{n}", self.0))
    }
}

/// The ASCII letters for a lower-case letter; `'` for an apostrophe, an empty text for any other character.
fn plain_letters(letter: char) -> &'static str {
    const ASCII: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
    if let Some(at) = ASCII.find(letter) {
        return ASCII.get(at..=at).unwrap_or("");
    }
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ı' | 'ī' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ő' | 'ō' => "o",
        'ö' | 'œ' | 'ø' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ț' | 'ţ' => "t",
        'ù' | 'ú' | 'û' | 'ű' | 'ů' | 'ū' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '\'' | '’' => "'",
        _ => "",
    }
}

impl std::str::FromStr for Slug {
    type Err = BadSlug;
    fn from_str(typed: &str) -> Result<Self, BadSlug> {
        let text = typed.trim();
        let good = (1..=60).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--")
            && !text.bytes().all(|b| b.is_ascii_digit());
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadSlug(text.chars().take(80).collect()))
        }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl serde::Serialize for Slug {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_slugs() {
        for (name, slug) in [
            ("Contoso France SAS", "contoso-france-sas"),
            ("L’Été & Fils", "lete-fils"),
            ("Müller GmbH", "mueller-gmbh"),
            ("株式会社", "account"),
            ("2024", "account-2024"),
        ] {
            assert_eq!(Slug::from_name(name, "account").as_str(), slug);
            assert!(slug.parse::<Slug>().is_ok(), "{slug}");
        }
    }

    #[test]
    fn letters_with_marks_become_the_plain_ones_of_their_language() {
        for (letters, plain) in [
            ("àáâãåāăą", "a"),
            ("äæ", "ae"),
            ("çćč", "c"),
            ("ďđ", "d"),
            ("èéêëēęě", "e"),
            ("ğ", "g"),
            ("ìíîïıī", "i"),
            ("ł", "l"),
            ("ñńň", "n"),
            ("òóôõőō", "o"),
            ("öœø", "oe"),
            ("ř", "r"),
            ("śšşș", "s"),
            ("ß", "ss"),
            ("ťțţ", "t"),
            ("ùúûűůū", "u"),
            ("ü", "ue"),
            ("ýÿ", "y"),
            ("źżž", "z"),
        ] {
            for letter in letters.chars() {
                let name = format!("x{letter}x");
                assert_eq!(
                    Slug::from_name(&name, "account").as_str(),
                    format!("x{plain}x")
                );
            }
        }
    }

    #[test]
    fn an_invalid_short_name_is_refused() {
        for typed in [
            "",
            "Contoso",
            "con toso",
            "con_toso",
            "été",
            "-contoso",
            "contoso-",
            "con--toso",
            "4812345",
            &"a".repeat(61),
        ] {
            assert!(typed.parse::<Slug>().is_err(), "{typed}");
        }
        for typed in ["a", " contoso-2 ", "2-contoso", &"a".repeat(60)] {
            let slug: Slug = typed.parse().unwrap();
            assert_eq!(slug.to_string(), typed.trim());
        }
    }

    #[test]
    fn a_long_name_leaves_room_for_a_number() {
        let long = Slug::from_name(&"Contoso ".repeat(20), "account");
        assert!(long.numbered(999).as_str().parse::<Slug>().is_ok());
        assert_eq!(long.numbered(2).as_str(), format!("{long}-2"));
    }
}
