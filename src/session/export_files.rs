//! The files of a revenue import: folders are opened, manifests of billing exports are found, and the files that a
//! manifest names are checked to be all there, once each.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::input_file::unreadable;
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::domain::counted;
use crate::exchange::decode::{DecodedFile, Expected, Opening};
use crate::exchange::revenue::{Manifest, read_manifest};

/// No manifest comes near this; larger files are data.
const LARGEST_MANIFEST: u64 = 4 << 20;
/// The endings of the files that are read from a folder.
const ENDINGS: &[&str] = &["gz", "json", "jsonl", "ndjson", "csv", "tsv", "xlsx"];
/// How many missing files are named.
const NAMED: usize = 3;

/// A billing export.
#[derive(Debug)]
pub struct Export {
    /// The file of its manifest.
    pub name: String,
    /// What the manifest says.
    pub manifest: Manifest,
}

/// A file to import.
#[derive(Debug)]
pub struct InputFile {
    /// Its path.
    pub path: PathBuf,
    /// The export that it is a part of.
    pub export: Option<Rc<Export>>,
    /// The folder that was named, if it was found in one.
    folder: Option<PathBuf>,
}

impl InputFile {
    fn file_name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

/// The files to import, of files and folders as they were named.
///
/// # Errors
/// A folder without files, a manifest with mistakes, and files of an export that are missing or there twice.
pub fn find_input_files(paths: &[PathBuf]) -> Result<Vec<InputFile>> {
    let mut found = Found::default();
    for path in paths {
        if path.as_os_str() != "-" && path.is_dir() {
            for file in list_folder(path)? {
                found.take(file, Some(path));
            }
        } else {
            found.take(path.clone(), None);
        }
    }
    found.assign_exports();
    Diagnostic::unless_none(found.mistakes)?;
    Ok(found.files)
}

/// The files of a folder that may have revenue, by name.
fn list_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error: std::io::Error| unreadable(folder, &error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        let is_read = ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known));
        if is_read && !name.starts_with('.') && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        let message = format!(
            "{} does not contain any revenue files: csp reads files that end in .gz, .json, .jsonl, .ndjson, .csv, .tsv or .xlsx",
            folder.display()
        );
        return Err(Diagnostic::usage(message));
    }
    files.sort();
    Ok(files)
}

/// What was found so far.
#[derive(Default)]
struct Found {
    files: Vec<InputFile>,
    exports: Vec<(Rc<Export>, Option<PathBuf>)>,
    mistakes: Vec<Diagnostic>,
}

impl Found {
    /// Takes a file: the manifest of an export, or data.
    fn take(&mut self, path: PathBuf, folder: Option<&Path>) {
        let folder = folder.map(Path::to_owned);
        let name = path.display().to_string();
        match manifest_in(&path) {
            None => self.files.push(InputFile {
                path,
                export: None,
                folder,
            }),
            Some(Err(mistake)) => self.mistakes.push(mistake.in_file(&name)),
            Some(Ok(manifest)) => {
                if let Some(message) = manifest.folder.not_counted {
                    self.mistakes
                        .push(Diagnostic::in_line(1, message).in_file(&name));
                    return;
                }
                let is_known = |(known, _): &(Rc<Export>, _)| {
                    known.manifest == manifest
                        && (manifest.e_tag.is_some() || is_same_file(&known.name, &name))
                };
                if !self.exports.iter().any(is_known) {
                    self.exports
                        .push((Rc::new(Export { name, manifest }), folder));
                }
            }
        }
    }

    /// Finds the files of each export, first of all beside its manifest.
    fn assign_exports(&mut self) {
        for (export, _) in &self.exports {
            let mut missing = Vec::new();
            let mut mistakes = Vec::new();
            for wanted in &export.manifest.files {
                let beside = Path::new(&export.name).parent();
                let is_beside = |file: &InputFile| file.path.parent() == beside;
                let is_wanted = |file: &InputFile| is_named(&file.file_name(), wanted);
                let any_beside = self
                    .files
                    .iter()
                    .any(|file| is_wanted(file) && is_beside(file));
                let mut same = self
                    .files
                    .iter_mut()
                    .filter(|file| is_wanted(file) && (is_beside(file) || !any_beside));
                match (same.next(), same.next()) {
                    (None, _) => missing.push(wanted.as_str()),
                    (Some(one), Some(two)) => mistakes.push(format!(
                        "the file {wanted} of the export is there twice: {} and {}",
                        one.path.display(),
                        two.path.display()
                    )),
                    (Some(file), None) if file.export.is_some() => mistakes.push(format!(
                        "{} is named twice, by this manifest or by another one",
                        file.path.display()
                    )),
                    (Some(file), None) => file.export = Some(Rc::clone(export)),
                }
            }
            let mut help = "Download all files of the export into one folder, then: `csp eligibility revenue import FOLDER`".to_owned();
            if !missing.is_empty() {
                let mut message = missing_files(&missing, export.manifest.files.len());
                if let Some(other) = self.unnamed_beside(&export.name) {
                    let other = other.path.display();
                    message.push_str(&format!("; {other} is in its folder instead"));
                    help.push_str(&format!(
                        "\nIf {other} has all files of the export joined into one, import it alone: `csp eligibility revenue import FILE`"
                    ));
                }
                mistakes.push(message);
            }
            let place = || Place::at(1, 1).in_file(export.name.as_str());
            let mistakes = mistakes
                .into_iter()
                .map(|message| Diagnostic::usage(message).at(place()).with_help(&help));
            self.mistakes.extend(mistakes);
        }
        if self.mistakes.is_empty() {
            self.refuse_unnamed();
        }
    }

    /// The first file beside a manifest that no manifest names.
    fn unnamed_beside(&self, manifest: &str) -> Option<&InputFile> {
        let beside = Path::new(manifest).parent();
        let is_unnamed = |file: &InputFile| {
            let name = file.file_name();
            let mut named = self.exports.iter().flat_map(|(one, _)| &one.manifest.files);
            !named.any(|wanted| is_named(&name, wanted))
        };
        let mut files = self.files.iter();
        files.find(|file| file.path.parent() == beside && is_unnamed(file))
    }

    /// Files beside a manifest that it does not name are from another export, or another form of the same invoice.
    fn refuse_unnamed(&mut self) {
        for file in self.files.iter().filter(|file| file.export.is_none()) {
            let beside = self
                .exports
                .iter()
                .find(|(_, folder)| folder.is_some() && *folder == file.folder);
            if let Some((export, _)) = beside {
                let message = format!(
                    "{} does not name this file, which is in the same folder",
                    export.name
                );
                let help = "Move it to another folder, and import it on its own if it belongs to another invoice.";
                let mistake =
                    Diagnostic::usage(message).at(file.path.display().to_string().as_str());
                self.mistakes.push(mistake.with_help(help));
            }
        }
    }
}

/// The message for files of an export that were not found.
fn missing_files(missing: &[&str], all: usize) -> String {
    let named = missing
        .get(..NAMED.min(missing.len()))
        .unwrap_or_default()
        .join(", ");
    let further = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "the export has {}, of which {} {} missing: {named}{further}",
        counted(all as u64, "file"),
        missing.len(),
        if missing.len() == 1 { "is" } else { "are" }
    )
}

/// Whether a file is named like one of the files of a billing export: `part-00000-….c000.json.gz`.
pub fn is_part_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let Some((digits, rest)) = name
        .strip_prefix("part-")
        .and_then(|rest| rest.split_once('-'))
    else {
        return false;
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let endings = [".json", ".json.gz", ".jsonl", ".jsonl.gz"];
    is_number && endings.iter().any(|ending| rest.ends_with(ending))
}

/// Whether two names are of one file.
fn is_same_file(one: &str, two: &str) -> bool {
    let place = |name: &str| fs::canonicalize(name).ok();
    place(one).is_some_and(|one| Some(one) == place(two))
}

/// Whether a file is the one that a manifest names, packed or unpacked.
fn is_named(file: &str, wanted: &str) -> bool {
    let unpacked = wanted
        .len()
        .checked_sub(3)
        .and_then(|end| wanted.split_at_checked(end));
    let unpacked = unpacked.filter(|(_, ending)| ending.eq_ignore_ascii_case(".gz"));
    file.eq_ignore_ascii_case(wanted)
        || unpacked.is_some_and(|(start, _)| file.eq_ignore_ascii_case(start))
}

/// The manifest in a file; `None` if it has something else, or cannot be read.
fn manifest_in(path: &Path) -> Option<Result<Manifest>> {
    let size = fs::metadata(path).ok().filter(fs::Metadata::is_file)?.len();
    if size > LARGEST_MANIFEST {
        return None;
    }
    let mut bytes = zeroize::Zeroizing::new(Vec::new());
    File::open(path)
        .ok()?
        .take(LARGEST_MANIFEST)
        .read_to_end(&mut bytes)
        .ok()?;
    let may_be_object = |byte: &&u8| !byte.is_ascii_whitespace() && byte.is_ascii() && **byte != 0;
    if bytes.iter().find(may_be_object) != Some(&b'{') {
        return None;
    }
    let opening = Opening {
        expected: Expected::RowsOrJson,
        sheet: None,
    };
    let text = DecodedFile::read(&bytes, opening).ok()?;
    let text = zeroize::Zeroizing::new(text.bytes);
    read_manifest(std::str::from_utf8(&text).ok()?)
}
