//! Phone numbers as people write them. Only what cannot be a phone number is refused.

/// What may stand between a number and its extension, the longest first.
const EXTENSIONS: [&str; 5] = ["extension", "ext.", "ext", "poste", "x"];

/// A text that is not a phone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a valid phone number (4 to 15 digits expected, for example +33 1 57 75 10 00)"
)]
pub struct BadPhone(String);

/// Checks a phone number: 4 to 15 digits among `+ ( ) . - /` and spaces, and an extension of up to 7 digits behind `ext`
/// or `x`. Support lines such as 39 00 in France have no more than four digits.
///
/// # Errors
/// The text, where it is something else.
pub fn check_phone(typed: &str) -> Result<(), BadPhone> {
    let bad = || BadPhone(typed.trim().to_owned());
    let lower = typed.trim().to_lowercase();
    let (number, extension) = split_extension(&lower);
    let is_between =
        |c: char| matches!(c, '+' | '(' | ')' | '.' | '-' | '/') || c.is_whitespace() || is_dash(c);
    let digits = number.chars().filter(|c| c.is_numeric()).count();
    let is_number = number.chars().all(|c| c.is_numeric() || is_between(c));
    let extends = extension.is_none_or(|text| {
        let text = text.trim();
        (1..=7).contains(&text.chars().count()) && text.chars().all(char::is_numeric)
    });
    if is_number && extends && (4..=15).contains(&digits) {
        return Ok(());
    }
    Err(bad())
}

/// The number, and what stands behind the word for an extension.
fn split_extension(number: &str) -> (&str, Option<&str>) {
    let mut words = EXTENSIONS.iter();
    let split = words.find_map(|word| number.split_once(word));
    split.map_or((number, None), |(number, extension)| {
        (number.trim_end_matches([' ', ',', ';']), Some(extension))
    })
}

/// Dashes that word processors write.
fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them_are_taken() {
        for typed in [
            "+33 1 57 75 10 00",
            "0033157751000",
            "(425) 555-0100",
            "425.555.0100 x12",
            "425-555-0100 ext. 4321",
            "425-555-0100, ext 4321",
            "+49 (0)89 / 3176-0",
            "01 57 75 10 00 poste 7",
            "112 112",
            "39 00",
            "+33\u{a0}1\u{a0}57\u{a0}75\u{a0}10\u{a0}00",
            "+1 425\u{2011}555\u{2011}0100",
            "٠٢ ٢٧٣٨ ٨٠٠٠",
        ] {
            assert_eq!(check_phone(typed), Ok(()), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        for typed in [
            "abc",
            "-",
            "123",
            "1234567890123456",
            "call 0157751000",
            "0157751000 ext",
            "0157751000 x y",
            "a@contoso.fr",
        ] {
            assert!(check_phone(typed).is_err(), "{typed}");
        }
        assert_eq!(
            check_phone(" abc ").unwrap_err().to_string(),
            "`abc` is not a valid phone number (4 to 15 digits expected, for example +33 1 57 75 10 00)"
        );
    }
}
