//! Lines and columns of places in a long text, found without counting from its start: files may be one long line.

/// The distance between places whose line and column are kept, in bytes.
const STEP: usize = 4096;

/// Line and column of every [`STEP`]th byte.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Positions(Vec<(u64, usize)>);

impl Positions {
    pub(in crate::exchange) fn of(text: &str) -> Self {
        let mut at = (1, 1);
        let mut kept = Vec::with_capacity(text.len() / STEP + 1);
        for block in text.as_bytes().chunks(STEP) {
            kept.push(at);
            at = after(at, block);
        }
        Self(kept)
    }

    /// Line and column, both from 1, of a byte of the text.
    pub(in crate::exchange) fn at(&self, text: &str, offset: usize) -> (u64, usize) {
        let offset = offset.min(text.len());
        let block = (offset / STEP).min(self.0.len().saturating_sub(1));
        let start = self.0.get(block).copied().unwrap_or((1, 1));
        after(
            start,
            text.as_bytes()
                .get(block * STEP..offset)
                .unwrap_or_default(),
        )
    }

    /// The same of a part that is borrowed from the text; `None` if it is not.
    pub(in crate::exchange) fn of_part(&self, text: &str, part: &str) -> Option<(u64, usize)> {
        let offset = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
        (offset <= text.len()).then(|| self.at(text, offset))
    }
}

/// Line and column behind some bytes that start at `at`. Columns are counted in characters.
fn after(at: (u64, usize), bytes: &[u8]) -> (u64, usize) {
    let (line, column) = at;
    let last = memchr::memrchr(b'\n', bytes);
    let (column, rest) = match last {
        Some(last) => (1, bytes.get(last + 1..).unwrap_or_default()),
        None => (column, bytes),
    };
    // Bytes inside a character are counted with the character.
    let characters = rest.iter().filter(|byte| (**byte as i8) >= -64).count();
    let lines = last.map_or(0, |_| memchr::memchr_iter(b'\n', bytes).count() as u64);
    (line + lines, column + characters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_that_counting_finds() {
        let text = format!(
            "é{}\n{}\nü{}",
            "x".repeat(5000),
            "ab\n".repeat(3000),
            "é".repeat(6000)
        );
        let positions = Positions::of(&text);
        for (offset, _) in text.char_indices().step_by(97) {
            let before = &text[..offset];
            let line = before.matches('\n').count() as u64 + 1;
            let column = before
                .rsplit('\n')
                .next()
                .unwrap_or_default()
                .chars()
                .count()
                + 1;
            assert_eq!(positions.at(&text, offset), (line, column), "{offset}");
        }
        assert_eq!(positions.of_part(&text, &text[5..9]), Some((1, 5)));
        assert_eq!(Positions::of("").at("", 0), (1, 1));
    }
}
