//! Words of Entra's template in its published languages: yes and no, and its example row.

/// Yes and no in translated templates, besides `True` and `False`.
const YES: &[&str] = &[
    "yes", "oui", "ja", "sí", "si", "sì", "sim", "はい", "是", "예", "да", "так", "tak", "ano",
    "áno", "igen", "evet", "kyllä", "ναι", "da", "jah", "jā", "taip", "true",
];
const NO: &[&str] = &[
    "no",
    "non",
    "nein",
    "nee",
    "nej",
    "nei",
    "não",
    "nao",
    "いいえ",
    "否",
    "아니요",
    "아니오",
    "нет",
    "ні",
    "не",
    "nie",
    "ne",
    "nem",
    "hayır",
    "ei",
    "όχι",
    "nu",
    "nē",
    "false",
];

/// The meaning of `text` under a heading that may name its own two words: `Bloquer la connexion (Oui/Non)`.
pub(super) fn yes_or_no(text: &str, heading: &str) -> Option<bool> {
    let text = text.to_lowercase();
    if let Some((yes, no)) = words_of(&heading.to_lowercase()) {
        if text == yes {
            return Some(true);
        }
        if text == no {
            return Some(false);
        }
    }
    let stands_in = |words: &[&str]| words.contains(&text.as_str());
    match (stands_in(YES), stands_in(NO)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (true, true) | (false, false) => None,
    }
}

/// The two words in the parentheses of a heading.
fn words_of(heading: &str) -> Option<(&str, &str)> {
    let (_, rest) = heading.split_once(['(', '（'])?;
    let (pair, _) = rest.split_once([')', '）'])?;
    let (yes, no) = pair.split_once(['/', '／'])?;
    Some((yes.trim(), no.trim()))
}

/// "Example", with which the third row of the templates begins, in lower case.
const EXAMPLE: &[&str] = &[
    "example",
    "exemple",
    "beispiel",
    "ejemplo",
    "esempio",
    "exemplo",
    "voorbeeld",
    "exempel",
    "eksempel",
    "esimerkki",
    "przykład",
    "příklad",
    "príklad",
    "példa",
    "örnek",
    "пример",
    "приклад",
    "παράδειγμα",
    "exemplu",
    "例",
    "示例",
    "範例",
    "예",
];

/// Whether a row is the example of a template: its address is always at contoso.com, Microsoft's example company.
pub(super) fn is_example(address: &str, display_name: &str) -> bool {
    let Some((name, "contoso.com")) = address.split_once('@') else {
        return false;
    };
    let shown = display_name.trim().to_lowercase();
    let says_so = shown
        .split_once([':', '：'])
        .is_some_and(|(word, _)| EXAMPLE.contains(&word.trim()));
    says_so || name == "chris" && shown.contains("chris green")
}

/// The example users in the Microsoft 365 template as downloaded.
pub(super) fn is_sample_of_microsoft_365(address: &str, display_name: &str) -> bool {
    let people = [
        ("chris@contoso.com", "chris green"),
        ("ben@contoso.com", "ben andrews"),
        ("david@contoso.com", "david longmuir"),
        ("cynthia@contoso.com", "cynthia carey"),
        ("melissa@contoso.com", "melissa macbeth"),
    ];
    people.contains(&(address, display_name.trim().to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_read_in_every_language() {
        for (yes, no) in [
            ("Yes", "No"),
            ("Oui", "Non"),
            ("JA", "Nein"),
            ("Sí", "NO"),
            ("はい", "いいえ"),
            ("Sim", "Não"),
            ("Tak", "Nie"),
            ("True", "FALSE"),
            ("Да", "Нет"),
        ] {
            assert_eq!(yes_or_no(yes, ""), Some(true), "{yes}");
            assert_eq!(yes_or_no(no, ""), Some(false), "{no}");
        }
        let welsh = "Blocio mewngofnodi (Ie/Na) [accountEnabled]";
        assert_eq!(yes_or_no("ie", welsh), Some(true));
        assert_eq!(yes_or_no("Na", welsh), Some(false));
        assert_eq!(yes_or_no("maybe", welsh), None);
    }

    #[test]
    fn example_rows_are_distinguished_from_people() {
        assert!(is_example("chris@contoso.com", "Exemple : Chris Green"));
        assert!(is_example("chris@contoso.com", "例：Chris Green"));
        assert!(is_example("chris@contoso.com", "Chris Green"));
        assert!(!is_example("ada@contoso.fr", "Example: Ada"));
        assert!(!is_example("ada@contoso.com", "Ada: Byron"));
    }
}
