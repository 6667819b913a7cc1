//! Reads options from a command line that the parser rejected, or has not parsed to the end.

use std::ffi::OsString;

use super::color_when::ColorWhen;
use super::global::GlobalOptions;

/// Finds the store, the account and the configuration file on an unfinished line. The environment variables named in
/// `blank` are empty.
pub fn find_global_options(arguments: &[OsString], blank: &[&str]) -> GlobalOptions {
    let is_wanted = |option: &str| matches!(option, "--store" | "--account" | "--config");
    let mut words = vec![OsString::from("csp")];
    for (at, word) in arguments.iter().enumerate() {
        let text = word.to_str().unwrap_or_default();
        match (text.split_once('='), arguments.get(at + 1)) {
            (Some((option, _)), _) if is_wanted(option) => words.push(word.clone()),
            (None, Some(value)) if is_wanted(text) => words.extend([word.clone(), value.clone()]),
            _ => {}
        }
    }
    super::parse(&words, blank)
        .or_else(|_| super::parse(&words[..1], blank))
        .map_or_else(|_| GlobalOptions::default(), |line| line.cli.global)
}

/// Whether a line has `--verbose`. The parser stops at `--version` and does not report other options.
pub fn is_verbose(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .filter_map(|word| word.to_str())
        .any(|word| {
            let short = word.strip_prefix('-').filter(|it| !it.starts_with('-'));
            word == "--verbose" || short.is_some_and(|letters| letters.contains('v'))
        })
}

/// Finds the format on a line.
pub fn find_format(arguments: &[OsString]) -> Option<&str> {
    find_value(arguments, "--format").or_else(|| {
        let short = find_value(arguments, "-o");
        short.or_else(|| {
            let mut words = arguments.iter().filter_map(|word| word.to_str());
            words.find_map(|word| word.strip_prefix("-o").filter(|rest| !rest.is_empty()))
        })
    })
}

/// Finds the colour setting on a line.
pub fn find_color(arguments: &[OsString]) -> Option<ColorWhen> {
    find_value(arguments, "--color").and_then(|word| word.parse().ok())
}

/// Finds the value of an option on a line.
fn find_value<'a>(arguments: &'a [OsString], option: &str) -> Option<&'a str> {
    let words: Vec<&'a str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let at = words.iter().position(|word| *word == option);
    let separate = at.and_then(|at| words.get(at + 1)).copied();
    let joined = || {
        let mut values = words.iter().filter_map(|word| word.strip_prefix(option));
        values.find_map(|rest| rest.strip_prefix('='))
    };
    separate.or_else(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn options_of_an_unfinished_line_are_found() {
        for (line, store, account) in [
            ("csp", None, None),
            ("csp users list --store a.db", Some("a.db"), None),
            (
                "csp --store=a.db verify record --account b --nonsense",
                Some("a.db"),
                Some("b"),
            ),
            ("csp users --account", None, None),
        ] {
            let options = find_global_options(&words(line), &["CSP_STORE", "CSP_ACCOUNT"]);
            let found = options.store.as_deref();
            assert_eq!(found.and_then(|path| path.to_str()), store, "{line}");
            assert_eq!(options.account.as_deref(), account, "{line}");
        }
    }

    #[test]
    fn a_format_and_a_verbose_line_are_found() {
        for (line, format, is_verbose_line) in [
            ("csp --version", None, false),
            ("csp --version --verbose", None, true),
            ("csp -qv", None, true),
            ("csp --no-input --format json", Some("json"), false),
            ("csp uesrs --format=csv", Some("csv"), false),
            ("csp users list --bad -o json", Some("json"), false),
            ("csp users list -ojson --bad", Some("json"), false),
            ("csp users list -o=json --bad", Some("json"), false),
            ("csp users list --bad -o", None, false),
        ] {
            assert_eq!(find_format(&words(line)), format, "{line}");
            assert_eq!(is_verbose(&words(line)), is_verbose_line, "{line}");
        }
    }
}
