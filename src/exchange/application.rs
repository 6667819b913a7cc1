//! The application file (`enrollment.toml`): parsing it with all mistakes at once, and the template to fill in.

use toml::de::{DeTable, DeValue};

use crate::diagnostic::Diagnostic;
use crate::domain::application::{Application, Field, FieldKind};
use crate::domain::word::{Word, nearest};
use crate::domain::{Model, Slug};
use crate::policy::{Lines, Position, wrong};

/// The content of an application file.
#[derive(Debug, Default)]
pub struct ApplicationFile {
    /// The model applied for.
    pub model: Option<Model>,
    /// The short name for the account.
    pub slug: Option<Slug>,
    /// The fields.
    pub application: Application,
    /// The position of each key whose value could be read.
    pub places: Vec<(&'static str, Position)>,
    /// Every mistake. If the mistake is in the value of a known key, the field is named.
    pub faults: Vec<Diagnostic>,
    /// Whether the text is not valid TOML, so that the rest of its content is unknown.
    pub broken: bool,
}

/// The keys that are not fields of the application.
pub const MODEL: &str = "model";
/// The key of the account's short name.
pub const ACCOUNT: &str = "account";

impl ApplicationFile {
    /// The position of a field.
    pub fn place(&self, field: Field) -> Option<Position> {
        self.places
            .iter()
            .find(|(known, _)| *known == field.facts().key)
            .map(|(_, at)| *at)
    }

    /// Parses the text of a file.
    pub fn read(text: &str) -> Self {
        let lines = Lines::of(text);
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut file = Self {
            broken: !errors.is_empty(),
            ..Self::default()
        };
        for error in errors {
            let at = error
                .span()
                .map_or(Position::START, |span| lines.position(span));
            file.fault(at, None, error.message().to_owned());
        }
        file.walk("", table.get_ref(), &lines);
        file
    }

    fn fault(&mut self, at: Position, key: Option<&'static str>, message: String) {
        let fault = wrong(at, message);
        self.faults.push(match key {
            Some(key) => fault.with_field(key),
            None => fault,
        });
    }

    fn walk(&mut self, prefix: &str, table: &DeTable<'_>, lines: &Lines<'_>) {
        for (key, value) in table {
            let name = if prefix.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{prefix}.{}", key.get_ref())
            };
            let found = value.get_ref();
            if let (DeValue::Table(inner), true) = (found, is_group(&name)) {
                self.walk(&name, inner, lines);
            } else {
                self.leaf(
                    &name,
                    found,
                    lines.position(key.span()),
                    lines.position(value.span()),
                );
            }
        }
    }

    fn leaf(&mut self, name: &str, value: &DeValue<'_>, key_at: Position, at: Position) {
        let text = match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Boolean(yes) => yes.to_string(),
            DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                String::new()
            }
        };
        let is_text = matches!(value, DeValue::String(_));
        match (name, Field::from_word(name).ok()) {
            (MODEL, _) if !is_text => self.fault(at, Some(MODEL), no_text(name)),
            (MODEL, _) => match text.parse() {
                Ok(model) => self.model = Some(model),
                Err(_) if text.trim().is_empty() => {}
                Err(error) => self.fault(at, Some(MODEL), error.to_string()),
            },
            (ACCOUNT, _) if !is_text => self.fault(at, Some(ACCOUNT), no_text(name)),
            (ACCOUNT, _) => match text.parse() {
                Ok(slug) => {
                    self.slug = Some(slug);
                    self.places.push((ACCOUNT, at));
                }
                Err(_) if text.trim().is_empty() => {}
                Err(error) => self.fault(at, Some(ACCOUNT), error.to_string()),
            },
            (_, Some(field)) => match wrong_type(field.facts().kind, value) {
                Some(expected) => self.fault(
                    at,
                    Some(field.facts().key),
                    format!("`{name}` should be {expected}"),
                ),
                None => {
                    self.application.set(field, &text);
                    self.places.push((field.facts().key, at));
                }
            },
            (_, None) if is_group(name) => {
                self.fault(at, None, format!("`{name}` is a table, written [{name}]"));
            }
            (_, None) => self.fault(key_at, None, unknown_key(name)),
        }
    }
}

fn no_text(name: &str) -> String {
    format!("`{name}` should be a text in quotes")
}

/// What was expected, if the value has another type than the field.
fn wrong_type(kind: FieldKind, value: &DeValue<'_>) -> Option<&'static str> {
    let fits = match kind {
        FieldKind::Number => matches!(value, DeValue::Integer(_)),
        FieldKind::YesNo => matches!(value, DeValue::Boolean(_)),
        FieldKind::Text
        | FieldKind::Email
        | FieldKind::Country
        | FieldKind::Domain
        | FieldKind::Guid => {
            matches!(value, DeValue::String(_))
        }
    };
    let expected = match kind {
        FieldKind::Number => "a whole number without quotes",
        FieldKind::YesNo => "true or false, without quotes",
        FieldKind::Text
        | FieldKind::Email
        | FieldKind::Country
        | FieldKind::Domain
        | FieldKind::Guid => "a text in quotes",
    };
    (!fits).then_some(expected)
}

/// Whether the name is that of a table with fields.
fn is_group(name: &str) -> bool {
    groups().any(|group| group == name)
}

/// The tables of an application, including nested ones.
fn groups() -> impl Iterator<Item = &'static str> {
    Field::ALL.iter().flat_map(|field| {
        let word = field.word();
        word.match_indices('.')
            .filter_map(|(end, _)| word.get(..end))
    })
}

/// The message for an unknown key. It suggests the same key in another table, a key near it, or the most similar key.
fn unknown_key(name: &str) -> String {
    let split = |name: &'static str| name.rsplit_once('.').unwrap_or(("", name));
    let (table, last) = name.rsplit_once('.').unwrap_or(("", name));
    let keys = || {
        [MODEL, ACCOUNT]
            .into_iter()
            .chain(Field::ALL.iter().map(|field| field.word()))
    };
    let neighbours = keys()
        .chain(groups())
        .map(split)
        .filter(|(of, _)| *of == table)
        .map(|(_, key)| key);
    let elsewhere = keys().chain(groups()).find(|key| split(key).1 == last);
    let near = elsewhere
        .or_else(|| nearest(last, neighbours))
        .or_else(|| nearest(name, keys()));
    match near {
        Some(near) => format!("`{name}` is not a field of an application; did you mean `{near}`?"),
        None => {
            format!(
                "`{name}` is not a field of an application; to see all fields: `csp enroll template`"
            )
        }
    }
}

/// A commented application file, ready to fill in.
pub fn template(model: Model) -> String {
    let mut text = format!(
        "# An application as {}. Fill it in, then: csp enroll --from enrollment.toml\n\nmodel = \"{}\"\n",
        model.title(),
        model.short()
    );
    let mut group = "";
    let mut slug_said = false;
    for &field in Field::ALL {
        if field == Field::BillingDay && model == Model::IndirectReseller {
            continue;
        }
        let (own_group, name) = field.word().rsplit_once('.').unwrap_or(("", field.word()));
        if own_group != group {
            if !slug_said {
                text.push_str("account = \"\"  # short name; default: made from the legal name\n");
                slug_said = true;
            }
            text.push_str(&format!("\n[{own_group}]\n"));
            group = own_group;
        }
        let facts = field.facts();
        let blank = match facts.kind {
            FieldKind::Number => "1",
            FieldKind::YesNo => "false",
            FieldKind::Text
            | FieldKind::Email
            | FieldKind::Country
            | FieldKind::Domain
            | FieldKind::Guid => "\"\"",
        };
        let optional =
            !crate::domain::application::is_wanted(field, model, &Application::default());
        let mark = if optional { "optional; " } else { "" };
        let example = if facts.example.is_empty() {
            String::new()
        } else {
            format!(", for example {}", facts.example)
        };
        let off = if facts.kind == FieldKind::Number {
            "# "
        } else {
            ""
        };
        text.push_str(&format!(
            "{off}{name} = {blank}  # {mark}{}: {}{example}\n",
            facts.label, facts.help
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_found_with_its_place_and_a_suggestion() {
        let file = ApplicationFile::read(
            "mpn_id = 4812345\nmodel = \"sideways\"\n[company]\nlegal_nam = \"x\"\ncountry = \"FR\"\n[direct]\nbilling_day = \"five\"\n[colour]\nred = 1\n",
        );
        let faults: Vec<String> = file
            .faults
            .iter()
            .map(Diagnostic::located_message)
            .collect();
        assert!(
            faults
                .iter()
                .any(|fault| fault.starts_with("1:10: `mpn_id` should be a text")),
            "{faults:?}"
        );
        assert!(
            faults
                .iter()
                .any(|fault| fault.contains("2:9") && fault.contains("sideways")),
            "{faults:?}"
        );
        assert!(
            faults
                .iter()
                .any(|fault| fault.contains("4:1") && fault.contains("did you mean `legal_name`?")),
            "{faults:?}"
        );
        assert!(
            faults.iter().any(|fault| fault.starts_with("7:15")),
            "{faults:?}"
        );
        assert!(
            faults.iter().any(|fault| fault.contains("`colour`")),
            "{faults:?}"
        );
        assert_eq!(file.application.get(Field::Country), Some("FR"));
    }

    #[test]
    fn tables_are_suggested_too_and_are_not_values() {
        for (text, says) in [
            ("[bnk]\niban = \"x\"\n", "did you mean `bank`?"),
            ("[bnak]\n", "did you mean `bank`?"),
            (
                "[compny.address]\ncity = \"x\"\n",
                "did you mean `company`?",
            ),
            (
                "[company.adress]\ncity = \"x\"\n",
                "did you mean `address`?",
            ),
            ("[primary_contct]\n", "did you mean `primary_contact`?"),
            ("tax_id = \"x\"\n", "did you mean `company.tax_id`?"),
            ("[address]\n", "did you mean `company.address`?"),
            (
                "[company]\nregion = \"x\"\n",
                "did you mean `company.address.region`?",
            ),
            ("mpnid = \"x\"\n", "did you mean `mpn_id`?"),
            ("[bank]\niba = \"x\"\n", "did you mean `iban`?"),
            (
                "company = \"x\"\n",
                "`company` is a table, written [company]",
            ),
            (
                "[company]\naddress = 1\n",
                "`company.address` is a table, written [company.address]",
            ),
            (
                "[[bank]]\niban = \"x\"\n",
                "`bank` is a table, written [bank]",
            ),
        ] {
            let faults = ApplicationFile::read(text).faults;
            let [only] = faults.as_slice() else {
                panic!("{text}: {faults:?}");
            };
            let message = only.message();
            assert!(message.ends_with(says), "{text}: {message}");
        }
    }

    #[test]
    fn the_template_is_read_back_without_a_mistake() {
        for model in [Model::IndirectReseller, Model::DirectBill] {
            let file = ApplicationFile::read(&template(model));
            assert_eq!(file.faults, []);
            assert_eq!(file.model, Some(model));
        }
    }
}
