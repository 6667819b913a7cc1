//! Whether two applications are of the same company: the same legal name or tax ID, regardless of spelling.

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::application::{Application, Field};

/// Whether two applications are of the same company: by tax ID, or by legal name without case, accents and legal form.
pub fn is_same_company(one: &Application, other: &Application) -> bool {
    let same = |field, fold: fn(&str) -> String| {
        let [one, other] = [one, other].map(|application| application.get(field).map(fold));
        one.is_some() && one == other && one.is_some_and(|text| !text.is_empty())
    };
    same(Field::TaxId, folded_number) || same(Field::LegalName, folded_name)
}

/// Legal forms in folded form. Forms of several words come before the single words that they end in.
const LEGAL_FORMS: &[&[&str]] = &[
    &["gmbh", "co", "kg"],
    &["gmbh", "co", "kgaa"],
    &["gmbh", "co", "ohg"],
    &["ag", "co", "kg"],
    &["sp", "z", "o", "o"],
    &["sp", "z", "oo"],
    &["spol", "sro"],
    &["spol", "s", "r", "o"],
    &["s", "r", "o"],
    &["d", "o", "o"],
    &["s", "a", "s"],
    &["s", "a"],
    &["s", "l"],
    &["s", "p", "a"],
    &["s", "r", "l"],
    &["b", "v"],
    &["n", "v"],
    &["a", "s"],
    &["sdn", "bhd"],
    &["pty", "ltd"],
    &["pte", "ltd"],
    &["pvt", "ltd"],
    &["private", "limited"],
    &["co", "ltd"],
    &["sa", "de", "cv"],
    &["s", "de", "rl", "de", "cv"],
    &["ab"],
    &["ad"],
    &["ag"],
    &["aps"],
    &["as"],
    &["asa"],
    &["bhd"],
    &["bv"],
    &["bvba"],
    &["co"],
    &["company"],
    &["corp"],
    &["corporation"],
    &["doo"],
    &["dd"],
    &["eg"],
    &["eirl"],
    &["eood"],
    &["eurl"],
    &["gmbh"],
    &["inc"],
    &["incorporated"],
    &["kft"],
    &["kg"],
    &["kgaa"],
    &["kk"],
    &["lda"],
    &["limited"],
    &["limitada"],
    &["llc"],
    &["llp"],
    &["lp"],
    &["ltd"],
    &["ltda"],
    &["nv"],
    &["nyrt"],
    &["ohg"],
    &["ood"],
    &["oy"],
    &["oyj"],
    &["plc"],
    &["pjsc"],
    &["pt"],
    &["pte"],
    &["pty"],
    &["pvt"],
    &["sa"],
    &["sarl"],
    &["sas"],
    &["sasu"],
    &["sca"],
    &["scop"],
    &["sci"],
    &["se"],
    &["sia"],
    &["sl"],
    &["slu"],
    &["snc"],
    &["spa"],
    &["spzoo"],
    &["sprl"],
    &["srl"],
    &["srls"],
    &["sro"],
    &["uab"],
    &["ug"],
    &["zrt"],
];

/// A legal name in the form used for comparison: lower case without accents, split into words, without the legal form
/// at either end.
fn folded_name(name: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(name);
    let mut folded = String::with_capacity(name.len());
    for letter in decomposed.chars().flat_map(char::to_lowercase) {
        match letter {
            // Combining accents, and full stops and apostrophes within a word.
            '\u{300}'..='\u{36f}' | '.' | '\'' | '\u{2019}' => {}
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'þ' => folded.push_str("th"),
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ => folded.push(' '),
        }
    }
    let mut words: Vec<&str> = folded
        .split_whitespace()
        .filter(|word| !matches!(*word, "and" | "und" | "et"))
        .collect();
    let form_at_end = |words: &[&str]| {
        LEGAL_FORMS
            .iter()
            .find(|form| words.ends_with(form))
            .copied()
    };
    while let Some(form) = form_at_end(&words).filter(|form| form.len() < words.len()) {
        words.truncate(words.len() - form.len());
    }
    let form_at_start = LEGAL_FORMS.iter().find(|form| words.starts_with(form));
    if let Some(form) = form_at_start.filter(|form| form.len() < words.len()) {
        words.drain(..form.len());
    }
    words.join(" ")
}

/// A number in the form used for comparison: only letters and digits, in capitals.
fn folded_number(number: &str) -> String {
    number
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(values: &[(Field, &str)]) -> Application {
        let mut application = Application::default();
        for (field, value) in values {
            application.set(*field, value);
        }
        application
    }

    fn same_name(one: &str, other: &str) -> bool {
        let named = |name| application(&[(Field::LegalName, name)]);
        is_same_company(&named(one), &named(other))
    }

    #[test]
    fn a_legal_name_is_the_same_but_for_case_accents_and_legal_form() {
        for (one, other) in [
            ("Contoso France SAS", "CONTOSO FRANCE"),
            ("Contoso France S.A.S.", "contoso france sarl"),
            (
                "Société Générale d'Infogérance",
                "SOCIETE GENERALE DINFOGERANCE SA",
            ),
            ("SARL Dupont & Fils", "Dupont et Fils"),
            ("Müller Systeme GmbH & Co. KG", "Müller Systeme"),
            ("Straße Zwölf AG", "STRASSE ZWOLF"),
            ("Fabrikam, Inc.", "Fabrikam Incorporated"),
            ("Wide World Importers Pty Ltd", "Wide World Importers"),
            ("Zażółć sp. z o.o.", "Zazolc"),
            ("Løvens Data A/S", "Lovens Data"),
            ("Ｃｏｎｔｏｓｏ KK", "Contoso"),
        ] {
            assert!(same_name(one, other), "{one} | {other}");
        }
    }

    #[test]
    fn another_name_is_another_company() {
        for (one, other) in [
            ("Contoso France SAS", "Contoso Germany GmbH"),
            ("Contoso", "Contoso Holding"),
            ("SAS", "SA"),
            ("", ""),
            (".", "-"),
            ("Adventure Works", "Adventureworks"),
        ] {
            assert!(!same_name(one, other), "{one} | {other}");
        }
    }

    #[test]
    fn a_tax_id_is_enough_however_it_is_written() {
        let one = application(&[(Field::LegalName, "A"), (Field::TaxId, "FR40 303 265 045")]);
        let same = application(&[(Field::LegalName, "B"), (Field::TaxId, "fr40303265045")]);
        let other = application(&[(Field::LegalName, "B"), (Field::TaxId, "FR40303265046")]);
        let none = application(&[(Field::LegalName, "B"), (Field::TaxId, " - ")]);
        assert!(is_same_company(&one, &same));
        assert!(!is_same_company(&one, &other));
        let blank = application(&[(Field::TaxId, " - ")]);
        assert!(!is_same_company(&none, &blank));
        assert!(!is_same_company(&blank, &blank));
        assert!(!is_same_company(&one, &application(&[])));
    }
}
