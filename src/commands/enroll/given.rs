//! What the command line and an application file say together, with every mistake and its place.

use std::io::Read as _;
use std::path::Path;

use crate::cli::fields::FieldFlags;
use crate::diagnostic::{Diagnostic, Kind, Place, Result};
use crate::domain::application::{Application, Field, with_template_hint};
use crate::domain::word::Word;
use crate::domain::{Model, Slug};
use crate::exchange::application::{ACCOUNT, ApplicationFile, MODEL};
use crate::host::files::{open_input, unreadable};
use crate::session::input_file;

/// No application file is larger than this; a larger one is some other file.
const LARGEST: u64 = 1 << 20;

/// What was given: the file's fields with the flags laid over them.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// The values.
    pub(super) application: Application,
    /// Fields that a flag sets to nothing.
    pub(super) cleared: Vec<Field>,
    /// The model, where the file names one.
    pub(super) model: Option<Model>,
    /// The short name.
    pub(super) slug: Option<Slug>,
    /// The account whose draft the person chose to go on with.
    pub(super) resumed: Option<Slug>,
    mistakes: Vec<Diagnostic>,
    /// The place of each key whose value comes from the file.
    places: Vec<(&'static str, Place)>,
}

impl Given {
    /// Reads the file and the flags.
    ///
    /// # Errors
    /// If the file cannot be opened or is no text; what is wrong inside it is kept for [`Given::mistakes`].
    pub(super) fn collect(
        from: Option<&Path>,
        flags: &FieldFlags,
        slug: Option<&str>,
    ) -> Result<Self> {
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
    pub(super) fn answer(&mut self, field: Field, value: &str) {
        self.application.set(field, value);
        self.cleared.retain(|cleared| *cleared != field);
    }

    /// Whether neither file nor flags said anything.
    pub(super) fn is_empty(&self) -> bool {
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
        let file = ApplicationFile::read(input_file::text(path, &bytes)?);
        let mistakes: Vec<Diagnostic> = file
            .faults
            .iter()
            .map(|one| {
                let mistake = one.clone().in_file(&name);
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
            .map(|(key, at)| (*key, Place::from(*at).in_file(&name)))
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

    /// The values laid over those on file.
    pub(super) fn laid_over(&self, on_file: Application) -> Application {
        let mut application = on_file.overlaid(&self.application);
        for &field in &self.cleared {
            application.set(field, "");
        }
        application
    }

    /// What cannot be read in the file or the flags.
    pub(super) fn mistakes(&self) -> Vec<Diagnostic> {
        self.mistakes.clone()
    }

    /// The same mistakes with the places of the fields that came from the file; a field that could not be read is not
    /// missing as well.
    pub(super) fn place_mistakes(&self, mistakes: Vec<Diagnostic>) -> Vec<Diagnostic> {
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
    pub(super) fn is_unreadable(&self, field: Option<&str>) -> bool {
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
