//! Quotes user input in messages: shortened so that the message stays readable, and in commands as a single literal
//! word for the shell.

/// A value as one word of a command that can be pasted into bash and PowerShell. Returns `placeholder` if no quoting
/// works in both, or if the command would parse the value as an option.
pub fn shell_word(value: &str, placeholder: &str) -> String {
    if value.starts_with('-') {
        return placeholder.to_owned();
    }
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-./:@+=".contains(letter);
    let begins_plain = |letter: char| letter.is_alphanumeric() || "_./".contains(letter);
    if value.chars().all(is_plain) && value.starts_with(begins_plain) {
        return value.to_owned();
    }
    let quotes = |letter: char| matches!(letter, '\'' | '‘' | '’' | '‚' | '‛');
    if !value.contains(quotes) && !value.contains(char::is_control) {
        return format!("'{value}'");
    }
    let has_meaning = |letter: char| {
        letter.is_control() || matches!(letter, '"' | '“' | '”' | '„' | '$' | '`' | '\\' | '!')
    };
    if value.contains(has_meaning) {
        return placeholder.to_owned();
    }
    format!("\"{value}\"")
}

/// The first character of a command, outside quotes, that is special in bash or PowerShell.
pub fn shell_metacharacter(command: &str) -> Option<char> {
    let mut quote = None;
    for letter in command.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some('"') if matches!(letter, '$' | '`' | '\\' | '!') => return Some(letter),
            Some(_) => {}
            None if matches!(letter, '\'' | '"') => quote = Some(letter),
            None if "|<>;&$`(){}[]*?!#…,~%^\\".contains(letter) || letter.is_control() => {
                return Some(letter);
            }
            None => {}
        }
    }
    quote
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_both_shells_read_alike() {
        for (value, word) in [
            ("kim@contoso.fr", "kim@contoso.fr"),
            ("o'brien@x.fr", "\"o'brien@x.fr\""),
            ("a&b@x.fr", "'a&b@x.fr'"),
            ("$a'b@x.fr", "ADDRESS"),
            ("", "''"),
            ("-x", "ADDRESS"),
            ("@x", "'@x'"),
            ("two words", "'two words'"),
        ] {
            let made = shell_word(value, "ADDRESS");
            assert_eq!(made, word);
            assert_eq!(shell_metacharacter(&made), None, "{made}");
        }
        for (command, found) in [
            ("csp verify record employment accepted|rejected", Some('|')),
            ("csp x > y", Some('>')),
            ("csp x 'open", Some('\'')),
            ("csp x \"$a\"", Some('$')),
            ("csp x --city …", Some('…')),
            ("csp x '$a' --code CODE", None),
        ] {
            assert_eq!(shell_metacharacter(command), found, "{command}");
        }
    }
}
