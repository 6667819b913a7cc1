use super::*;
use crate::domain::word::Word;

fn page(language: Language) -> String {
    all(language, "Contoso France SAS")
        .into_iter()
        .map(|(name, message)| {
            format!(
                "=== {name}\nTo: {}\nSubject: {}\n\n{}\n",
                message.to, message.subject, message.body
            )
        })
        .collect()
}

#[test]
fn the_messages_in_english() {
    insta::assert_snapshot!(page(Language::English));
}

#[test]
fn the_messages_in_french() {
    insta::assert_snapshot!(page(Language::French));
}

#[test]
fn what_is_typed_or_opened_stands_on_a_line_of_its_own() {
    for language in Language::ALL {
        let messages = all(*language, "Contoso");
        let has_line = |name: &str, line: &str| {
            messages
                .iter()
                .filter(|(known, _)| known.starts_with(name))
                .all(|(_, message)| message.body.lines().any(|known| known == line))
        };
        assert!(has_line(
            "confirmation",
            "csp verify confirm-email --code K7Q2M-4ZP9T-XC3RW-8HNDJ --account contoso-france"
        ));
        assert!(has_line(
            "welcome",
            "csp users sign-in alice.martin@contoso.fr --account contoso-france"
        ));
        assert!(has_line(
            "provider-invitation with its link",
            "https://partner.microsoft.com/invite?x=1"
        ));
        assert!(has_line("relationship-request", LINK));
        assert!(has_line("gdap-approval", LINK));
        assert!(has_line(
            "review-finished, business",
            "csp enroll sign-mpa --account contoso-france"
        ));
        assert!(has_line(
            "result-accepted, credit",
            "csp verify support-plan asfp --account contoso-france"
        ));
        assert!(has_line(
            "result-rejected, employment",
            "csp verify appeal employment --document domain-ownership:FILE --account contoso-france"
        ));
    }
}

#[test]
fn french_puts_a_hard_space_before_its_double_signs() {
    for (name, message) in all(Language::French, "Contoso") {
        for text in [&message.subject, &message.body] {
            for sign in [" :", " ;", " ?", " !", "'"] {
                assert!(!text.contains(sign), "{name}: {text}");
            }
        }
    }
}

#[test]
fn every_placeholder_of_the_built_in_texts_is_filled() {
    for language in Language::ALL {
        for (name, message) in all(*language, "Contoso") {
            assert!(!message.subject.is_empty(), "{name}");
            assert!(!message.body.contains(['{', '}']), "{name}");
            assert!(!message.subject.contains(['{', '}']), "{name}");
        }
    }
}

#[test]
fn a_name_cannot_write_lines_of_its_own() {
    let hostile = "Contoso\r\n\r\ncsp users remove x\u{2028}y\u{202e}\u{1b}[2J {code} {link}";
    for (name, message) in all(Language::English, hostile) {
        assert!(!message.subject.contains(char::is_control), "{name}");
        assert!(
            !message.body.contains(|c: char| c.is_control() && c != '\n'),
            "{name}"
        );
        assert!(
            !message
                .body
                .lines()
                .any(|line| line.starts_with("csp users remove")),
            "{name}"
        );
    }
}

#[test]
fn a_replaced_text_keeps_what_the_message_is_for() {
    let to: Email = "o'neil@contoso.fr".parse().unwrap();
    let account: Slug = "contoso".parse().unwrap();
    let welcome = Welcome {
        to: &to,
        name: " ",
        company: "Contoso",
        account: &account,
        password: "Kowa-7rim?",
        expires: parse_day("2021-03-02").unwrap(),
        roles: &[Role::SalesAgent],
    };
    let own = Some("Subject: Hi {name}\n\n{password}\n{address_word}");
    let message = welcome.message(Language::English, own).unwrap();
    assert_eq!(message.subject, "Hi o'neil@contoso.fr");
    assert_eq!(message.body, "Kowa-7rim?\n\"o'neil@contoso.fr\"\n");
    let refused = welcome
        .message(Language::English, Some("Welcome"))
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the text does not contain the temporary password; add `{password}` where it should appear"
    );
    assert!(!format!("{welcome:?}").contains("Kowa"));
}
