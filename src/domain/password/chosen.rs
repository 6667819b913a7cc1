//! The requirements for a password that a person chooses.

use super::Secret;
use crate::diagnostic::Diagnostic;
use crate::domain::rule::users as rules;

/// The symbols that Entra accepts, including the space.
const SYMBOLS: &str = "@#$%^&*-_!+=[]{}|\\:',.?/`~\"();<> ";
const SHORTEST: usize = 8;
const LONGEST: usize = 256;

/// The requirements of [`check_chosen`], for people.
pub const ASKED_FOR: &str =
    "8 to 256 characters, from at least three of these: lower case, upper case, digits, symbols";

/// Checks a chosen password against Entra's rules: 8 to 256 characters, three of lower case, upper case, digits and
/// symbols, nothing else.
///
/// # Errors
/// `users.first-sign-in`, with every rule that is broken but nothing of the password itself.
pub fn check_chosen(password: &Secret) -> Result<(), Diagnostic> {
    let text = password.expose();
    let mut wrong = Vec::new();
    let length = text.chars().count();
    if length < SHORTEST {
        wrong.push(format!("use at least {SHORTEST} characters"));
    }
    if length > LONGEST {
        wrong.push(format!("use at most {LONGEST} characters"));
    }
    let has = |class: fn(&char) -> bool| text.chars().any(|c| class(&c));
    let classes = [
        has(char::is_ascii_lowercase),
        has(char::is_ascii_uppercase),
        has(char::is_ascii_digit),
        has(is_symbol),
    ];
    if classes.iter().filter(|there| **there).count() < 3 {
        wrong.push("use at least three of lower case, upper case, digits and symbols".to_owned());
    }
    if !text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || is_symbol(&c))
    {
        wrong.push("use only English letters, digits and common symbols".to_owned());
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(refusal(format!(
        "the new password is not allowed: {}",
        wrong.join("; ")
    )))
}

/// Checks that the chosen password is not the temporary one.
///
/// # Errors
/// `users.first-sign-in`.
pub fn check_differs(chosen: &Secret, temporary: &Secret) -> Result<(), Diagnostic> {
    if chosen.expose() == temporary.expose() {
        return Err(refusal("the new password is the same as the temporary one"));
    }
    Ok(())
}

fn refusal(message: impl Into<String>) -> Diagnostic {
    Diagnostic::refused(&rules::FIRST_SIGN_IN, message).with_help(format!(
        "Choose {SHORTEST} to {LONGEST} characters from at least three of these: lower case, upper case, digits, symbols such as - _ !\nThen sign in again: `csp users sign-in ADDRESS`"
    ))
}

fn is_symbol(c: &char) -> bool {
    SYMBOLS.contains(*c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<(), Diagnostic> {
        check_chosen(&Secret::new(text.to_owned()))
    }

    #[test]
    fn three_classes_of_four_and_eight_characters_will_do() {
        for text in [
            "Passw0rd",
            "passw0rd!",
            "PASSW0RD ",
            "Pass Word",
            &"aA1".repeat(85),
            &("aA1".repeat(85) + "a"),
            "12345aB\"",
        ] {
            assert_eq!(check(text), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn each_broken_rule_is_named_and_the_password_is_not() {
        for (text, part) in [
            ("Qwert0z", "at least 8"),
            ("qwertzui", "at least three"),
            ("qwertz12", "at least three"),
            ("Pässw0rd1", "only English letters"),
            ("Passw0rd\t", "only English letters"),
            (&"aA1".repeat(86), "at most 256"),
            ("", "at least 8"),
        ] {
            let refusal = check(text).unwrap_err();
            assert_eq!(refusal.rule().unwrap().id, "users.first-sign-in");
            assert!(refusal.message().contains(part), "{text:?}: {refusal}");
            assert!(text.is_empty() || !refusal.message().contains(text));
        }
    }

    #[test]
    fn the_temporary_password_is_not_kept() {
        let one = Secret::new("Passw0rd".to_owned());
        let other = Secret::new("passw0rd".to_owned());
        assert!(check_differs(&one, &one.clone()).is_err());
        assert!(check_differs(&one, &other).is_ok());
    }
}
