//! `--fields`: the fields of an answer that a person chose, in their order.

use serde_json::{Map, Value};

use super::output_format::OutputFormat;
use super::shapes::{Shape, ShapeField};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::word::nearest;

/// The key that marks the answer of a rehearsal.
pub(super) const DRY_RUN: &str = "dry_run";

/// The flag, for messages.
const FLAG: &str = "--fields";

/// Fields of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    paths: Vec<FieldPath>,
    tree: Vec<Choice>,
    is_list: bool,
}

/// One chosen field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FieldPath {
    name: String,
    /// Whether it holds plain values, or a list of them: what CSV has a column for.
    is_plain: bool,
}

/// What is chosen of an object: a key, and what is chosen inside. Nothing inside means all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Choice {
    key: String,
    inner: Vec<Choice>,
}

impl Fields {
    /// Reads fields as they are typed, with commas between them. `command` is named where it can list the fields.
    ///
    /// # Errors
    /// A usage failure for each one that the answer does not have.
    pub fn parse(typed: &str, shape: Shape, command: &str) -> Result<Self> {
        let known = shape.fields();
        let mut fields = Self {
            paths: Vec::new(),
            tree: Vec::new(),
            is_list: shape.is_list(),
        };
        let mut mistakes = Vec::new();
        for name in typed.split(',').map(str::trim) {
            match find(name, &known) {
                None => mistakes.push(unknown(name, shape)),
                Some(is_plain) => fields.add(name, is_plain),
            }
        }
        Diagnostic::unless_none(mistakes).map_err(|failure| {
            failure.with_help(format!("`{command} --fields` lists the fields."))
        })?;
        Ok(fields)
    }

    /// Refuses fields of which none has a column where the answer is CSV.
    ///
    /// # Errors
    /// A usage failure.
    pub fn check_columns(&self, format: OutputFormat) -> Result<()> {
        if format != OutputFormat::Csv || self.paths.iter().any(|path| path.is_plain) {
            return Ok(());
        }
        let names: Vec<&str> = self.paths.iter().map(|path| path.name.as_str()).collect();
        let message = format!(
            "CSV has columns for plain values only, and {} has fields of its own",
            names.join(", ")
        );
        let first = names.first().copied().unwrap_or_default();
        Err(Diagnostic::usage(message)
            .with_flag(FLAG)
            .with_help(format!(
                "Name a field inside, as in {first}.FIELD, or use `--format json`."
            )))
    }

    fn add(&mut self, name: &str, is_plain: bool) {
        if self.paths.iter().all(|path| path.name != name) {
            self.paths.push(FieldPath {
                name: name.to_owned(),
                is_plain,
            });
            choose(&mut self.tree, name);
        }
    }

    /// The names of the fields that have a column in this format.
    pub(super) fn columns(&self, format: OutputFormat) -> Vec<&str> {
        let shown = self.shown(format);
        shown.map(|path| path.name.as_str()).collect()
    }

    fn shown(&self, format: OutputFormat) -> impl Iterator<Item = &FieldPath> {
        let all = format != OutputFormat::Csv;
        self.paths.iter().filter(move |path| all || path.is_plain)
    }

    /// The values of a row under [`Fields::columns`]. What a list holds comes as a list.
    pub(super) fn values(&self, row: &Value, format: OutputFormat) -> Vec<Value> {
        let shown = self.shown(format);
        shown.map(|path| value_at(row, &path.name)).collect()
    }

    /// The same row with the chosen fields alone; one that it does not have is null.
    pub(super) fn pick(&self, row: &Value) -> Value {
        pick(row, &self.tree)
    }

    /// The same answer with the chosen fields alone. Of a rehearsal it keeps the mark.
    pub(super) fn pick_answer(&self, mut answer: Value) -> Value {
        if self.is_list {
            if let Some(rows) = answer.get_mut("items") {
                // What `--dry-run` makes of a list.
                *rows = pick(rows, &self.tree);
                return answer;
            }
            return pick(&answer, &self.tree);
        }
        let mut picked = self.pick(&answer);
        if let (Some(mark), Value::Object(fields)) = (answer.get(DRY_RUN), &mut picked) {
            fields.insert(DRY_RUN.to_owned(), mark.clone());
        }
        picked
    }

    /// The rows of a whole answer, and whether they were a list.
    pub(super) fn rows_of(&self, answer: Value) -> (Vec<Value>, bool) {
        if !self.is_list {
            return (vec![answer], false);
        }
        match answer {
            Value::Array(rows) => (rows, true),
            // What `--dry-run` makes of a list.
            Value::Object(mut marked) => match marked.remove("items") {
                Some(Value::Array(rows)) => (rows, true),
                other => (other.into_iter().collect(), true),
            },
            other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
                (vec![other], false)
            }
        }
    }
}

/// Finds a field by its path: whether it is plain, or `None` where there is no such field.
fn find(path: &str, known: &[ShapeField]) -> Option<bool> {
    let (key, rest) = match path.split_once('.') {
        Some((key, rest)) => (key, Some(rest)),
        None => (path, None),
    };
    let field = *known.iter().find(|field| field.key == key)?;
    let inner = field.inner();
    match rest {
        None => Some(inner.is_empty() && !field.is_open()),
        Some(rest) if field.is_open() => (!rest.split('.').any(str::is_empty)).then_some(true),
        Some(rest) => find(rest, &inner),
    }
}

fn unknown(name: &str, shape: Shape) -> Diagnostic {
    if name.is_empty() {
        return Diagnostic::usage("a field without a name").with_flag(FLAG);
    }
    let paths = shape.paths();
    let ending = format!(".{name}");
    let near = paths
        .iter()
        .find(|path| path.ends_with(&ending))
        .map(String::as_str)
        .or_else(|| nearest(name, paths.iter().map(String::as_str)));
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Diagnostic::usage(format!("`{name}` is not a field of this answer{hint}")).with_flag(FLAG)
}

/// Adds a path to what is chosen. A field that was chosen whole stays so.
fn choose(tree: &mut Vec<Choice>, path: &str) {
    let (key, rest) = match path.split_once('.') {
        Some((key, rest)) => (key, Some(rest)),
        None => (path, None),
    };
    match tree.iter_mut().find(|choice| choice.key == key) {
        Some(choice) => match rest {
            None => choice.inner.clear(),
            Some(rest) if !choice.inner.is_empty() => choose(&mut choice.inner, rest),
            Some(_) => {}
        },
        None => {
            let mut inner = Vec::new();
            if let Some(rest) = rest {
                choose(&mut inner, rest);
            }
            let key = key.to_owned();
            tree.push(Choice { key, inner });
        }
    }
}

fn pick(value: &Value, tree: &[Choice]) -> Value {
    match value {
        _ if tree.is_empty() => value.clone(),
        Value::Array(items) => items.iter().map(|item| pick(item, tree)).collect(),
        Value::Object(fields) => {
            let chosen = tree.iter().map(|choice| {
                let field = fields.get(&choice.key).unwrap_or(&Value::Null);
                (choice.key.clone(), pick(field, &choice.inner))
            });
            Value::Object(chosen.collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    }
}

/// The value at a path; through a list, the values of all that are in it as one list.
fn value_at(value: &Value, path: &str) -> Value {
    match value {
        _ if path.is_empty() => value.clone(),
        Value::Object(fields) => {
            let (key, rest) = path.split_once('.').unwrap_or((path, ""));
            let field = fields.get(key);
            field.map_or(Value::Null, |field| value_at(field, rest))
        }
        Value::Array(items) => {
            let mut found = Vec::new();
            for item in items {
                let inner = value_at(item, path);
                if let Value::Array(inner) = inner {
                    found.extend(inner);
                } else {
                    found.push(inner);
                }
            }
            Value::Array(found)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(typed: &str) -> Result<Fields> {
        Fields::parse(typed, Shape::named("account"), "csp enroll show")
    }

    #[test]
    fn chosen_fields_come_alone_and_in_their_order() {
        let account = json!({
            "account": "a", "legal_name": "A", "company": {"country": "FR", "tax_id": null},
            "enrollments": [{"model": "x", "state": "draft"}, {"model": "y", "state": "active"}]
        });
        for (typed, wanted) in [
            (
                "legal_name,account",
                json!({"legal_name": "A", "account": "a"}),
            ),
            ("company.country", json!({"company": {"country": "FR"}})),
            (
                "company.country , company",
                json!({"company": {"country": "FR", "tax_id": null}}),
            ),
            (
                "company,company.country",
                json!({"company": {"country": "FR", "tax_id": null}}),
            ),
            (
                "enrollments.model",
                json!({"enrollments": [{"model": "x"}, {"model": "y"}]}),
            ),
            ("bank.holder", json!({"bank": null})),
        ] {
            let picked = fields(typed).unwrap().pick(&account);
            assert_eq!(picked.to_string(), wanted.to_string(), "{typed}");
        }
        let values = fields("enrollments.state,company,account").unwrap();
        let [table, csv] = [OutputFormat::Table, OutputFormat::Csv];
        assert_eq!(values.columns(csv), ["enrollments.state", "account"]);
        assert_eq!(
            values.values(&account, csv),
            [json!(["draft", "active"]), json!("a")]
        );
        assert_eq!(values.columns(table).len(), 3);
    }

    #[test]
    fn an_unknown_field_is_refused_with_the_nearest() {
        for (typed, message) in [
            (
                "acount",
                "`acount` is not a field of this answer; did you mean `account`?",
            ),
            (
                "city",
                "`city` is not a field of this answer; did you mean `company.address.city`?",
            ),
            (
                "company.contry",
                "`company.contry` is not a field of this answer; did you mean `company.country`?",
            ),
            (
                "account.x",
                "`account.x` is not a field of this answer; did you mean `account`?",
            ),
            ("account,,mpn_id", "a field without a name"),
            ("", "a field without a name"),
        ] {
            let failure = fields(typed).unwrap_err();
            assert_eq!(failure.message(), message, "{typed}");
            assert_eq!(
                failure.help().as_deref(),
                Some("`csp enroll show --fields` lists the fields.")
            );
        }
    }
}
