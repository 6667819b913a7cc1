//! The filters and tests that a template uses, found without filling it.

/// A word of a template that minijinja looks up.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word<'t> {
    /// `upper` of `{{ name | upper }}`.
    Filter(&'t str),
    /// `none` of `{% if name is none %}`.
    Test(&'t str),
}

/// Finds them. In a template with a raw block, whose content is text, none are found.
pub(super) fn find_words(template: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (_, tag) = rest.split_at(at);
        rest = match tag.get(..2) {
            Some("{#") => tag.find("#}").map_or("", |end| &tag[end + 2..]),
            Some("{{") => collect(&tag[2..], "}}", &mut words),
            Some("{%") => {
                let inside = tag[2..].trim_start_matches(['-', '+']).trim_start();
                if inside.starts_with("raw") {
                    return Vec::new();
                }
                if let Some(filter) = inside.strip_prefix("filter ") {
                    words.push(Word::Filter(identifier(filter.trim_start())));
                }
                collect(inside, "%}", &mut words)
            }
            _ => &tag[1..],
        };
    }
    words
}

/// Collects the words up to the end of a tag, and returns what follows.
fn collect<'t>(tag: &'t str, end: &str, words: &mut Vec<Word<'t>>) -> &'t str {
    let mut rest = tag;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix(end) {
            return after;
        }
        let name = identifier(rest);
        rest = match first {
            '"' | '\'' => after_text(&rest[1..], first),
            '|' => {
                let filter = identifier(rest[1..].trim_start());
                if !filter.is_empty() {
                    words.push(Word::Filter(filter));
                }
                &rest[1..]
            }
            // A field can be named like a word of the language.
            '.' => &rest[1 + identifier(&rest[1..]).len()..],
            _ if name == "is" => {
                let mut after = rest[2..].trim_start();
                if identifier(after) == "not" {
                    after = after[3..].trim_start();
                }
                let test = identifier(after);
                if !test.is_empty() {
                    words.push(Word::Test(test));
                }
                after
            }
            _ if name.is_empty() => &rest[first.len_utf8()..],
            _ => &rest[name.len()..],
        };
    }
    rest
}

/// What follows a text in quotes.
fn after_text(text: &str, quote: char) -> &str {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return &text[at + 1..],
            _ => {}
        }
    }
    ""
}

/// The name at the start of a text; nothing where there is none.
fn identifier(text: &str) -> &str {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = text.find(|c| !is_inside(c)).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_inside_tags_only() {
        use Word::{Filter, Test};
        for (template, words) in [
            ("a | b is c {# x|y #}", &[][..]),
            ("{{ a|b | c('|d') }}|e", &[Filter("b"), Filter("c")]),
            (
                "{%- if a.is is not none and \"is x\" == 'q\\'|z' %}",
                &[Test("none")],
            ),
            (
                "{% filter upper %}é{% endfilter %}{{ é|lower",
                &[Filter("upper"), Filter("lower")],
            ),
            ("{% raw %}{{ x|y }}{% endraw %}", &[]),
        ] {
            assert_eq!(find_words(template), words, "{template}");
        }
    }
}
