//! Blanks what a tool writes around its JSON. Places in the file stay as they are.

/// Blanks the warnings of PowerShell before JSON, and the words around the JSON of an error of `az rest`.
pub(in crate::exchange) fn blank_surroundings(bytes: &mut [u8]) {
    let json = json_after_warnings(bytes).or_else(|| json_of_az_error(bytes));
    let Some((start, end)) = json else {
        return;
    };
    for (at, byte) in bytes.iter_mut().enumerate() {
        let is_around = at < start || at >= end;
        if is_around && *byte != b'\n' && *byte != b'\r' {
            *byte = b' ';
        }
    }
}

/// Where JSON begins behind lines such as `WARNING: Resulting JSON is truncated …`, which `*>` writes into the file.
fn json_after_warnings(bytes: &[u8]) -> Option<(usize, usize)> {
    let blanks = bytes.len() - bytes.trim_ascii_start().len();
    bytes
        .get(blanks..)
        .filter(|rest| rest.starts_with(b"WARNING: "))?;
    let mut start = blanks;
    // A long warning is several lines.
    for _ in 0..50 {
        let rest = bytes.get(start..)?;
        if rest.starts_with(b"{") || rest.starts_with(b"[") {
            return Some((start, bytes.len()));
        }
        start += memchr::memchr(b'\n', rest)? + 1;
    }
    None
}

/// Where the JSON is in `ERROR: Forbidden({"error": …})`.
fn json_of_az_error(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.trim_ascii_end().strip_suffix(b")")?.len();
    let open = bytes.iter().take(80).position(|byte| *byte == b'(')?;
    let words = bytes.get(..open)?;
    let is_word =
        |byte: &u8| byte.is_ascii_alphabetic() || byte.is_ascii_whitespace() || *byte == b':';
    let begins_json = bytes.get(open + 1).is_some_and(|byte| *byte == b'{');
    (words.iter().all(is_word) && begins_json).then_some((open + 1, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_tools_around_json_are_blanked() {
        for (text, left) in [
            (
                "WARNING: cut\n and more\n[1]\n",
                "            \n         \n[1]\n",
            ),
            ("\nWARNING: cut\r\n{}", "\n            \r\n{}"),
            (
                "ERROR: Forbidden({\"a\": 1})\n",
                "                 {\"a\": 1} \n",
            ),
            ("Forbidden({})", "          {} "),
            ("WARNING: cut\n", "WARNING: cut\n"),
            ("id,name(x)\n1,(2)", "id,name(x)\n1,(2)"),
            ("[{\"a\": \"(\"}]", "[{\"a\": \"(\"}]"),
            ("", ""),
        ] {
            let mut bytes = text.as_bytes().to_vec();
            blank_surroundings(&mut bytes);
            assert_eq!(String::from_utf8_lossy(&bytes), left, "{text:?}");
        }
    }
}
