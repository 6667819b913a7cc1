//! Message texts of the person's own in `templates/LANG/NAME.txt` beside the configuration file.
//!
//! A file that was evidently meant for a message and cannot be used is refused: the built-in text is never used in its
//! place silently.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Context;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Language;
use crate::domain::word::Word as _;
use crate::exchange::mail::{Message, TemplateName, check_text};
use crate::host::files::{describe_error, folder_of, read_small};

/// The name of the folder beside the configuration file.
const FOLDER: &str = "templates";

/// No message text is larger than this.
const LARGEST: u64 = 1 << 20;

/// Folders below it that are looked into.
const DEEPEST: usize = 3;

/// Where texts of the person's own are looked for.
pub struct OwnTexts {
    beside: PathBuf,
}

/// A file in the folder.
pub struct OwnFile {
    /// Its path.
    pub path: PathBuf,
    /// Its path below the folder, name by name.
    names: Vec<String>,
}

/// The message that a file is for, in a language.
pub struct MessageText {
    name: TemplateName,
    language: Language,
}

impl fmt::Display for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} message in {}", self.name, self.language)
    }
}

impl OwnTexts {
    /// Those beside the configuration file at `config`.
    pub fn beside(config: &Path) -> Self {
        Self {
            beside: folder_of(config),
        }
    }

    /// Where the text of a message is read from.
    fn place(&self, text: &MessageText) -> PathBuf {
        self.beside
            .join(FOLDER)
            .join(text.language.to_string())
            .join(format!("{}.txt", text.name))
    }

    /// The person's own text of a message; `None` where there is none.
    ///
    /// # Errors
    /// If it cannot be read or is not UTF-8, or if another file was evidently meant to be it (a wrong name).
    fn text(&self, text: &MessageText) -> Result<Option<String>> {
        let place = self.place(text);
        if place.symlink_metadata().is_ok() {
            return read(&place).map(Some);
        }
        let meant = self
            .files()?
            .into_iter()
            .find(|file| file.is_meant_for(text));
        match meant {
            Some(file) => Err(misnamed(&file, &place, text)),
            None => Ok(None),
        }
    }

    /// Every file in the folder, in the order of their paths; hidden files are left out.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn files(&self) -> Result<Vec<OwnFile>> {
        let mut files = Vec::new();
        for (name, path) in entries(&self.beside)? {
            let is_folder = matches!(name.to_lowercase().as_str(), "templates" | "template");
            if is_folder && path.is_dir() {
                collect(&path, &[name], &mut files)?;
            }
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(files)
    }

    /// What a file is used for.
    ///
    /// # Errors
    /// If nothing uses it, it cannot be read, or the message refuses the text.
    pub fn is_usable(&self, file: &OwnFile) -> Result<MessageText> {
        let mut near = None;
        for &name in TemplateName::ALL {
            for &language in Language::ALL {
                let text = MessageText { name, language };
                let place = self.place(&text);
                if is_same(&place, &file.path) {
                    let own = read(&file.path)?;
                    check_text(name, language, &own).map_err(|error| refused(&place, &error))?;
                    return Ok(text);
                }
                if near.is_none() && file.is_meant_for(&text) {
                    near = Some((text, place));
                }
            }
        }
        Err(match near {
            Some((text, place)) => misnamed(file, &place, &text),
            None => unused(file),
        })
    }
}

impl OwnFile {
    /// Whether a file of this name was evidently meant for this message.
    fn is_meant_for(&self, text: &MessageText) -> bool {
        let Some((file, folders)) = self.names.split_last() else {
            return false;
        };
        let (stem, in_name) = without_language(&stem(file));
        // The first name is that of the folder itself.
        let in_folder = folders.get(1).map(|folder| language(folder));
        let is_language = match (in_folder, in_name) {
            (Some(found), _) => found == Some(text.language),
            (None, Some(found)) => found == text.language,
            (None, None) => true,
        };
        is_language && strsim::damerau_levenshtein(&stem, text.name.word()) <= 2
    }
}

/// A file's name without its endings, in lower case, words joined by `-`.
fn stem(name: &str) -> String {
    const ENDINGS: [&str; 10] = [
        ".txt", ".text", ".md", ".eml", ".msg", ".html", ".htm", ".rtf", ".doc", ".docx",
    ];
    let mut stem = name.trim().to_lowercase();
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending)) {
        stem = shorter.trim_end().to_owned();
    }
    stem.replace([' ', '_', '.'], "-")
}

/// A name without the language at its end, and that language: `welcome-fr` and `welcome-fr-fr` are for French.
fn without_language(stem: &str) -> (String, Option<Language>) {
    let mut rest = stem;
    let mut found = None;
    while let Some((before, last)) = rest.rsplit_once('-')
        && let Some(language) = language(last)
    {
        (rest, found) = (before, Some(language));
    }
    (rest.to_owned(), found)
}

/// The language that a folder's name means: `fr`, `FR`, `fr-CA`, `French`.
fn language(name: &str) -> Option<Language> {
    let name = name.trim().to_lowercase();
    match name.split(['-', '_', '.']).next()? {
        "en" | "eng" | "english" | "anglais" => Some(Language::English),
        "fr" | "fra" | "french" | "francais" | "français" => Some(Language::French),
        _ => None,
    }
}

fn collect(folder: &Path, names: &[String], files: &mut Vec<OwnFile>) -> Result<()> {
    for (name, path) in entries(folder)? {
        let names = [names, &[name]].concat();
        if path.is_dir() {
            if names.len() <= DEEPEST {
                collect(&path, &names, files)?;
            }
        } else {
            files.push(OwnFile { path, names });
        }
    }
    Ok(())
}

/// The entries of a folder without hidden files; none where there is no folder.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let listed = std::fs::read_dir(folder)
        .and_then(|entries| entries.collect::<io::Result<Vec<_>>>())
        .or_else(|error| {
            let is_absent = matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
            if is_absent {
                Ok(Vec::new())
            } else {
                Err(error)
            }
        })
        .map_err(|error| unreadable(folder, &error))?;
    let named = listed.into_iter().map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, entry.path())
    });
    Ok(named
        .filter(|(name, _)| {
            !name.starts_with('.') && !matches!(name.as_str(), "Thumbs.db" | "desktop.ini")
        })
        .collect())
}

/// Whether both paths lead to one file, as `Welcome.txt` and `welcome.txt` do on some systems.
fn is_same(one: &Path, other: &Path) -> bool {
    one == other
        || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// The text of a file, which has to be UTF-8.
fn read(path: &Path) -> Result<String> {
    let bytes = read_small(path, LARGEST).map_err(|error| unreadable(path, &error))?;
    let text = std::str::from_utf8(&bytes)
        .ok()
        .filter(|text| !text.contains('\0'));
    let Some(text) = text else {
        let is_utf_16 =
            matches!(bytes.as_slice(), [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) || bytes.contains(&0);
        let what = if is_utf_16 {
            "it looks like UTF-16"
        } else {
            "it may be Windows-1252"
        };
        let message = format!("the message text {} is not UTF-8: {what}", path.display());
        return Err(Diagnostic::usage(message).with_help(
            "Save it as UTF-8 in your editor.\nTo use the built-in text, move the file out of the folder.",
        ));
    };
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!(
        "cannot read the message text {}: {}",
        path.display(),
        describe_error(error)
    );
    Diagnostic::usage(message)
        .with_help("Check its permissions, or move it out of the folder to use the built-in text.")
}

fn misnamed(file: &OwnFile, place: &Path, text: &MessageText) -> Diagnostic {
    let (file, place) = (file.path.display(), place.display());
    let message =
        format!("{file} looks like the text of {text}, but csp reads that text from {place}");
    Diagnostic::usage(message).with_help(format!(
        "Rename it to {place}. To use the built-in text, move the file out of the folder."
    ))
}

fn unused(file: &OwnFile) -> Diagnostic {
    let names: Vec<&str> = TemplateName::ALL.iter().map(|name| name.word()).collect();
    let languages: Vec<&str> = Language::ALL
        .iter()
        .map(|language| language.word())
        .collect();
    Diagnostic::usage(format!("this file is not used: {}", file.path.display())).with_help(format!(
        "Move it out of the folder, or name it {FOLDER}/LANGUAGE/NAME.txt. LANGUAGE is one of {}; NAME is one of {}.",
        languages.join(", "),
        names.join(", ")
    ))
}

/// The failure for a text that its message refuses.
fn refused(place: &Path, error: &Diagnostic) -> Diagnostic {
    Diagnostic::usage(format!("the message text {}: {error}", place.display()))
}

impl Context<'_> {
    /// A message from its built-in text, or from the person's own in the configuration folder.
    ///
    /// # Errors
    /// If the person's own text cannot be used.
    pub fn message(
        &self,
        name: TemplateName,
        language: Language,
        build: impl FnOnce(Option<&str>) -> Result<Message>,
    ) -> Result<Message> {
        let texts = OwnTexts::beside(&self.settings.config_path);
        let text = MessageText { name, language };
        let own = texts.text(&text)?;
        build(own.as_deref()).map_err(|error| refused(&texts.place(&text), &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_meant(path: &str, name: TemplateName, language: Language) -> bool {
        let names = std::iter::once(FOLDER)
            .chain(path.split('/'))
            .map(str::to_owned)
            .collect();
        let path = path.into();
        OwnFile { path, names }.is_meant_for(&MessageText { name, language })
    }

    #[test]
    fn names_that_were_evidently_meant() {
        for path in [
            "fr/Welcome.txt",
            "FR/welcome.txt",
            "fr-FR/welcome.txt",
            "fr_CA/welcome.txt",
            "French/welcome.txt",
            "fr/welcom.txt",
            "fr/wellcome.txt",
            "fr/welcome.txt.txt",
            "fr/welcome",
            "fr/welcome.md",
            "fr/welcome .txt",
            "welcome.txt",
            "welcome.fr.txt",
            "welcome-fr-FR.txt",
        ] {
            assert!(
                is_meant(path, TemplateName::Welcome, Language::French),
                "{path}"
            );
        }
        for path in [
            "en/welcome.txt",
            "de/welcome.txt",
            "welcome.en.txt",
            "fr/confirmation.txt",
            "fr/readme.txt",
            "fr/welcome.txt.bak",
            "fr/old/goodbye.txt",
        ] {
            assert!(
                !is_meant(path, TemplateName::Welcome, Language::French),
                "{path}"
            );
        }
        let request = TemplateName::RelationshipRequestDirect;
        assert!(is_meant(
            "en/relationship_request_direct.txt",
            request,
            Language::English
        ));
        assert!(!is_meant(
            "en/relationship-request-joint.txt",
            request,
            Language::English
        ));
    }
}
