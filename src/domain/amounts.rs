//! Amounts of money inside texts, with their digits grouped for people.

use std::borrow::Cow;

use super::money::group_digits;

/// The same text with every amount that has its currency behind it grouped: `311,520.00 USD` for `311520.00 USD`.
pub fn grouped_amounts(text: &str) -> Cow<'_, str> {
    let mut grouped = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let end = from
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(from.len());
        let (number, behind) = from.split_at(end);
        let is_amount = end > 3 && is_on_its_own(before) && has_currency(behind);
        grouped.push_str(before);
        if is_amount {
            grouped.push_str(&group_digits(number));
        } else {
            grouped.push_str(number);
        }
        rest = behind;
    }
    if grouped.len() + rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    grouped.push_str(rest);
    Cow::Owned(grouped)
}

fn is_on_its_own(before: &str) -> bool {
    let sign = before.strip_suffix('-').unwrap_or(before);
    sign.is_empty() || sign.ends_with([' ', '('])
}

fn has_currency(behind: &str) -> bool {
    let Some(code) = behind.strip_prefix(' ') else {
        return false;
    };
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    let next = code.as_bytes().get(letters);
    letters == 3 && !next.is_some_and(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_amounts_with_a_currency_are_grouped() {
        for (text, shown) in [
            ("311520.00 USD", "311,520.00 USD"),
            (
                "Found 28320.00 USD; required 1000000.00 USD.",
                "Found 28,320.00 USD; required 1,000,000.00 USD.",
            ),
            ("-1234 JPY", "-1,234 JPY"),
            ("999.00 EUR", "999.00 EUR"),
            ("MPN ID 4812345. Country FR.", "MPN ID 4812345. Country FR."),
            ("invoice G002297372 EUR", "invoice G002297372 EUR"),
            ("2021-03-01, 4812 PARTNERS", "2021-03-01, 4812 PARTNERS"),
            ("", ""),
        ] {
            assert_eq!(grouped_amounts(text), shown);
        }
    }
}
