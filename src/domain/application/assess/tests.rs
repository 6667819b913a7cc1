use super::*;

fn example() -> Application {
    let mut application = Application::default();
    for &field in Field::ALL {
        application.set(field, field.facts().example);
    }
    application
}

fn found(field: Field, value: &str) -> Vec<(Field, FieldFindingKind, &'static str)> {
    let mut application = example();
    application.set(field, value);
    assess(Model::DirectBill, &application)
        .into_iter()
        .map(|finding| (finding.field, finding.kind, finding.rule.id))
        .collect()
}

#[test]
fn the_example_of_every_field_makes_a_complete_application() {
    assert_eq!(assess(Model::IndirectReseller, &example()), []);
    assert_eq!(assess(Model::DirectBill, &example()), []);
    assert_eq!(warnings(&example()), []);
}

#[test]
fn each_rule_refuses_what_breaks_it() {
    use FieldFindingKind::{AgainstRule, Missing, Unreadable};
    for (field, value, kind, rule) in [
        (Field::MpnId, "12a", AgainstRule, "enroll.mpn-id"),
        (Field::MpnId, "", Missing, "enroll.mpn-id"),
        (Field::MpnCountry, "DE", AgainstRule, "enroll.mpn-country"),
        (Field::Country, "KP", AgainstRule, "enroll.market"),
        (Field::City, "", Missing, "enroll.legal-profile"),
        (
            Field::ContactEmail,
            "a@Gmail.COM",
            AgainstRule,
            "enroll.webmail",
        ),
        (
            Field::ContactEmail,
            "a",
            Unreadable,
            "enroll.primary-contact",
        ),
        (Field::AdminEmail, "b@other.fr", AgainstRule, "enroll.admin"),
        (
            Field::Iban,
            "FR1420041010050500013M02607",
            AgainstRule,
            "enroll.bank",
        ),
        (Field::Iban, "", Missing, "enroll.bank"),
        (Field::BillingDay, "29", AgainstRule, "enroll.billing-day"),
        (Field::BillingDay, "0", AgainstRule, "enroll.billing-day"),
        (Field::BillingDay, "five", Unreadable, "enroll.billing-day"),
        (Field::Authority, "false", AgainstRule, "enroll.authority"),
        (Field::TenantId, "nope", Unreadable, "enroll.mpn-unique"),
        (Field::Authority, "perhaps", Unreadable, "enroll.authority"),
        (
            Field::City,
            &"é".repeat(257),
            Unreadable,
            "enroll.legal-profile",
        ),
        (Field::City, "Par\tis", Unreadable, "enroll.legal-profile"),
    ] {
        let found = found(field, value);
        assert!(
            found.contains(&(field, kind, rule)),
            "{field:?} = {value:?}: {found:?}"
        );
    }
}

#[test]
fn the_longest_value_has_256_characters() {
    assert_eq!(found(Field::City, &"é".repeat(256)), []);
}

#[test]
fn an_account_needs_an_iban_or_number_and_bank_code() {
    let (iban, number, code) = ("FR1420041010050500013M02606", "12345678", "20041");
    // Which of IBAN, account number and bank code are given, and which of them are required.
    for (given, wanted) in [
        (["", "", ""], [true, false, false]),
        ([iban, "", ""], [true, false, false]),
        ([iban, number, ""], [false, false, false]),
        ([iban, "", code], [false, false, false]),
        (["", number, ""], [false, false, true]),
        (["", "", code], [false, true, false]),
        (["", number, code], [false, true, true]),
    ] {
        let mut application = example();
        let fields = [Field::Iban, Field::AccountNumber, Field::BankCode];
        for (field, value) in fields.into_iter().zip(given) {
            application.set(field, value);
        }
        let is = |field| is_wanted(field, Model::DirectBill, &application);
        assert_eq!(fields.map(is), wanted, "{given:?}");
    }
}

#[test]
fn foreign_contacts_and_odd_numbers_get_a_warning() {
    for (domain, contact, warned) in [
        ("contoso.fr", "a@contoso.fr", false),
        ("contoso.fr", "a@fabrikam.fr", true),
        ("contoso.onmicrosoft.com", "a@contoso.onmicrosoft.com", true),
        ("", "a@contoso.fr", false),
    ] {
        let mut application = example();
        application.set(Field::TenantDomain, domain);
        application.set(Field::ContactEmail, contact);
        let ids: Vec<&str> = warnings(&application)
            .iter()
            .map(|warning| warning.rule.id)
            .collect();
        let expected: &[&str] = if warned {
            &["enroll.contact-domain"]
        } else {
            &[]
        };
        assert_eq!(ids, expected, "{domain} {contact}");
    }
    let mut application = example();
    application.set(Field::Country, "AM");
    application.set(Field::RegistrationId, "123456789");
    assert_eq!(warnings(&application)[0].rule.id, "enroll.registration-id");
}

#[test]
fn names_without_letters_and_odd_phone_numbers_are_refused() {
    use FieldFindingKind::AgainstRule;
    for (field, value, rule) in [
        (Field::SupportPhone, "abc", "enroll.support-contact"),
        (Field::ContactPhone, "123", "enroll.primary-contact"),
        (Field::ContactFirstName, "123", "enroll.primary-contact"),
        (Field::ContactLastName, "-", "enroll.primary-contact"),
        (Field::AdminLastName, "?", "enroll.admin"),
        (Field::LegalName, "-", "enroll.legal-profile"),
        (Field::BankHolder, "...", "enroll.bank"),
    ] {
        assert_eq!(found(field, value), [(field, AgainstRule, rule)], "{value}");
    }
    for (field, value) in [
        (Field::LegalName, "3M"),
        (Field::ContactLastName, "山田"),
        (Field::SupportPhone, "+33 1 57 75 10 00 x12"),
    ] {
        assert_eq!(found(field, value), [], "{value}");
    }
}

#[test]
fn what_is_on_record_is_not_refused_for_its_spelling() {
    let mut recorded = example();
    recorded.set(Field::SupportPhone, "abc");
    recorded.set(Field::ContactLastName, "-");
    let model = Model::IndirectReseller;
    assert!(is_complete(model, &recorded));
    assert_eq!(assess_change(model, &recorded, &[Field::City]), []);
    let changed = [Field::City, Field::SupportPhone];
    assert_eq!(assess_change(model, &recorded, &changed).len(), 1);
    recorded.set(Field::SupportPhone, "");
    assert_eq!(assess_change(model, &recorded, &[]).len(), 1);
    assert!(!is_complete(model, &recorded));
}

#[test]
fn required_fields_depend_on_country_model_and_bank() {
    let mut application = example();
    application.set(Field::Country, "US");
    application.set(Field::MpnCountry, "");
    assert!(is_wanted(Field::Region, Model::DirectBill, &application));
    application.set(Field::Country, "PL");
    assert!(is_wanted(
        Field::RegistrationId,
        Model::DirectBill,
        &application
    ));
    assert!(!is_wanted(Field::Region, Model::DirectBill, &application));
    application.set(Field::Iban, "");
    application.set(Field::AccountNumber, "12345678");
    assert!(!is_wanted(Field::Iban, Model::DirectBill, &application));
    assert!(is_wanted(Field::BankCode, Model::DirectBill, &application));
    assert!(!is_wanted(
        Field::BillingDay,
        Model::IndirectReseller,
        &application
    ));
    assert!(!is_wanted(
        Field::SupportEmail,
        Model::DirectBill,
        &application
    ));
}
