//! Messages that quote what somebody handed in: however long that is, the message stays one that can be read.

/// The most bytes that a message about one mistake in a file may have.
pub const LONGEST: usize = 1_000;

/// The same text, its middle left out where it has more than `most` bytes.
pub fn brief(text: String, most: usize) -> String {
    if text.len() <= most {
        return text;
    }
    let half = most / 2;
    let head = (0..=half).rev().find_map(|end| text.get(..end));
    let tail = (text.len() - half..=text.len()).find_map(|start| text.get(start..));
    format!(
        "{} … {}",
        head.unwrap_or_default(),
        tail.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginning_and_end_stay() {
        assert_eq!(brief("as it is".to_owned(), 8), "as it is");
        assert_eq!(
            brief("`aaaaaaaa` is no role".to_owned(), 16),
            "`aaaaaaa …  no role"
        );
        assert_eq!(brief("ÄÖÜ".repeat(9), 9), "ÄÖ … ÖÜ");
    }
}
