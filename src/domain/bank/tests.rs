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
fn ibans_are_read_as_people_paste_them() {
    for typed in [
        "FR14-2004-1010-0505-0001-3M02-606",
        "IBAN: FR14 2004 1010 0505 0001 3M02 606",
        "iban FR14\u{a0}2004\u{202f}1010 0505 0001 3M02 606",
        "FR14.2004.1010.0505.0001.3M02.606",
        "FR14\u{200b}20041010050500013M02606",
    ] {
        let iban: Iban = typed.parse().unwrap();
        assert_eq!(iban.reveal(), "FR1420041010050500013M02606", "{typed}");
    }
    for typed in [
        "CI93CI0080111301134291200589",
        "MA64011519000001205000534921",
        "SN08SN0100152000048500003035",
        "DZ614000400174401001050486",
        "CM1410002000200279763615168",
        "YE15CBYE0001018861234567891234",
    ] {
        assert!(typed.parse::<Iban>().is_ok(), "{typed}");
    }
}

#[test]
fn bics_are_kept_in_capitals_without_spaces() {
    for typed in [
        "psstfrpppar",
        "PSST FR PP PAR",
        "BIC: PSST-FR-PP-PAR",
        "SWIFT PSSTFRPPPAR",
    ] {
        assert_eq!(
            typed.parse::<Bic>().unwrap().as_str(),
            "PSSTFRPPPAR",
            "{typed}"
        );
    }
    for typed in ["PSSTFRPPP", "PSSTZZPP", "PSSTFRP0", "PSST"] {
        assert!(typed.parse::<Bic>().is_err(), "{typed}");
    }
}

#[test]
fn each_way_of_being_wrong_has_its_own_words() {
    for (typed, fault) in [
        ("", BadIban::Form),
        ("1234567890", BadIban::Form),
        ("FR14_2004_1010_0505_0001_3M02_606", BadIban::Form),
        ("GB00HLFX11016111455365", BadIban::CheckDigits),
        ("GB01BARC20714583608387", BadIban::CheckDigits),
        ("US64SVBKUS6S3300958879", BadIban::UnknownCountry),
        ("CI93CI00801113011342912005", BadIban::CheckDigits),
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
fn masked_numbers_hide_the_middle() {
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
