//! `--jq`: a jq expression over the JSON answer, run by jaq. It reads no files and no modules.

use std::io;

use jaq_core::data::JustLut;
use jaq_core::load::parse::Def;
use jaq_core::load::{Arena, Error as LoadError, File, Loader, parse};
use jaq_core::{Compiler, Ctx, Filter, Vars, compile};
use jaq_json::{Val, read};

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::word::nearest;
use crate::sanitize::{brief, harmless_json, one_line};

/// The flag, for messages.
const FLAG: &str = "--jq";

/// An expression is no larger than this: the parser and the run call themselves for each bracket, operator and keyword,
/// and must not run out of stack after the command has written.
const LONGEST: usize = 4_000;
const DEEPEST: usize = 100;
const MOST_OPERATORS: usize = 150;
const MOST_DOTS: usize = 300;

/// So much of a value is shown in a message.
const SHOWN: usize = 200;

/// What users of `gh` know and jaq leaves to its own program.
const OWN_FUNCTIONS: &str = r#"
def @csv: [.[]
  | if . == null then ""
    elif isstring then "\"" + (split("\"") | join("\"\"")) + "\""
    elif . >= [] then error("a list or an object cannot be a cell of CSV")
    else tostring end] | join(",");
def @tsv: [.[]
  | if . == null then ""
    elif isstring then split("\\") | join("\\\\") | split("\t") | join("\\t")
      | split("\n") | join("\\n") | split("\r") | join("\\r")
    elif . >= [] then error("a list or an object cannot be a cell of TSV")
    else tostring end] | join("\t");
"#;

/// An expression that can be run.
pub struct JqFilter {
    filter: Filter<JustLut<Val>>,
}

impl JqFilter {
    /// Reads an expression.
    ///
    /// # Errors
    /// A usage failure that says where it is wrong.
    pub fn compile(expression: &str) -> Result<Self> {
        check_size(expression)?;
        let funs = jaq_core::funs()
            .chain(jaq_std::funs())
            .chain(jaq_json::funs());
        let arena = Arena::default();
        let file = File {
            code: expression,
            path: (),
        };
        let modules = Loader::new(definitions())
            .load(&arena, file)
            .map_err(|errors| {
                let first = errors.into_iter().next();
                describe_syntax(expression, first.map(|(_, error)| error))
            })?;
        let filter = Compiler::default()
            .with_funs(funs)
            .compile(modules)
            .map_err(|errors| {
                let first = errors.into_iter().flat_map(|(_, errors)| errors).next();
                describe_unknown_name(expression, first)
            })?;
        Ok(Self { filter })
    }

    /// Runs it over an answer. Texts come as they are, everything else as JSON. A failure is the last item.
    ///
    /// # Errors
    /// If the answer is not JSON.
    pub fn run<'f>(
        &'f self,
        answer: &[u8],
    ) -> io::Result<impl Iterator<Item = Result<String>> + use<'f>> {
        let answer = read::parse_single(answer)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
        let ctx = Ctx::<JustLut<Val>>::new(&self.filter.lut, Vars::new([]));
        let results = self.filter.id.run((ctx, answer));
        Ok(results.map_while(|result| match result {
            Ok(value) => Some(Ok(text_of(&value))),
            Err(exception) => match exception.get_err() {
                Ok(error) => Some(Err(failed(&error.to_string()))),
                // `halt`: no more results.
                Err(_) => None,
            },
        }))
    }
}

/// The functions that are written in jq themselves.
fn definitions() -> impl Iterator<Item = Def<&'static str>> {
    let own = parse(OWN_FUNCTIONS, |parser| parser.defs()).unwrap_or_default();
    let theirs = jaq_core::defs().chain(jaq_std::defs());
    theirs.chain(jaq_json::defs()).chain(own)
}

fn text_of(value: &Val) -> String {
    match value {
        Val::TStr(text) | Val::BStr(text) => String::from_utf8_lossy(text).into_owned(),
        Val::Null | Val::Bool(_) | Val::Num(_) | Val::Arr(_) | Val::Obj(_) => {
            harmless_json(&value.to_string())
        }
    }
}

fn failed(reason: &str) -> Diagnostic {
    let reason = brief(one_line(reason).into_owned(), SHOWN);
    Diagnostic::failed(format!("the jq expression failed on this answer: {reason}")).with_flag(FLAG)
}

fn mistake(message: String) -> Diagnostic {
    Diagnostic::usage(message).with_flag(FLAG).with_help(
        "The expression gets the answer that `--format json` prints. Nothing was done yet.",
    )
}

fn check_size(expression: &str) -> Result<()> {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in expression.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = depth.max(deepest);
    }
    let is_keyword = |word: &&str| {
        matches!(
            *word,
            "try" | "if" | "elif" | "def" | "reduce" | "foreach" | "label" | "and" | "or"
        )
    };
    let keywords = expression.split(|c: char| !c.is_alphanumeric());
    let operators = expression
        .matches(|c: char| "-|,+*/%=?".contains(c))
        .count();
    let operators = operators + keywords.filter(is_keyword).count();
    let limits = [
        (expression.len(), LONGEST, "bytes"),
        (deepest, DEEPEST, "brackets inside each other"),
        (operators, MOST_OPERATORS, "operators"),
        (expression.matches('.').count(), MOST_DOTS, "dots"),
    ];
    match limits.iter().find(|(found, most, _)| found > most) {
        Some((_, most, what)) => Err(mistake(format!(
            "the jq expression is too large: it has more than {most} {what}"
        ))),
        None => Ok(()),
    }
}

/// Describes where an expression cannot be read.
fn describe_syntax(expression: &str, error: Option<LoadError<&str>>) -> Diagnostic {
    let (expected, found) = match error {
        Some(LoadError::Lex(found)) => match found.into_iter().next() {
            Some((expected, found)) => (format!("expected {}", expected.as_str()), found),
            None => return invalid(expression, "", ""),
        },
        Some(LoadError::Parse(found)) => match found.into_iter().next() {
            Some((expected, found)) => (format!("expected {}", expected.as_str()), found),
            None => return invalid(expression, "", ""),
        },
        Some(LoadError::Io(found)) => match found.into_iter().next() {
            Some((path, _)) => ("modules cannot be loaded".to_owned(), path),
            None => return invalid(expression, "", ""),
        },
        None => return invalid(expression, "", ""),
    };
    invalid(expression, &expected, &place_of(expression, found))
}

fn invalid(expression: &str, reason: &str, place: &str) -> Diagnostic {
    let shown = brief(one_line(expression).into_owned(), SHOWN);
    let reason = match reason {
        "" => String::new(),
        reason => format!(": {reason}{place}"),
    };
    mistake(format!("`{shown}` is not a valid jq expression{reason}"))
}

/// Describes a name that jq does not know.
fn describe_unknown_name(expression: &str, error: Option<compile::Error<&str>>) -> Diagnostic {
    let Some((name, kind)) = error else {
        return invalid(expression, "", "");
    };
    let place = place_of(expression, name);
    let (what, hint) = if let compile::Undefined::Filter(arguments) = kind {
        let known: Vec<&str> = function_names(arguments);
        let hint = if known.contains(&name) {
            String::new()
        } else {
            nearest(name, known)
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
        };
        let what = match arguments {
            0 => "unknown function".to_owned(),
            1 => "unknown function with 1 argument".to_owned(),
            more => format!("unknown function with {more} arguments"),
        };
        (what, hint)
    } else {
        (format!("unknown {}", kind.as_str()), String::new())
    };
    let reason = format!("{what} `{}`", one_line(name));
    invalid(expression, &reason, &format!("{place}{hint}"))
}

/// The functions that jq knows with so many arguments.
fn function_names(arguments: usize) -> Vec<&'static str> {
    let defined = definitions()
        .filter(|one| one.args.len() == arguments)
        .map(|one| one.name);
    let built_in = jaq_core::funs::<JustLut<Val>>()
        .chain(jaq_std::funs())
        .chain(jaq_json::funs());
    let built_in = built_in
        .filter(|(_, taken, _)| taken.len() == arguments)
        .map(|(name, _, _)| name);
    defined.chain(built_in).collect()
}

/// Where a part of the expression is: the character counted from 1, or its end.
fn place_of(whole: &str, part: &str) -> String {
    let offset = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize);
    match offset.and_then(|offset| whole.get(..offset)) {
        Some(before) if before.len() < whole.len() => {
            format!(" at character {}", before.chars().count() + 1)
        }
        Some(_) => " at its end".to_owned(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(expression: &str, answer: &str) -> Vec<Result<String>> {
        let filter = JqFilter::compile(expression).unwrap();
        filter.run(answer.as_bytes()).unwrap().collect()
    }

    #[test]
    fn texts_come_raw_and_everything_else_as_json() {
        let answer =
            r#"[{"a":"x y","n":1,"m":"300000.00"},{"a":null,"n":2,"m":{"z":[],"b":"\u202e"}}]"#;
        for (expression, results) in [
            (".[].a", &["x y", "null"][..]),
            (".[1].m", &[r#"{"z":[],"b":"\u202e"}"#]),
            ("length, map(.n)", &["2", "[1,2]"]),
            (r#".[] | select(.n > 1) | "\(.n)""#, &["2"]),
            ("empty", &[]),
            (".[0].a, halt, 1", &["x y"]),
            (r#".[0] | [.a, .n] | @csv"#, &[r#""x y",1"#]),
            (r#".[0] | [.a, .n] | @tsv"#, &["x y\t1"]),
            (r#".[0].a | test("^x")"#, &["true"]),
        ] {
            let found: Vec<String> = run(expression, answer)
                .into_iter()
                .map(|result| result.unwrap())
                .collect();
            assert_eq!(found, results, "{expression}");
        }
    }

    #[test]
    fn a_mistake_is_described_with_its_place() {
        for (expression, message) in [
            (".[", "`.[` is not a valid jq expression: expected "),
            (".a |", "`.a |` is not a valid jq expression: expected "),
            (
                "map(.\"é\") | lenght",
                "unknown function `lenght` at character 13; did you mean `length`?",
            ),
            ("$x", "unknown variable `$x` at character 1"),
            ("import \"a\" as a; .", "modules cannot be loaded"),
            (
                &"(".repeat(101),
                "it has more than 100 brackets inside each other",
            ),
            (&"try ".repeat(151), "it has more than 150 operators"),
            (&" ".repeat(4001), "it has more than 4000 bytes"),
        ] {
            let failure = JqFilter::compile(expression).map(drop).unwrap_err();
            assert!(failure.message().contains(message), "{}", failure.message());
            assert_eq!(failure.kind().exit(), 2);
        }
    }

    #[test]
    fn the_largest_expressions_do_not_run_out_of_stack() {
        for expression in [
            "try ".repeat(150) + ".",
            "- ".repeat(150) + "1",
            ".|".repeat(150) + ".",
            "1+".repeat(150) + "1",
            ".a".repeat(300) + "?",
            "(".repeat(100) + "1" + &")".repeat(100),
            "[".repeat(100) + &"]".repeat(100),
        ] {
            let results = run(&expression, "1");
            assert!(results.len() <= 1, "{expression}");
        }
        assert!(JqFilter::compile(&"if ".repeat(150)).is_err());
    }

    #[test]
    fn a_failure_on_the_answer_comes_after_what_went_well() {
        let results = run(".[] | .a", r#"[{"a":1},"b"]"#);
        assert_eq!(results.len(), 2);
        let failure = results.last().unwrap().as_ref().unwrap_err();
        assert!(
            failure
                .message()
                .starts_with("the jq expression failed on this answer: cannot index")
        );
        assert_eq!(failure.kind().exit(), 1);
    }
}
