//! `--template`: a text with the values of an answer, filled by minijinja. It reads no files and includes none.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value as Filled};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use serde_json::Value;

use super::shapes::Shape;
use super::template_words::{Word, find_words};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::word::nearest;
use crate::sanitize::{brief, one_line};

/// The flag, for messages.
const FLAG: &str = "--template";

/// The name of the whole answer in a template.
const ANSWER: &str = "answer";

/// The name of a list in a template.
const ROWS: &str = "rows";

/// So many steps may a template take: enough for a line for each of a million rows, and loops end.
const MOST_STEPS: u64 = 100_000_000;

/// A template that can be filled.
pub struct AnswerTemplate {
    text: String,
}

impl AnswerTemplate {
    /// Reads a template for answers of a shape.
    ///
    /// # Errors
    /// A usage failure that says in which line it is wrong, or which name the answer does not have.
    pub fn compile(text: &str, shape: Shape) -> Result<Self> {
        let environment = environment();
        let template = environment
            .template_from_str(text)
            .map_err(|error| mistake(format!("the template is not valid{}", describe(&error))))?;
        if let Some(message) = find_unknown_word(&environment, text) {
            return Err(mistake(message));
        }
        let mut names: Vec<&str> = vec![ANSWER, "dry_run"];
        if shape.is_list() {
            names.push(ROWS);
        } else {
            names.extend(shape.fields().iter().map(|field| field.key));
        }
        let globals: Vec<&str> = environment.globals().map(|(name, _)| name).collect();
        let used = template.undeclared_variables(false);
        let mut unknown: Vec<&String> = used
            .iter()
            .filter(|name| !names.contains(&name.as_str()) && !globals.contains(&name.as_str()))
            .collect();
        unknown.sort();
        match unknown.first() {
            Some(name) => Err(describe_unknown_name(name, &names, shape)),
            None => Ok(Self {
                text: text.to_owned(),
            }),
        }
    }

    /// Fills it.
    ///
    /// # Errors
    /// If a name is not there in this answer, or a step cannot be done.
    pub fn fill(&self, answer: &Value) -> Result<String> {
        let environment = environment();
        let filled = environment
            .template_from_str(&self.text)
            .and_then(|template| template.render(variables(answer)));
        filled.map_err(|error| {
            let reason = describe(&error);
            Diagnostic::failed(format!("the template failed on this answer{reason}"))
                .with_flag(FLAG)
        })
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    // A block on a line of its own leaves no line behind. The two settings contradict no other.
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    if let Ok(syntax) = syntax {
        environment.set_syntax(syntax);
    }
    environment.set_fuel(Some(MOST_STEPS));
    // What is null is empty, as in a table and in CSV.
    environment.set_formatter(|out, state, value| {
        if value.is_none() {
            return Ok(());
        }
        minijinja::escape_formatter(out, state, value)
    });
    environment
}

/// The names in a template: the whole answer, its keys where it is a thing, its rows where it is a list. Each is a part
/// of one value, of which there is one copy.
fn variables(answer: &Value) -> Filled {
    let whole = Filled::from(Serde(answer));
    let mut variables = BTreeMap::new();
    match answer {
        Value::Array(_) => {
            variables.insert(ROWS, whole.clone());
        }
        Value::Object(fields) => {
            for key in fields.keys() {
                let part = whole.get_attr(key).unwrap_or_default();
                // What `--dry-run` makes of a list.
                if key == "items" && fields.len() == 2 {
                    variables.insert(ROWS, part.clone());
                }
                variables.insert(key, part);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    variables.insert(ANSWER, whole);
    Filled::from(variables)
}

/// A filter or test of the template that does not exist. minijinja says so only when it fills the template, and the
/// command may have written by then.
fn find_unknown_word(environment: &Environment<'_>, text: &str) -> Option<String> {
    let unknown = |expression: String, kind: ErrorKind| {
        let tried = environment
            .compile_expression(&expression)
            .and_then(|expression| expression.eval(()));
        tried.is_err_and(|error| error.kind() == kind)
    };
    find_words(text).into_iter().find_map(|word| match word {
        Word::Filter(name) => unknown(format!("0|{name}"), ErrorKind::UnknownFilter)
            .then(|| format!("the template is not valid: unknown filter `{name}`")),
        Word::Test(name) => unknown(format!("0 is {name}"), ErrorKind::UnknownTest)
            .then(|| format!("the template is not valid: unknown test `{name}`")),
    })
}

fn mistake(message: String) -> Diagnostic {
    Diagnostic::usage(message).with_flag(FLAG)
}

fn describe_unknown_name(name: &str, names: &[&str], shape: Shape) -> Diagnostic {
    let hint = match nearest(name, names.iter().copied()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    };
    let help = if shape.is_list() {
        "The answer is a list: use `rows`, as in {% for row in rows %}{{ row.FIELD }} {% endfor %}. `--fields` without a value lists the fields."
    } else {
        "A template knows the fields of the answer by their names, and the whole as `answer`. `--fields` without a value lists the fields."
    };
    let name = one_line(name);
    mistake(format!(
        "`{name}` in the template is not a field of this answer{hint}"
    ))
    .with_help(help)
}

/// Why a template is wrong, and where.
fn describe(error: &minijinja::Error) -> String {
    let what = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "it takes too many steps".to_owned(),
        (ErrorKind::UndefinedError, _) => "it uses a value that is not there".to_owned(),
        (_, Some(detail)) => detail.to_owned(),
        (kind, None) => kind.to_string(),
    };
    let place = match error.line() {
        Some(line) => format!(" in line {line}"),
        None => String::new(),
    };
    brief(one_line(&format!("{place}: {what}")).into_owned(), 400)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fill(text: &str, shape: &str, answer: &Value) -> Result<String> {
        AnswerTemplate::compile(text, Shape::named(shape))?.fill(answer)
    }

    #[test]
    fn a_template_knows_fields_and_rows() {
        let user = json!({"email": "a@b.fr", "roles": ["x", "y"], "last_name": null, "display_name": "<Ada>"});
        for (text, wanted) in [
            ("{{ email }}: {{ roles|join(', ') }}", "a@b.fr: x, y"),
            ("{{ display_name }}{{ last_name }}|", "<Ada>|"),
            ("{{ answer.email|upper }}", "A@B.FR"),
            ("{{ roles|tojson }} {{ roles|length }}", r#"["x", "y"] 2"#),
        ] {
            assert_eq!(fill(text, "user", &user).unwrap(), wanted, "{text}");
        }
        let text = "{% for row in rows %}\n{{ loop.index }} {{ row.email }}\n{% endfor %}\n";
        let filled = fill(text, "users", &json!([user, user])).unwrap();
        assert_eq!(filled, "1 a@b.fr\n2 a@b.fr\n");
        let rehearsed = json!({"dry_run": true, "items": [user]});
        assert_eq!(fill(text, "users", &rehearsed).unwrap(), "1 a@b.fr\n");
    }

    #[test]
    fn mistakes_are_found_before_anything_is_done() {
        for (text, message) in [
            (
                "{{ emial }}",
                "`emial` in the template is not a field of this answer; did you mean `email`?",
            ),
            ("line\n{{ email", "the template is not valid in line 2: "),
            (
                "{% include 'x' %}",
                "the template is not valid in line 1: unknown statement include",
            ),
            (
                "{% import 'x' as y %}",
                "the template is not valid in line 1: unknown statement import",
            ),
        ] {
            let failure = AnswerTemplate::compile(text, Shape::named("user"))
                .map(drop)
                .unwrap_err();
            assert!(
                failure.message().starts_with(message),
                "{}",
                failure.message()
            );
            assert_eq!(failure.kind().exit(), 2);
        }
    }

    #[test]
    fn a_template_ends_and_a_missing_value_is_an_error() {
        let nested = "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}";
        for (text, message) in [
            (
                "{{ answer.nothing }}",
                "the template failed on this answer in line 1: it uses a value that is not there",
            ),
            (
                "{{ email|int }}",
                "the template failed on this answer in line 1: ",
            ),
            (nested, "the template failed on this answer"),
        ] {
            let failure = fill(text, "user", &json!({"email": "a@b.fr"})).unwrap_err();
            assert!(
                failure.message().starts_with(message),
                "{}",
                failure.message()
            );
            assert_eq!(failure.kind().exit(), 1);
        }
    }
}
