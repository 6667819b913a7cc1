//! The files of an import: read whole, every mistake of all of them in one answer.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Place, Result};
use crate::domain::grouped;
use crate::domain::transfer::TransferSighting;
use crate::exchange::decode::Expected;
use crate::exchange::sheet::Parsed;
use crate::exchange::transfers::{LARGEST, TransferFile};
use crate::session::{Context, input_file};

/// Files without a mistake.
pub(super) struct ReadTransfers {
    /// The transfers of all files, in their order, each with its place.
    pub(super) transfers: Vec<(Place, TransferSighting)>,
    /// What a person should know, each once with its first place.
    pub(super) notes: Vec<String>,
}

impl ReadTransfers {
    /// Reads the files.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(super) fn read(ctx: &Context<'_>, paths: &[PathBuf]) -> Result<Self> {
        let mut transfers = Vec::new();
        let mut mistakes = Vec::new();
        let mut counted: BTreeMap<String, (u64, String)> = BTreeMap::new();
        for path in paths {
            let opening = input_file::opening(Expected::RowsOrJson, None);
            let document = input_file::document(ctx, path, LARGEST, opening)?;
            let Parsed {
                file,
                mistakes: found,
            } = TransferFile::read(document);
            mistakes.extend(input_file::list_mistakes(path, found));
            let name = path.display().to_string();
            for ((line, column), note) in file.notes {
                let place = format!("{name}:{line}:{column}");
                let count = counted.entry(note.to_string());
                count.or_insert_with(|| (0, place)).0 += 1;
            }
            transfers.extend(file.transfers.into_iter().map(|((line, column), seen)| {
                (Place::at(line, column).in_file(name.clone()), seen)
            }));
        }
        Diagnostic::unless_none(mistakes)?;
        let notes = counted.into_iter().map(|(note, (count, place))| {
            let more = match count - 1 {
                0 => String::new(),
                more => format!(", and {} more", grouped(more)),
            };
            format!("{note} ({place}{more})")
        });
        Ok(Self {
            transfers,
            notes: notes.collect(),
        })
    }
}
