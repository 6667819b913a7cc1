//! Parses `facts.toml` and reports every mistake with its position.

use toml::de::DeValue;

use super::{FactKey, FactKind, FactOrigin, FactValue, Facts};
use crate::diagnostic::Diagnostic;
use crate::domain::Model;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::word::Word;
use crate::policy::document::{self, PolicyDocument, Section};
use crate::policy::position::{Position, utf8};
use crate::policy::revenue::{Category, Rate, RevenueKey, parse_rate};

const REVENUE: &[&str] = &["month", "amount", "currency", "category"];

/// Parses a facts file. `name` is the file as given, and appears in the evidence of findings.
///
/// # Errors
/// Every mistake in the file, in its order.
pub fn read_facts(bytes: &[u8], name: &str) -> Result<Facts, Vec<Diagnostic>> {
    let text = utf8(bytes).map_err(|fault| vec![fault])?;
    let (document, root) = PolicyDocument::parse(text);
    let tables = tables();
    let mut known: Vec<&str> = vec!["model", "as_of", "revenue", "rates"];
    known.extend(tables.iter().map(|(table, _)| *table));
    let root = Section::open(&document, root.get_ref(), Position::START, &known);
    let reader = Reader {
        document: &document,
        name,
    };
    let mut facts = Facts {
        model: root
            .take("model", document::parsed::<Model>)
            .map(|placed| placed.value),
        as_of: root.take("as_of", document::day).map(|placed| placed.value),
        ..Facts::default()
    };
    for (table, keys) in &tables {
        reader.table(&root, table, keys, &mut facts);
    }
    for entry in root.sections("revenue", REVENUE) {
        reader.revenue(&entry, &mut facts);
    }
    reader.rates(&root, &mut facts);
    if document.is_faulty() {
        return Err(document.into_faults());
    }
    Ok(facts)
}

/// The tables of the vocabulary, each with its keys.
fn tables() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut tables: Vec<(&str, Vec<&str>)> = Vec::new();
    for key in FactKey::ALL {
        let (table, name) = key.parts();
        match tables.iter_mut().find(|(known, _)| *known == table) {
            Some((_, keys)) => keys.push(name),
            None => tables.push((table, vec![name])),
        }
    }
    tables
}

struct Reader<'d, 'i> {
    document: &'d PolicyDocument<'i>,
    name: &'d str,
}

impl Reader<'_, '_> {
    fn origin(&self, at: Position) -> FactOrigin {
        FactOrigin::File {
            name: self.name.to_owned(),
            at,
        }
    }

    fn table(&self, root: &Section<'_, '_>, table: &str, keys: &[&str], facts: &mut Facts) {
        let Some(section) = root.section(table, keys) else {
            return;
        };
        let here = FactKey::ALL
            .iter()
            .copied()
            .filter(|key| key.parts().0 == table);
        for key in here {
            let read = |value: &DeValue<'_>| fact(key, value);
            if let Some(stated) = section.take_under(key.parts().1, key.rule(), read) {
                facts.state(key, stated.value, self.origin(stated.at));
            }
        }
    }

    fn revenue(&self, entry: &Section<'_, '_>, facts: &mut Facts) {
        let month = entry.need("month", document::parsed::<Month>);
        let amount = entry.need("amount", document::decimal);
        let currency = entry.need("currency", document::currency);
        let category = entry.take("category", document::word::<Category>);
        if entry.has("category") && category.is_none() {
            return;
        }
        if let (Some(month), Some(amount), Some(currency)) = (month, amount, currency) {
            let key = RevenueKey {
                month: month.value,
                category: category.map_or(Category::Cloud, |placed| placed.value),
                currency: currency.value,
            };
            let origin = self.origin(entry.at());
            if let Err(error) = facts.revenue.add(key, amount.value, origin) {
                self.document.fault(amount.at, error.to_string());
            }
        }
    }

    fn rates(&self, root: &Section<'_, '_>, facts: &mut Facts) {
        let Some(rates) = root.open_section("rates") else {
            return;
        };
        for (at, key, value) in rates.entries() {
            let DeValue::Table(table) = value.get_ref() else {
                self.rate((at, key), value.get_ref(), None, facts);
                continue;
            };
            match Month::exactly(key) {
                Ok(month) => {
                    let of_month = Section::of_any(self.document, table, at);
                    for (at, key, value) in of_month.entries() {
                        self.rate((at, key), value.get_ref(), Some(month), facts);
                    }
                }
                Err(error) => self.document.fault(at, error.to_string()),
            }
        }
    }

    fn rate(
        &self,
        (at, currency): (Position, &str),
        value: &DeValue<'_>,
        month: Option<Month>,
        facts: &mut Facts,
    ) {
        let known = Currency::from_code(currency)
            .map_err(|error| self.document.fault(at, error.to_string()));
        let rate = document::decimal(value)
            .and_then(|rate| parse_rate(&rate.to_string()))
            .map_err(|message| self.document.fault(at, format!("`{currency}`: {message}")));
        if let (Ok(currency), Ok(rate)) = (known, rate) {
            let rate = Rate::UsdForOne(rate);
            facts.rates.set(currency, month, rate, self.origin(at));
        }
    }
}

fn fact(key: FactKey, value: &DeValue<'_>) -> Result<FactValue, String> {
    match key.kind() {
        FactKind::Flag => document::flag(value).map(FactValue::Flag),
        FactKind::FlagOrAddress if value.is_bool() => document::flag(value).map(FactValue::Flag),
        FactKind::Count => document::count(value).map(FactValue::Count),
        FactKind::Day => document::day(value).map(FactValue::Day),
        FactKind::Hours => document::decimal(value).and_then(|hours| key.read(&hours.to_string())),
        FactKind::Plan => document::word(value).map(FactValue::Plan),
        FactKind::FlagOrAddress | FactKind::MpnId | FactKind::Country => {
            document::exact(value).and_then(|text| key.read(&text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
model = "direct"
as_of = 2021-03-01
[membership]
mpn_id = "4812345"
active = true
country = "FR"
[support]
plan = "asfp"
plan_purchased_on = "2021-02-20"
[security]
contact = "security@contoso.fr"
alert_response_hours = 23.5
[services]
managed_services = 2
[[revenue]]
month = "2020-03"
amount = "25000.00"
currency = "EUR"
category = "cloud"
[[revenue]]
month = "2020-03"
amount = 10
currency = "EUR"
[rates]
EUR = "1.1837"
[rates."2020-03"]
EUR = 1.1063
"#;

    #[test]
    fn a_whole_file_is_read_with_its_places() {
        let facts = read_facts(WHOLE.as_bytes(), "facts.toml").unwrap();
        assert_eq!(facts.model, Some(Model::DirectBill));
        assert_eq!(facts.as_of.unwrap().to_string(), "2021-03-01");
        let (plan, origin) = facts.plan().unwrap();
        assert_eq!(
            (plan.word(), origin.to_string().as_str()),
            ("asfp", "facts.toml:9:8")
        );
        assert!(facts.flag(FactKey::SecurityContact).unwrap().0);
        let months: Vec<_> = facts.revenue.iter().collect();
        assert_eq!(months.len(), 1);
        assert_eq!(
            months[0]
                .1
                .values()
                .sum::<rust_decimal::Decimal>()
                .to_string(),
            "25010.00"
        );
        let eur = "EUR".parse().unwrap();
        let rate = facts.rates.of(eur, "2020-03".parse().unwrap()).unwrap();
        assert_eq!(rate.0.usd_for_one().to_string(), "1.1063");
        assert_eq!(facts.rates.iter().count(), 2);
    }

    #[test]
    fn every_mistake_is_found_in_one_reading() {
        let text = "modle = \"direct\"\nas_of = \"1.3.2021\"\n[suport]\nplan = 1\n[support]\nplan = \"gold\"\nfirst_level = \"yes\"\n\
            [services]\nmanaged_services = -1\n[[revenue]]\nmonth = \"2020-3\"\namount = \"1,000\"\ncurrency = \"XYZ\"\ncategory = \"clod\"\n\
            [rates]\nEUR = 0\nABC = 1\n[rates.\"2020-1\"]\nEUR = 1\n";
        let faults = read_facts(text.as_bytes(), "f").unwrap_err();
        let lines: Vec<u64> = faults.iter().map(|fault| fault.line().unwrap()).collect();
        assert_eq!(
            lines,
            [1, 2, 3, 6, 7, 9, 11, 12, 13, 14, 16, 17, 18],
            "{faults:#?}"
        );
        assert!(
            faults[0].message().contains("did you mean `model`"),
            "{}",
            faults[0]
        );
        assert!(
            faults[2].message().contains("did you mean `support`"),
            "{}",
            faults[2]
        );
    }

    #[test]
    fn messages_name_the_type_of_the_value_found() {
        for (text, says) in [
            (
                "[services]\nmanaged_services = 1.5",
                "expected a whole number, not a decimal number",
            ),
            (
                "[services]\nmanaged_services = \"1\"",
                "expected a whole number, not a text",
            ),
            (
                "as_of = 2021-03-01T09:00:00Z",
                "expected a day such as 2021-03-01, not a date with a time",
            ),
            (
                "as_of = 09:00:00",
                "expected a day such as 2021-03-01, not a time",
            ),
            (
                "as_of = 2021",
                "expected a day such as 2021-03-01, not a whole number",
            ),
            (
                "model = 2021-03-01",
                "expected a text in quotes, not a date",
            ),
            (
                "[rates]\nEUR = true",
                "expected a decimal number, not true or false",
            ),
            (
                "[rates]\nEUR = 0x10",
                "expected a decimal number, not a hexadecimal, octal or binary one",
            ),
            (
                "[support]\nfirst_level = 1",
                "expected true or false, not a whole number",
            ),
        ] {
            let faults = read_facts(text.as_bytes(), "f").unwrap_err();
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].message().ends_with(says), "{}", faults[0]);
        }
    }

    #[test]
    fn a_rate_and_its_currency_are_wrong_one_by_one() {
        let faults = read_facts(b"[rates]\neur = 0\n", "f").unwrap_err();
        let told: Vec<String> = faults.iter().map(Diagnostic::located_message).collect();
        assert_eq!(
            told,
            [
                "2:1: `eur` is not a valid ISO 4217 currency code (for example EUR)",
                "2:1: `eur`: `0` is not a valid rate (US dollars for one unit expected, for example 1.1837)"
            ]
        );
    }

    #[test]
    fn invalid_toml_is_reported_with_its_line() {
        let faults =
            read_facts(b"model = \"direct\"\n[support\nplan = \"asfp\"\n", "f").unwrap_err();
        assert!(
            faults
                .iter()
                .any(|fault| fault.line().unwrap() == 2 || fault.line().unwrap() == 3),
            "{faults:?}"
        );
        assert!(read_facts(b"\xff", "f").is_err());
        assert!(read_facts(b"", "f").is_ok());
        assert!(read_facts("\u{feff}model = \"direct\"\r\n".as_bytes(), "f").is_ok());
    }

    #[test]
    fn a_value_that_cannot_be_read_is_one_mistake() {
        let faults = read_facts(b"[support]\nplan_purchased_on = 2021-13-01\n", "f").unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].line().unwrap(), 2);
    }

    #[test]
    fn a_key_stated_twice_is_a_mistake() {
        let faults = read_facts(b"[support]\nplan = \"asfp\"\nplan = \"psfp\"\n", "f").unwrap_err();
        assert_eq!(faults[0].line().unwrap(), 3);
    }

    #[test]
    fn digits_are_taken_as_written() {
        let text =
            "[[revenue]]\nmonth=\"2020-03\"\namount=0.1234567890123456789\ncurrency=\"USD\"\n";
        let facts = read_facts(text.as_bytes(), "f").unwrap();
        let (_, sums) = facts.revenue.iter().next().unwrap();
        assert_eq!(
            sums.values().next().unwrap().to_string(),
            "0.1234567890123456789"
        );
    }
}
