//! What the command line and an application file say together, with every mistake and its place.

use std::io::Read as _;
use std::path::Path;

use crate::cli::fields::FieldFlags;
use crate::diagnostic::{Diagnostic, Kind, Place, Result};
use crate::domain::application::{Application, Field, with_template_hint};
use crate::domain::word::Word;
use crate::domain::{Model, Slug};
use crate::exchange::application::{ACCOUNT, ApplicationFile, MODEL};
use crate::exchange::applications::ApplicationRow;
use crate::host::files::{open_input, unreadable};
use crate::session::input_file;

/// No application file is larger than this; a larger one is some other file.
const LARGEST: u64 = 1 << 20;

/// What was given: the file's fields with the flags laid over them.
#[derive(Debug, Default)]
pub struct ApplicationInput {
    /// The values.
    pub application: Application,
    /// Fields that a flag sets to nothing.
    pub cleared: Vec<Field>,
    /// The model, where the file names one.
    pub model: Option<Model>,
    /// The short name.
    pub slug: Option<Slug>,
    /// The account whose draft the person chose to go on with.
    pub resumed: Option<Slug>,
    mistakes: Vec<Diagnostic>,
    /// The place of each key whose value comes from the file.
    places: Vec<(&'static str, Place)>,
}

impl ApplicationInput {
    /// Reads the file and the flags.
    ///
    /// # Errors
    /// If the file cannot be opened or is no text; what is wrong inside it is kept for [`ApplicationInput::mistakes`].
    pub fn collect(from: Option<&Path>, flags: &FieldFlags, slug: Option<&str>) -> Result<Self> {
        let mut given = match from {
            Some(path) => Self::from_file(path)?,
            None => Self::default(),
        };
        for (field, value) in flags.values.filled_fields() {
            given.set_by_flag(field, value);
        }
        for &field in &flags.cleared {
            given.set_by_flag(field, "");
            given.cleared.push(field);
        }
        match slug.map(str::parse::<Slug>) {
            Some(Ok(slug)) => {
                given.places.retain(|(key, _)| *key != ACCOUNT);
                given.slug = Some(slug);
            }
            Some(Err(bad)) => {
                let mistake = Diagnostic::usage(bad.to_string()).with_field(ACCOUNT);
                given.mistakes.push(with_template_hint(mistake, "--slug"));
            }
            None => {}
        }
        Ok(given)
    }

    /// Sets a value that is not from the file, or not any more.
    fn set_by_flag(&mut self, field: Field, value: &str) {
        self.application.set(field, value);
        self.places.retain(|(key, _)| *key != field.facts().key);
    }

    /// Sets what the person answered, whatever a flag said before.
    pub fn answer(&mut self, field: Field, value: &str) {
        self.application.set(field, value);
        self.cleared.retain(|cleared| *cleared != field);
    }

    /// Whether neither file nor flags said anything.
    pub fn is_empty(&self) -> bool {
        self.application.filled_fields().next().is_none()
            && self.cleared.is_empty()
            && self.slug.is_none()
    }

    fn from_file(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let mut bytes = Vec::new();
        open_input(path)?
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(path, &error))?;
        if bytes.len() as u64 > LARGEST {
            return Err(input_file::too_large(path, LARGEST));
        }
        let text = input_file::text(path, &bytes)?;
        Self::from_text(&name, text)
    }

    /// Reads the text of an application file of this name.
    ///
    /// # Errors
    /// If it is not TOML; what is wrong inside it is kept for [`ApplicationInput::mistakes`].
    pub fn from_text(name: &str, text: &str) -> Result<Self> {
        let file = ApplicationFile::read(text);
        let mistakes: Vec<Diagnostic> = file
            .faults
            .iter()
            .map(|one| {
                let mistake = one.clone().in_file(name);
                match one.field() {
                    Some(MODEL) => with_template_hint(mistake, "--model"),
                    Some(ACCOUNT) => with_template_hint(mistake, "--slug"),
                    Some(key) => of_field(mistake, key),
                    None => mistake,
                }
            })
            .collect();
        if file.broken {
            Diagnostic::unless_none(mistakes)?;
            return Ok(Self::default());
        }
        let places = file
            .places
            .iter()
            .map(|(key, at)| (*key, Place::from(*at).in_file(name)))
            .collect();
        Ok(Self {
            application: file.application,
            cleared: Vec::new(),
            model: file.model,
            slug: file.slug,
            resumed: None,
            mistakes,
            places,
        })
    }

    /// Takes a row of a sheet. Its mistakes are those of the row's reader, and are not listed again.
    pub fn from_row(row: ApplicationRow) -> Self {
        let unreadable = row.unreadable.into_iter();
        Self {
            application: row.application,
            model: row.model,
            slug: row.slug,
            mistakes: unreadable
                .map(|key| Diagnostic::usage("unreadable").with_field(key))
                .collect(),
            places: row.places,
            ..Self::default()
        }
    }

    /// The place of a field in the file, if the file has it.
    pub fn place(&self, key: &str) -> Option<&Place> {
        let mut places = self.places.iter();
        places.find(|(known, _)| *known == key).map(|(_, at)| at)
    }

    /// The values laid over those on file.
    pub fn laid_over(&self, on_file: Application) -> Application {
        let mut application = on_file.overlaid(&self.application);
        for &field in &self.cleared {
            application.set(field, "");
        }
        application
    }

    /// What cannot be read in the file or the flags.
    pub fn mistakes(&self) -> Vec<Diagnostic> {
        self.mistakes.clone()
    }

    /// The same mistakes with the places of the fields that came from the file; a field that could not be read is not
    /// missing as well.
    pub fn place_mistakes(&self, mistakes: Vec<Diagnostic>) -> Vec<Diagnostic> {
        mistakes
            .into_iter()
            .filter(|one| !(one.kind() == Kind::InputRequired && self.is_unreadable(one.field())))
            .map(|mistake| {
                let place = self
                    .places
                    .iter()
                    .find(|(key, _)| mistake.field() == Some(*key) && mistake.place().is_none());
                match place {
                    Some((_, at)) => mistake.at(at.clone()),
                    None => mistake,
                }
            })
            .collect()
    }

    /// Whether the file's value of a field could not be read, and was reported.
    pub fn is_unreadable(&self, field: Option<&str>) -> bool {
        field.is_some() && self.mistakes.iter().any(|mistake| mistake.field() == field)
    }
}

/// A mistake in the value of a field.
fn of_field(mistake: Diagnostic, key: &str) -> Diagnostic {
    match Field::from_word(key) {
        Ok(field) => {
            let mistake = mistake.under(field.rule_of_form());
            with_template_hint(mistake, &field.flag())
        }
        Err(_) => mistake,
    }
}
