//! What depends on the company's country: market, region, currency, registration ID, address.

use crate::form::Form;
use crate::world::{Run, World, detail, json};

fn tried(form: &Form) -> Run {
    let world = World::new();
    world.write("enroll.toml", form.text());
    world.csp(&json(&["enroll", "--from", "enroll.toml"]))
}

#[test]
fn the_country_fixes_region_and_currency() {
    for (country, region, currency) in [
        ("DE", "europe", "EUR"),
        ("CH", "europe", "CHF"),
        ("JP", "japan", "JPY"),
        ("US", "united-states", "USD"),
    ] {
        let form = Form::indirect()
            .in_country(country)
            .set("company.address.region", "\"Somewhere\"");
        let answer = tried(&form).expect(0).json();
        assert_eq!(answer["country"], country);
        assert_eq!(answer["region"], region);
        assert_eq!(answer["currency"], currency);
    }
}

#[test]
fn a_country_without_a_market_is_refused() {
    for country in ["CU", "KP", "IR"] {
        let error = tried(&Form::indirect().in_country(country))
            .expect(4)
            .error();
        assert_eq!(error["rule"], "enroll.market", "{country}");
        assert_eq!(detail(&error, "company.country")["flag"], "--country");
    }
}

#[test]
fn the_mpn_id_belongs_to_a_location_in_the_same_country() {
    let form = Form::indirect().set("mpn_country", "\"DE\"");
    let error = tried(&form).expect(4).error();
    assert_eq!(error["rule"], "enroll.mpn-country");
    let mistake = detail(&error, "mpn_country");
    assert_eq!(mistake["flag"], "--mpn-country");
    assert_eq!(mistake["at"], "enroll.toml:3:15");
}

#[test]
fn the_country_of_the_mpn_id_defaults_to_the_companys() {
    tried(&Form::indirect().without("mpn_country")).expect(0);
}

#[test]
fn an_mpn_id_has_four_to_ten_digits() {
    for (mpn_id, code) in [
        ("123", 4),
        ("1234", 0),
        ("1234567890", 0),
        ("12345678901", 4),
        ("48123a5", 4),
    ] {
        let run = tried(&Form::indirect().set("mpn_id", &format!("\"{mpn_id}\"")));
        run.expect(code);
        if code == 4 {
            assert_eq!(run.error()["rule"], "enroll.mpn-id");
        }
    }
}

#[test]
fn a_registration_id_is_missing_if_the_country_requires_it() {
    for country in ["PL", "HU", "AE", "ZA"] {
        let error = tried(&Form::indirect().in_country(country))
            .expect(7)
            .error();
        let missing = detail(&error, "company.registration_id");
        assert_eq!(missing["rule"], "enroll.registration-id", "{country}");
        assert_eq!(missing["flag"], "--registration-id");
    }
}

#[test]
fn a_registration_id_of_another_form_is_a_warning() {
    let form = Form::indirect()
        .in_country("HU")
        .set("company.registration_id", "\"12-34\"");
    let run = tried(&form);
    run.expect(0);
    assert!(run.stderr.contains("enroll.registration-id"), "{run}");
    let form = form.set("company.registration_id", "\"1234567890\"");
    let run = tried(&form);
    run.expect(0);
    assert!(!run.stderr.contains("enroll.registration-id"), "{run}");
}

#[test]
fn a_registration_id_is_optional_in_china_and_the_united_states() {
    for country in ["CN", "US"] {
        let form = Form::indirect()
            .in_country(country)
            .set("company.address.region", "\"Somewhere\"");
        tried(&form).expect(0);
    }
}

#[test]
fn some_countries_have_a_state_or_province_in_the_address() {
    for country in ["AU", "BR", "CA", "CN", "IN", "JP", "MX", "US"] {
        let form = Form::indirect()
            .in_country(country)
            .set("company.registration_id", "\"1234567890\"");
        let error = tried(&form).expect(7).error();
        let missing = detail(&error, "company.address.region");
        assert_eq!(missing["flag"], "--region", "{country}");
        assert_eq!(missing["rule"], "enroll.legal-profile");
    }
}

#[test]
fn a_country_may_be_typed_in_lower_case() {
    let answer = tried(&Form::indirect().set("company.country", "\"fr\""))
        .expect(0)
        .json();
    assert_eq!(answer["country"], "FR");
}

#[test]
fn unknown_country_codes_are_refused_with_a_hint() {
    let world = crate::journey::active();
    for (code, hint) in [
        ("UK", "GB"),
        ("el", "GR"),
        ("GBR", "GB"),
        ("ZZ", "ISO 3166-1"),
        ("EU", "ISO 3166-1"),
    ] {
        let customer = [
            "customers",
            "add",
            "A",
            "--domain",
            "a.fr",
            "--email",
            "a@a.fr",
            "--country",
            code,
        ];
        let provider = [
            "providers",
            "add",
            "A",
            "--mpn-id",
            "7700003",
            "--country",
            code,
        ];
        world.write(
            "customers.csv",
            format!("name,domain,country\nA,a.fr,{code}\n"),
        );
        world.write(
            "providers.csv",
            format!("name,country,mpn-id\nA,{code},7700003\n"),
        );
        for args in [
            &customer[..],
            &provider,
            &["customers", "import", "customers.csv"],
            &["customers", "import", "customers.csv", "--country", code],
            &["providers", "import", "providers.csv"],
        ] {
            let error = world.refusal(2, args);
            let message = error["details"][0]["message"].as_str().unwrap();
            assert!(message.contains(hint), "{args:?}: {message}");
        }
    }
}

#[test]
fn a_record_may_have_a_country_without_a_market() {
    let world = crate::journey::active();
    let add = [
        "customers",
        "add",
        "A",
        "--domain",
        "a.cu",
        "--email",
        "a@a.cu",
        "--country",
        "CU",
    ];
    assert_eq!(world.answer(&add)["country"], "CU");
    let error = world.refusal(4, &["customers", "invite", "a.cu"]);
    assert_eq!(error["rule"], "customers.territory");
}

#[test]
fn some_countries_need_no_postal_code_in_the_address() {
    for (code, is_needed) in [("IE", false), ("HK", false), ("TD", false), ("FR", true)] {
        let form = Form::indirect()
            .in_country(code)
            .set("company.address.postal_code", "\"\"");
        let run = tried(&form);
        let said = run.stderr.contains("Postal code is missing");
        assert_eq!(said, is_needed, "{code}: {run}");
    }
}
