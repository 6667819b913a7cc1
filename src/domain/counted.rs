//! Numbers with nouns, for messages.

use super::money::group_digits;

/// `1 row`, `2 rows`: for nouns whose plural ends in `s`.
pub fn counted(count: impl Into<u64>, thing: &str) -> String {
    counted_as(count, thing, &format!("{thing}s"))
}

/// `1 try is`, `2 tries are`: `one` for the number one and `many` for any other.
pub fn counted_as(count: impl Into<u64>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A number with its digits grouped: `1,204`.
pub fn grouped(count: impl Into<u64>) -> String {
    group_digits(&count.into().to_string())
}

/// The first names of many, and how many there are besides: `a, b and 4 more`.
pub fn first_names<S: std::borrow::Borrow<str>>(names: &[S], most: usize) -> String {
    let first = names.get(..most).unwrap_or(names).join(", ");
    match names.len().saturating_sub(most) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_no_plural_and_none_has() {
        for (count, text) in [
            (0_u32, "0 rows"),
            (1, "1 row"),
            (2, "2 rows"),
            (10_000, "10,000 rows"),
        ] {
            assert_eq!(counted(count, "row"), text);
        }
    }
}
