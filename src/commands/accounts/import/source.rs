//! Where applications come from: the rows of a sheet, or the application files of a folder.

use std::path::{Path, PathBuf};

use crate::cli::accounts_import::AccountImportArgs;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Place, Result};
use crate::exchange::applications;
use crate::exchange::decode::{DecodedFile, Expected};
use crate::exchange::sheet::{Reread, Taker};
use crate::host::files::unreadable;
use crate::session::Context;
use crate::session::application::ApplicationInput;
use crate::session::input_file;

/// No file of rows is larger than this.
const LARGEST: u64 = 256 << 20;

/// No application file is larger than this; a larger one is some other file.
const LARGEST_APPLICATION: u64 = 1 << 20;

/// Files of applications, decoded.
#[derive(Debug)]
pub(super) enum ApplicationSource {
    /// The rows of a sheet.
    Sheet(Box<DecodedFile>),
    /// Application files, each with its name.
    Files(Vec<(String, Vec<u8>)>),
}

/// One application, and where it is.
#[derive(Debug)]
pub(super) struct SourceRow {
    /// What was read.
    pub(super) input: ApplicationInput,
    /// The row, or the file.
    pub(super) at: Place,
    /// Whether it is a row of a sheet, whose mistakes name the column.
    pub(super) is_of_sheet: bool,
}

impl ApplicationSource {
    /// Opens a file of rows, an application file, or a folder of application files.
    ///
    /// # Errors
    /// If it cannot be read, or is something else.
    pub(super) fn open(ctx: &Context<'_>, path: &Path, args: &AccountImportArgs) -> Result<Self> {
        if !path.is_dir() && !is_application_file(path) {
            let opening = input_file::opening(Expected::Rows, args.sheet.as_deref());
            let document = input_file::document(ctx, path, LARGEST, opening)?;
            if looks_like_application(&document.bytes) {
                let name = path.display().to_string();
                return Ok(Self::Files(vec![(name, document.bytes)]));
            }
            return Ok(Self::Sheet(Box::new(document)));
        }
        if args.sheet.is_some() {
            let message = "`--sheet` is only for a workbook";
            return Err(Diagnostic::usage(message).with_flag("--sheet"));
        }
        let paths = match path.is_dir() {
            true => application_files(path)?,
            false => vec![path.to_owned()],
        };
        let files = paths.into_iter().map(|path| {
            let bytes = input_file::read(ctx, &path, LARGEST_APPLICATION)?;
            Ok((path.display().to_string(), bytes))
        });
        files.collect::<Result<_>>().map(Self::Files)
    }
}

/// Whether the name is that of an application file.
fn is_application_file(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}

/// Whether a text begins as an application file does: its first line that says something is a section or sets a value.
fn looks_like_application(text: &[u8]) -> bool {
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#"));
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    lines.next().is_some_and(|line| {
        let key = line.iter().take_while(|byte| is_key(byte)).count();
        let rest = line[key..].trim_ascii_start();
        let is_section = line.starts_with(b"[") && !line.contains(&b',');
        is_section || key > 0 && rest.starts_with(b"=")
    })
}

/// The application files of a folder, by name.
fn application_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error: std::io::Error| unreadable(folder, &error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !is_hidden && path.is_file() && is_application_file(&path) {
            files.push(path);
        }
    }
    if files.is_empty() {
        let name = folder.display().to_string();
        let message = format!("the folder {name} has no application files (*.toml)");
        return Err(Diagnostic::usage(message)
            .at(Place::file(name))
            .with_help("To get an application file to fill in: `csp enroll template`"));
    }
    files.sort();
    Ok(files)
}

impl Reread for ApplicationSource {
    type Row = SourceRow;

    fn walk(&self, mistakes: &mut Diagnostics, take: &mut Taker<'_, SourceRow>) {
        match self {
            Self::Sheet(document) => {
                applications::read(document, mistakes, &mut |row, mistakes| {
                    let at = Place::at(row.line, 1);
                    let input = ApplicationInput::from_row(row);
                    let row = SourceRow {
                        input,
                        at,
                        is_of_sheet: true,
                    };
                    take(row, mistakes);
                })
            }
            Self::Files(files) => {
                for (name, bytes) in files {
                    let text = input_file::text(Path::new(name), bytes);
                    match text.and_then(|text| ApplicationInput::from_text(name, text)) {
                        Ok(input) => {
                            let at = Place::file(name);
                            let row = SourceRow {
                                input,
                                at,
                                is_of_sheet: false,
                            };
                            mistakes.extend(row.own_mistakes());
                            take(row, mistakes);
                        }
                        Err(broken) => mistakes.extend(broken.parts().to_vec()),
                    }
                }
            }
        }
    }
}

impl SourceRow {
    /// What cannot be read in an application file.
    fn own_mistakes(&self) -> Vec<Diagnostic> {
        let mistakes = self.input.mistakes().into_iter();
        mistakes.map(|one| self.mistake(&one)).collect()
    }

    /// The place of a field in a file of this name; that of the whole application if the file does not have the field.
    pub(super) fn place_in(&self, file: &str, field: Option<&str>) -> Place {
        let own = field.and_then(|key| self.input.place(key));
        let place = own.unwrap_or(&self.at);
        match place.file_name() {
            Some(_) => place.clone(),
            None => place.clone().in_file(file),
        }
    }

    /// Whether a mistake is about a value that could not be read, which the reader has reported.
    pub(super) fn is_read(&self, one: &Diagnostic) -> bool {
        let mut own = self.input.mistakes().into_iter();
        own.any(|own| own.field() == one.field() && own.message() == one.message())
    }

    /// A mistake in this application, as an import lists it: with its place, and without the flags of `csp enroll`.
    pub(super) fn mistake(&self, one: &Diagnostic) -> Diagnostic {
        let field = one.field();
        let own = field.and_then(|key| self.input.place(key));
        let at = one.place().or(own).unwrap_or(&self.at).clone();
        let heading = field
            .filter(|_| self.is_of_sheet)
            .and_then(applications::heading);
        let message = match heading {
            Some(heading) if one.kind() == Kind::InputRequired => match own {
                Some(_) => format!("{heading}: the cell is empty"),
                None => format!("{heading}: the column is missing"),
            },
            Some(heading) => format!("{heading}: {}", one.message()),
            None => one.message().to_owned(),
        };
        let mistake = Diagnostic::usage(message).under(one.rule()).at(at);
        match heading.or(field) {
            Some(field) => mistake.with_field(field),
            None => mistake,
        }
    }
}
