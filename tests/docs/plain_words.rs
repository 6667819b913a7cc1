//! Texts for users are in plain words: checks that known forms of riddles and inverted sentences do not come back.
//!
//! Looks through the texts of the program (string literals, without comments and tests), the editions of the policies,
//! the message templates, README.md and the pages under docs/. `STYLE.md` says what to write instead.

use std::path::{Path, PathBuf};

use crate::shape::{program_part, sources};

/// A form that nobody would say to a colleague: words in lower case, and what to write instead.
struct Form {
    words: &'static str,
    instead: &'static str,
}

const FORMS: &[Form] = &[
    form("is no", "is not a valid"),
    form("are no", "are not"),
    form("is none of", "is not valid; expected one of"),
    form("none that is known", "unknown"),
    form("known are", "expected one of"),
    form("known here are", "expected one of"),
    form("stands", "is recorded, is"),
    form("is wanted", "is required"),
    form("are wanted", "are required"),
    form("from 0 up", "0 or greater"),
    form("from 1 up", "1 or greater"),
    form("you said no", "Cancelled, nothing was changed."),
    form("a yes to", "a confirmation"),
    form("does not do", "is not allowed, is too weak"),
    form("tells what", "shows"),
    form("tell what", "show"),
    form("look below", "WARNING, or name the place"),
    form("keep nothing", "save nothing"),
    form("keeps nothing", "saves nothing"),
    form("whoever", "the person who"),
    form("thereof", "of it"),
    form("is meant", "Did you mean"),
    form("step asked for", "this step"),
    form("is dead", "has expired"),
    form("dead after", "expires after"),
];

const fn form(words: &'static str, instead: &'static str) -> Form {
    Form { words, instead }
}

/// Words with which an inverted sentence begins when `is` or `are` follows, as in "Counted are the twelve months".
/// Every other word in `-ed` is one too.
const PARTICIPLES: &[&str] = &[
    "Kept", "Left out", "Met", "Not met", "Shown", "Given", "Known", "Written", "Told", "Meant",
];

/// Exceptions: the file, words of the line, and the reason.
const ALLOWED: &[(&str, &str, &str)] = &[];

/// A text that a user reads, and its line.
type Text = (usize, String);

/// The bad form in a text, with what to write instead.
fn telltale(text: &str) -> Option<(&'static str, &'static str)> {
    let lower = text.to_lowercase();
    let found = FORMS
        .iter()
        .find(|form| has_form(&lower, form.words))
        .map(|form| (form.words, form.instead));
    found.or_else(|| is_inverted(text).then_some(("inverted word order", "subject, verb, object")))
}

/// Whether the words are in the text, as whole words and not in an ordinary sentence.
fn has_form(lower: &str, words: &str) -> bool {
    lower.match_indices(words).any(|(at, _)| {
        let (before, after) = (&lower[..at], &lower[at + words.len()..]);
        let is_whole = !before.ends_with(char::is_alphanumeric)
            && !after.starts_with(|letter: char| letter.is_alphanumeric());
        let is_ordinary = match words {
            // "There is no store yet" says what it means, and so do "is no longer" and "the answer is no".
            "is no" | "are no" => {
                before.trim_end().ends_with("there")
                    || after.trim_start().starts_with("longer")
                    || !after.starts_with(' ')
            }
            "is meant" => after.starts_with(" to ") || after.starts_with(" for "),
            "does not do" => after.starts_with(' '),
            _ => false,
        };
        is_whole && !is_ordinary
    })
}

/// Whether a sentence is inverted: it begins with what is said about its subject.
fn is_inverted(text: &str) -> bool {
    let sentences = text.split(['.', ':', '!', '?', ';', '|', '*']);
    sentences.map(str::trim).any(|sentence| {
        let Some(at) = [" is ", " are "]
            .iter()
            .filter_map(|verb| sentence.find(verb))
            .min()
        else {
            return false;
        };
        let begin = sentence[..at].trim_start_matches(['-', '#', '>', ' ']);
        let is_participle = begin.ends_with("ed")
            && !begin.contains(' ')
            && begin.starts_with(|letter: char| letter.is_ascii_uppercase());
        is_participle || PARTICIPLES.contains(&begin)
    })
}

/// The string literals of a Rust source, each with the line on which it begins; comments have none.
fn literals(source: &str) -> Vec<Text> {
    let mut found = Vec::new();
    let mut rest = source;
    let line_of = |rest: &str| 1 + source[..source.len() - rest.len()].matches('\n').count();
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else if let Some((hashes, begun)) = raw_begin(rest) {
            let closing = format!("\"{}", "#".repeat(hashes));
            let end = begun.find(&closing).unwrap_or(begun.len());
            found.push((line_of(rest), begun[..end].to_owned()));
            rest = begun.get(end + closing.len()..).unwrap_or("");
        } else if first == '"' {
            let (text, after) = quoted(&rest[1..]);
            found.push((line_of(rest), text));
            rest = after;
        } else if first == '\'' {
            rest = after_letter(rest);
        } else {
            // A word is skipped as a whole, so that the r of `bar"` does not begin a raw string.
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            rest = &rest[end.filter(|end| *end > 0).unwrap_or(first.len_utf8())..];
        }
    }
    found
}

/// The number of `#` of a raw string that begins here, and the text after its quote.
fn raw_begin(rest: &str) -> Option<(usize, &str)> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let begun = after.trim_start_matches('#');
    Some((after.len() - begun.len(), begun.strip_prefix('"')?))
}

/// The text up to the closing quote with its lines joined, and the text after it.
fn quoted(rest: &str) -> (String, &str) {
    let mut text = String::new();
    let mut letters = rest.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (text, &rest[at + 1..]),
            '\\' => match letters.next() {
                Some((at, '\n')) => {
                    let after = rest[at..].trim_start();
                    let skipped = rest[at..].len() - after.len() - 1;
                    letters.by_ref().take(skipped).for_each(drop);
                }
                Some((_, 'n')) => text.push('\n'),
                Some((_, other)) => text.push(other),
                None => {}
            },
            _ => text.push(letter),
        }
    }
    (text, "")
}

/// The text after a character between single quotes, or after the quote of a lifetime.
fn after_letter(rest: &str) -> &str {
    let inner = &rest[1..];
    if let Some(escaped) = inner.strip_prefix('\\') {
        let end = escaped.char_indices().skip(1).find(|(_, it)| *it == '\'');
        return end.map_or(inner, |(end, _)| &escaped[end + 1..]);
    }
    let mut letters = inner.chars();
    letters.next();
    letters.as_str().strip_prefix('\'').unwrap_or(inner)
}

/// The values in quotes of a TOML file.
fn toml_texts(source: &str) -> Vec<Text> {
    let lines = source.lines().enumerate();
    let said = lines.filter(|(_, line)| !line.trim_start().starts_with('#'));
    said.flat_map(|(at, line)| {
        let values = line.split('"').skip(1).step_by(2);
        values.map(move |value| (at + 1, value.to_owned()))
    })
    .collect()
}

/// The lines of a page, without the code between backquotes.
fn page_texts(source: &str) -> Vec<Text> {
    let lines = source.lines().enumerate();
    lines
        .map(|(at, line)| {
            let spoken: Vec<&str> = line.split('`').step_by(2).collect();
            (at + 1, spoken.join("`"))
        })
        .collect()
}

fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// Every text that a user reads, by file.
fn user_visible() -> Vec<(String, Vec<Text>)> {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let name = path.display().to_string();
        let is_test =
            name.contains("/tests/") || name.contains("/suite") || name.ends_with("tests.rs");
        if !is_test {
            found.push((name, literals(program_part(&text))));
        }
    }
    for (path, text) in files("src/policy/editions", "toml") {
        found.push((path.display().to_string(), toml_texts(&text)));
    }
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = (
        PathBuf::from("README.md"),
        std::fs::read_to_string(readme).unwrap(),
    );
    let pages = files("docs", "md").into_iter().chain([readme]);
    for (path, text) in pages.chain(files("src/exchange/mail/templates", "txt")) {
        found.push((path.display().to_string(), page_texts(&text)));
    }
    found
}

fn is_allowed(file: &str, text: &str) -> bool {
    ALLOWED
        .iter()
        .any(|(place, words, _)| file == *place && text.contains(words))
}

#[test]
fn no_text_has_a_bad_form() {
    let mut bad = Vec::new();
    for (file, texts) in user_visible() {
        for (line, text) in texts {
            let Some((form, instead)) = telltale(&text) else {
                continue;
            };
            if !is_allowed(&file, &text) {
                let shown: String = text.trim().chars().take(160).collect();
                bad.push(format!(
                    "{file}:{line}: \"{form}\", write \"{instead}\"\n    {shown}"
                ));
            }
        }
    }
    assert!(bad.is_empty(), "{} texts:\n{}", bad.len(), bad.join("\n"));
}

#[test]
fn every_exception_is_still_needed() {
    let texts = user_visible();
    for (file, words, why) in ALLOWED {
        let mut of_file = texts.iter().filter(|(name, _)| name == file);
        let is_there = of_file.any(|(_, texts)| texts.iter().any(|(_, text)| text.contains(words)));
        assert!(
            is_there,
            "{file}: \"{words}\" ({why}) is gone: delete the line"
        );
    }
}

#[test]
fn each_bad_form_is_found() {
    for bad in [
        "`X` is no MPN ID; one has 4 to 10 digits",
        "the heading a is none that is known",
        "the step asked for belongs to the state",
        "the file stands in the folder",
        "`--reason` is wanted for a rejection",
        "a whole number from 0 up",
        "Cancelled: you said no",
        "A yes to \"Block?\" is missing",
        "the new password does not do: it is short",
        "`csp explain` tells what it says",
        "Counted are the twelve months",
        "All is well. Not met is the revenue",
        "Kept is the first row",
        "Whoever applies",
        "`x` is none of a, b",
    ] {
        assert!(telltale(bad).is_some(), "{bad}");
    }
    for good in [
        "`X` is not a valid MPN ID (4 to 10 digits expected)",
        "There is no store at csp.db yet",
        "the account is no longer restricted",
        "a dry run does not do anything",
        "The users that are active and those that are blocked",
        "Counts the 12 full months",
        "whatever you type",
    ] {
        assert_eq!(telltale(good), None, "{good}");
    }
}

#[test]
fn literals_are_found_and_comments_are_not() {
    let source = "// \"one is no comment\"\nlet a = \"two \\\n        parts\"; /* \"x\" */ let b = '\"';\n\
                  let c = r#\"three \"raw\" parts\"#;\nfn f<'a>() { g(\"four\") }\n";
    let found = literals(source);
    let texts: Vec<(usize, &str)> = found
        .iter()
        .map(|(at, text)| (*at, text.as_str()))
        .collect();
    assert_eq!(
        texts,
        [(2, "two parts"), (4, "three \"raw\" parts"), (5, "four")]
    );
    assert_eq!(toml_texts("# \"a\"\nb = \"c\"\n"), [(2, "c".to_owned())]);
    assert_eq!(page_texts("a `b is no c` d"), [(1, "a ` d".to_owned())]);
}
