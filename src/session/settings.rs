//! Settings: flag over environment over `config.toml` over default, resolved once.

use crate::diagnostic::{Diagnostic, Kind, Place, Result};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use toml::de::DeTable;
use toml_edit::{DocumentMut, Item, Table, TableLike, TomlError, Value};

use crate::cli::global::{ColorWhen, GlobalOptions, Wait, parse_switch};
use crate::cli::setting_key::Key;
use crate::domain::Language;
use crate::domain::calendar::{BadDay, Day, parse_day};
use crate::domain::word::Word;
use crate::exchange::minisign::TrustedKeys;
use crate::host::Host;
use crate::policy::{Lines, utf8};
use crate::report::OutputFormat;
use crate::store::{Origin, StorePlace};

/// No settings are larger than this; a larger file is some other one.
pub const LARGEST: u64 = 1 << 20;

/// The value as a file has it: a number for a number, texts for everything else.
///
/// # Errors
/// What is wrong with it.
fn read_value(key: Key, value: &toml::Value) -> std::result::Result<String, String> {
    let text = match (key, value) {
        (Key::PromptsAccessible, toml::Value::Boolean(is_on)) => is_on.to_string(),
        (_, toml::Value::String(text)) => text.clone(),
        (Key::Wait, toml::Value::Integer(number)) => number.to_string(),
        (Key::OrdersAgreementBlockFrom, toml::Value::Datetime(day)) => day.to_string(),
        (Key::Wait, other) => return Err(not_a("a number", other)),
        (Key::PromptsAccessible, other) => return Err(not_a("true or false", other)),
        (_, other) => return Err(not_a("a text in quotes", other)),
    };
    key.check(&text).map(|()| text)
}

/// What a value should have been.
fn not_a(wanted: &str, found: &toml::Value) -> String {
    let found = match found.type_str() {
        kind @ ("integer" | "array") => format!("an {kind}"),
        kind => format!("a {kind}"),
    };
    format!("expected {wanted}, not {found}")
}

/// The values of `config.toml`.
#[derive(Debug, Clone, Default)]
pub struct ConfigFile {
    values: Vec<(Key, String)>,
    /// Whether others can write the file: then no program is run because of it.
    others_write: bool,
}

impl ConfigFile {
    /// The value of a key.
    pub fn get(&self, key: Key) -> Option<&str> {
        self.values
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, value)| value.as_str())
    }

    fn parsed<T: std::str::FromStr>(&self, key: Key) -> Option<T> {
        self.get(key)?.parse().ok()
    }

    /// Reads the file; one that is not there is empty.
    ///
    /// # Errors
    /// Every unknown key and unreadable value, with its place.
    pub fn read(path: &Path) -> Result<Self> {
        let mut bytes = Vec::new();
        let read = crate::host::files::open_settings(path).and_then(|file| {
            let others_write = crate::host::files::others_can_write(&file, path)?;
            file.take(LARGEST + 1).read_to_end(&mut bytes)?;
            Ok(others_write)
        });
        let others_write = match read {
            Ok(others_write) => others_write,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(crate::host::files::unreadable(path, &error));
            }
        };
        let name = path.display().to_string();
        let mistake = match utf8(&bytes) {
            _ if bytes.len() as u64 > LARGEST => Diagnostic::in_line(
                1,
                format!("{name} is larger than 1 MiB: this is not a configuration file"),
            )
            .in_file(&name),
            Ok(text) => {
                return Self::parse(text, &name).map(|file| Self {
                    others_write,
                    ..file
                });
            }
            Err(fault) => fault.in_file(&name),
        };
        Err(mistake)
    }

    fn parse(text: &str, name: &str) -> Result<Self> {
        let lines = Lines::of(text);
        let place = |span: std::ops::Range<usize>| Place::from(lines.position(span)).in_file(name);
        let table: toml::map::Map<String, toml::Value> = match toml::from_str(text) {
            Ok(table) => table,
            Err(error) => {
                let at = place(error.span().unwrap_or(0..0));
                let mistake = Diagnostic::new(Kind::Usage, error.message().to_owned()).at(at);
                return Err(mistake);
            }
        };
        let (spans, _) = DeTable::parse_recoverable(text);
        let mut mistakes = Vec::new();
        let mut values = Vec::new();
        for (name, value) in flat(table) {
            let at = place(find_key(spans.get_ref(), &name));
            let wrong = |message: String| Diagnostic::new(Kind::Usage, message).at(at);
            match Key::from_word(&name) {
                Err(unknown) => mistakes.push(wrong(unknown.to_string())),
                Ok(key) => match read_value(key, &value) {
                    Ok(value) => values.push((key, value)),
                    Err(bad) => mistakes.push(wrong(format!("{key}: {bad}"))),
                },
            }
        }
        Diagnostic::unless_none(mistakes)?;
        Ok(Self {
            values,
            others_write: false,
        })
    }
}

/// Whether there are keys that begin with this name and a dot, as `prompts.accessible` does.
fn is_table(name: &str) -> bool {
    let mut keys = Key::ALL.iter().filter_map(|key| key.word().split_once('.'));
    keys.any(|(table, _)| table == name)
}

/// The values of the file by their keys; those of a table of keys by their dotted ones.
fn flat(table: toml::map::Map<String, toml::Value>) -> Vec<(String, toml::Value)> {
    let mut values = Vec::new();
    for (name, value) in table {
        let inner = value.as_table().filter(|inner| !inner.is_empty());
        match inner.filter(|_| is_table(&name)) {
            Some(inner) => {
                let dotted = |(key, value): (&String, &toml::Value)| {
                    (format!("{name}.{key}"), value.clone())
                };
                values.extend(inner.iter().map(dotted));
            }
            None => values.push((name, value)),
        }
    }
    values
}

/// Where a key is in the file.
fn find_key(file: &DeTable<'_>, name: &str) -> std::ops::Range<usize> {
    let inner = name.split_once('.').and_then(|(table, key)| {
        let inner = file.get(table)?.get_ref().as_table()?;
        inner.get_key_value(key)
    });
    let found = inner.or_else(|| file.get_key_value(name));
    found.map_or(0..0, |(key, _)| key.span())
}

/// Everything that flags, environment and file decide together.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The store; a file without a name where there is no home folder and none was chosen.
    pub store: StorePlace,
    /// The account that was chosen.
    pub account: Option<String>,
    /// The account that a command works on where its line names none.
    pub account_without_flag: Option<String>,
    /// The acting user that was chosen.
    pub acting: Option<String>,
    /// Whether the acting user was named for this command rather than configured.
    pub acting_is_explicit: bool,
    /// How answers are written.
    pub format: OutputFormat,
    /// The language of messages to people.
    pub language: Language,
    /// How long to wait for a locked store.
    pub wait: Wait,
    /// When output is coloured.
    pub color: ColorWhen,
    /// The program that shows long lists, where one was chosen: `CSP_PAGER` over the file over `PAGER`.
    pub pager: Option<String>,
    /// Whether questions are plain lines: the environment over the file.
    pub prompts_are_accessible: bool,
    /// The day from which outdated agreements block orders, if it is set: the environment over the file.
    pub agreement_block_from: Option<Day>,
    /// Whether the file names a pager that is not run, as others can write the file.
    pub pager_is_distrusted: bool,
    /// The keys whose policy packs are trusted; none where others can write the file.
    pub policy_keys: TrustedKeys,
    /// Whether the file lists keys that are not trusted, as others can write the file.
    pub policy_keys_are_distrusted: bool,
    /// The configuration file.
    pub config_path: PathBuf,
}

impl Settings {
    /// Resolves the settings.
    ///
    /// # Errors
    /// If the configuration file is wrong.
    pub fn resolve(options: &GlobalOptions, host: &Host) -> Result<Self> {
        let config_path = config_path(options, host);
        let file = ConfigFile::read(&config_path)?;
        Self::decide(options, host, config_path, &file)
    }

    /// Resolves them as if the configuration file were empty.
    ///
    /// # Errors
    /// If the platform names no folder and none was given.
    pub fn without_file(options: &GlobalOptions, host: &Host) -> Result<Self> {
        let config_path = config_path(options, host);
        Self::decide(options, host, config_path, &ConfigFile::default())
    }

    fn decide(
        options: &GlobalOptions,
        host: &Host,
        config_path: PathBuf,
        file: &ConfigFile,
    ) -> Result<Self> {
        let given = options
            .store
            .clone()
            .filter(|path| !path.as_os_str().is_empty());
        let in_folder = || host.data_folder().map(|folder| folder.join("csp.db"));
        // The parser has put the variable and the flag together: what equals the variable need not have been typed.
        let is_exported =
            given.as_ref().and_then(|path| path.to_str()) == host.variable("CSP_STORE");
        let origin = match given {
            Some(_) if !is_exported => Origin::Argument,
            Some(_) | None => Origin::Private,
        };
        let named = given.or_else(|| file.get(Key::Store).map(PathBuf::from));
        let store = match named {
            Some(name) => StorePlace::named(name, origin, host)?,
            None => StorePlace::of_file(in_folder().unwrap_or_default()),
        };
        let acting_is_explicit = options.acting.is_some();
        let named_pager = host.variable("CSP_PAGER");
        let distrusted = file.get(Key::Pager).filter(|_| file.others_write);
        let trusted = file.get(Key::Pager).filter(|_| !file.others_write);
        let chosen = |given: &Option<String>, key| {
            given
                .clone()
                .filter(|text| !text.is_empty())
                .or_else(|| file.get(key).map(str::to_owned))
        };
        let exported = host.variable("CSP_ACCOUNT").map(str::to_owned);
        Ok(Self {
            store,
            account: chosen(&options.account, Key::Account),
            account_without_flag: chosen(&exported, Key::Account),
            acting: chosen(&options.acting, Key::As),
            acting_is_explicit,
            format: options
                .format
                .or_else(|| file.parsed(Key::Format))
                .unwrap_or(OutputFormat::Table),
            language: file.parsed(Key::Lang).unwrap_or(Language::English),
            wait: options
                .wait
                .or_else(|| file.parsed(Key::Wait))
                .unwrap_or(Wait::DEFAULT),
            color: options
                .color
                .or_else(|| file.parsed(Key::Color))
                .unwrap_or(ColorWhen::Auto),
            pager: named_pager
                .or(trusted)
                .or_else(|| host.variable("PAGER"))
                .map(str::to_owned),
            prompts_are_accessible: match host.variable("CSP_PROMPTS_ACCESSIBLE") {
                Some(typed) => {
                    let bad =
                        |message| Diagnostic::usage(format!("CSP_PROMPTS_ACCESSIBLE: {message}"));
                    parse_switch(typed).map_err(bad)?
                }
                None => file.get(Key::PromptsAccessible) == Some("true"),
            },
            agreement_block_from: match host.variable("CSP_ORDERS_AGREEMENT_BLOCK_FROM") {
                Some(typed) if !typed.is_empty() => {
                    let bad = |bad: BadDay| {
                        Diagnostic::usage(format!("CSP_ORDERS_AGREEMENT_BLOCK_FROM: {bad}"))
                    };
                    Some(parse_day(typed).map_err(bad)?)
                }
                Some(_) | None => file
                    .get(Key::OrdersAgreementBlockFrom)
                    .and_then(|day| parse_day(day).ok()),
            },
            pager_is_distrusted: named_pager.is_none() && distrusted.is_some(),
            policy_keys: if file.others_write && file.get(Key::PolicyKeys).is_some() {
                TrustedKeys::of_shared_file()
            } else {
                file.parsed(Key::PolicyKeys).unwrap_or_default()
            },
            policy_keys_are_distrusted: file.others_write && file.get(Key::PolicyKeys).is_some(),
            config_path,
        })
    }
}

/// The configuration file that is in force; it need not exist, and has no name where there is no home folder.
fn config_path(options: &GlobalOptions, host: &Host) -> PathBuf {
    let in_folder = || {
        host.config_folder()
            .map(|folder| folder.join("config.toml"))
    };
    options
        .config
        .clone()
        .or_else(in_folder)
        .unwrap_or_default()
}

/// The text of a configuration file with `key` set to `value`; comments and other settings stay as they are.
///
/// # Errors
/// If the text is not TOML.
pub fn with_value(text: &str, key: Key, value: &str) -> std::result::Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let mut new = match value.parse::<i64>() {
        Ok(number) if key == Key::Wait => Value::from(number),
        Ok(_) | Err(_) if key == Key::PromptsAccessible => Value::from(value == "true"),
        Ok(_) | Err(_) => Value::from(value),
    };
    let (table, name) = match key.word().split_once('.') {
        Some((table, name)) => (inner_table(&mut document, table), name),
        None => (
            Some(document.as_table_mut() as &mut dyn TableLike),
            key.word(),
        ),
    };
    // A value of that name which is not a table is refused when the file is read.
    let Some(table) = table else {
        return Ok(document.to_string());
    };
    match table.get_mut(name).and_then(Item::as_value_mut) {
        Some(old) => {
            // The decor is the text around the value: blanks, and a comment at the end of the line.
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        None => {
            table.insert(name, Item::Value(new));
        }
    }
    Ok(document.to_string())
}

/// The table of that name; a new one is written with a dot between it and its key.
fn inner_table<'d>(document: &'d mut DocumentMut, name: &str) -> Option<&'d mut dyn TableLike> {
    let new = || {
        let mut table = Table::new();
        table.set_dotted(true);
        Item::Table(table)
    };
    let entry = document.entry(name);
    entry.or_insert_with(new).as_table_like_mut()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_a_value_keeps_comments_and_order() {
        let before = "# mine\naccount = 'a' # the first\n\n# slow disk\nwait = 5\n# the end\n";
        let after = with_value(before, Key::Account, "b").unwrap();
        assert_eq!(after, before.replace("'a'", "\"b\""));
        let after = with_value(before, Key::Wait, "7").unwrap();
        assert_eq!(after, before.replace('5', "7"));
    }

    #[test]
    fn a_new_value_stands_at_the_end() {
        assert_eq!(with_value("", Key::Wait, "1").unwrap(), "wait = 1\n");
        assert_eq!(
            with_value("lang = \"fr\"", Key::Pager, "less \"-R\"").unwrap(),
            "lang = \"fr\"\npager = 'less \"-R\"'\n"
        );
    }

    #[test]
    fn a_dotted_key_is_found_in_its_table() {
        let key = Key::PromptsAccessible;
        for (before, after) in [
            ("", "prompts.accessible = true\n"),
            ("lang = 'fr'\n", "lang = 'fr'\nprompts.accessible = true\n"),
            (
                "[prompts]\naccessible = false # slow\n",
                "[prompts]\naccessible = true # slow\n",
            ),
            (
                "prompts.accessible = false\n",
                "prompts.accessible = true\n",
            ),
            (
                "prompts = { accessible = false }\n",
                "prompts = { accessible = true }\n",
            ),
        ] {
            assert_eq!(with_value(before, key, "true").unwrap(), after);
            let file = ConfigFile::parse(after, "c.toml").unwrap();
            assert_eq!(file.get(key), Some("true"));
        }
        for (text, at) in [
            ("[prompts]\nacessible = true\n", "c.toml:2:1"),
            ("prompts.accessible = 1\n", "c.toml:1:9"),
            ("lang = 'fr'\nprompts = true\n", "c.toml:2:1"),
        ] {
            let refusal = ConfigFile::parse(text, "c.toml").unwrap_err();
            assert!(refusal.to_text().contains(at), "{}", refusal.to_text());
        }
    }

    #[test]
    fn the_day_of_blocked_agreements_is_read_as_text_or_as_date() {
        let key = Key::OrdersAgreementBlockFrom;
        for text in [
            "orders.agreement-block-from = \"2026-02-01\"\n",
            "[orders]\nagreement-block-from = 2026-02-01\n",
        ] {
            let file = ConfigFile::parse(text, "c.toml").unwrap();
            assert_eq!(file.get(key), Some("2026-02-01"), "{text}");
        }
        let written = with_value("", key, "2026-02-01").unwrap();
        assert_eq!(written, "orders.agreement-block-from = \"2026-02-01\"\n");
        for (text, at) in [
            ("[orders]\nagreement-block-from = \"soon\"\n", "c.toml:2:1"),
            ("orders.agreement-block-from = 2026\n", "c.toml:1:8"),
            ("orders.agreement-from = \"2026-02-01\"\n", "c.toml:1:8"),
        ] {
            let refusal = ConfigFile::parse(text, "c.toml").unwrap_err();
            assert!(refusal.to_text().contains(at), "{}", refusal.to_text());
        }
    }

    #[test]
    fn text_that_is_not_toml_is_refused() {
        assert!(with_value("lang = ", Key::Lang, "fr").is_err());
    }
}
