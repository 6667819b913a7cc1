use proptest::prelude::*;

use super::*;

fn details(account: BankAccount) -> BankDetails {
    BankDetails {
        holder: "Contoso France SAS".to_owned(),
        account,
        bic: Some("psstfrpppar".parse().unwrap()),
    }
}

#[test]
fn an_iban_is_kept_compact_and_in_upper_case() {
    for typed in [
        "FR1420041010050500013M02606",
        "FR14 2004 1010 0505 0001 3M02 606",
        " fr14 20041010050500013m02606\u{a0}",
    ] {
        let iban: Iban = typed.parse().unwrap();
        assert_eq!(iban.reveal(), "FR1420041010050500013M02606");
    }
}

#[test]
fn each_way_of_being_wrong_has_its_own_words() {
    for (typed, fault) in [
        ("", BadIban::Form),
        ("1234567890", BadIban::Form),
        ("FR14-2004-1010-0505-0001-3M02-606", BadIban::Form),
        ("ＦＲ1420041010050500013M02606", BadIban::Form),
        ("FR1520041010050500013M02606", BadIban::CheckDigits),
        ("FR1420041010050500013M0260", BadIban::CheckDigits),
        ("AL84212110090000AB023569874", BadIban::CountryForm),
        ("ZZ121234567890", BadIban::UnknownCountry),
    ] {
        let refused = typed.parse::<Iban>().unwrap_err();
        assert_eq!(refused, fault, "{typed}");
    }
}

#[test]
fn what_is_shown_hides_the_middle() {
    let shown = details(BankAccount::Iban(
        "FR1420041010050500013M02606".parse().unwrap(),
    ))
    .masked();
    assert_eq!(shown.iban.as_deref(), Some("FR14•••••2606"));
    assert_eq!(shown.account_number, None);
    assert_eq!(shown.bic.as_deref(), Some("PSSTFRPPPAR"));

    for (number, masked) in [
        ("12345678", "•••••5678"),
        ("1234567", "•••••4567"),
        ("123456", "•••••"),
        ("1", "•••••"),
    ] {
        let shown = details(BankAccount::National {
            number: number.parse().unwrap(),
            bank_code: "12-34-56".parse().unwrap(),
        })
        .masked();
        assert_eq!(shown.account_number.as_deref(), Some(masked));
        assert_eq!(shown.bank_code.as_deref(), Some("•••••"));
        assert_eq!(shown.iban, None);
    }
}

#[test]
fn revealed_details_are_whole_and_debug_is_not() {
    let bank = details(BankAccount::National {
        number: "000123 456789".parse().unwrap(),
        bank_code: "021000021".parse().unwrap(),
    });
    let shown = bank.revealed();
    assert_eq!(shown.account_number.as_deref(), Some("000123456789"));
    assert_eq!(shown.bank_code.as_deref(), Some("021000021"));
    let debug = format!("{bank:?}");
    assert!(
        !debug.contains("123456") && !debug.contains("021000021"),
        "{debug}"
    );
}

#[test]
fn a_bic_has_eight_or_eleven_characters() {
    for (typed, code) in [
        ("PSSTFRPP", "PSSTFRPP"),
        ("psst frpp par", "PSSTFRPPPAR"),
        ("E097AEXX", "E097AEXX"),
        ("DEUTDEFF500", "DEUTDEFF500"),
    ] {
        let bic: Bic = typed.parse().unwrap();
        assert_eq!(bic.as_str(), code);
        assert_eq!(bic.to_string(), code);
    }
    for bad in [
        "",
        "PSSTFRP",
        "PSSTFRPPP",
        "PSST12PP",
        "PSSTFRPPPARX",
        "PSSTFR-P",
        "ÀSSTFRPP",
    ] {
        assert!(bad.parse::<Bic>().is_err(), "{bad}");
    }
}

#[test]
fn numbers_have_something_to_count() {
    for bad in [
        "",
        "   ",
        "--",
        "12345678901234567890123456789012345",
        "12;34",
        "１２３",
    ] {
        assert!(bad.parse::<AccountNumber>().is_err(), "{bad}");
        assert!(bad.parse::<BankCode>().is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_masked_number_never_shows_more_than_four_of_its_end(number in "[0-9]{1,34}") {
        let parsed: AccountNumber = number.parse().unwrap();
        let shown: String = parsed.masked().chars().filter(char::is_ascii_digit).collect();
        prop_assert!(shown.len() <= 4 && shown.len() + 3 <= number.len().max(3));
        prop_assert!(number.ends_with(&shown));
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in any::<String>()) {
        let _ = text.parse::<Iban>();
        let _ = text.parse::<Bic>();
        let _ = text.parse::<AccountNumber>();
    }
}
