//! The files and folders that a command line asks to write.

use std::path::PathBuf;

use clap::builder::ArgExt;
use clap::{ArgMatches, Command};

/// Whether the command reads or writes the file or folder in an argument. Each such argument declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileUse {
    /// It is read.
    Reads,
    /// It is written, so an existing file must not be lost.
    Writes,
}

impl ArgExt for FileUse {}

/// A file or folder to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputPath {
    /// Its name on the command line: the flag, or the argument's name in help.
    pub flag: String,
    /// The path.
    pub path: PathBuf,
}

/// Every file and folder that the line asks to write, in the order of the arguments; `-` is not a file.
pub(super) fn find_outputs(command: &Command, matches: &ArgMatches) -> Vec<OutputPath> {
    let written = command
        .get_arguments()
        .filter(|arg| arg.get() == Some(&FileUse::Writes));
    let mut outputs: Vec<OutputPath> = written
        .filter_map(|arg| {
            let path = matches.try_get_one::<PathBuf>(arg.get_id().as_str());
            let path = path.ok().flatten().filter(|path| path.as_os_str() != "-")?;
            Some(OutputPath {
                flag: name_on_line(arg),
                path: path.clone(),
            })
        })
        .collect();
    if let Some((name, matches)) = matches.subcommand()
        && let Some(command) = command.find_subcommand(name)
    {
        outputs.extend(find_outputs(command, matches));
    }
    outputs
}

/// The flag of an option, such as `--out`, or the placeholder of a positional argument, such as `FILE`.
fn name_on_line(arg: &clap::Arg) -> String {
    match (arg.get_long(), arg.get_value_names()) {
        (Some(long), _) => format!("--{long}"),
        (None, Some([name, ..])) => name.to_string(),
        (None, _) => arg.get_id().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::any::TypeId;
    use std::ffi::OsString;

    use super::*;

    #[test]
    fn written_files_are_found_with_their_flags() {
        for (line, outputs) in [
            ("csp users list", &[][..]),
            ("csp users import in.csv", &[]),
            ("csp users import in.csv --credentials -", &[]),
            (
                "csp users import in.csv --drafts d --credentials c",
                &[("--credentials", "c"), ("--drafts", "d")],
            ),
            ("csp store backup copy.db", &[("FILE", "copy.db")]),
            ("csp store restore copy.db", &[]),
            ("csp store export all", &[("FOLDER", "all")]),
            ("csp man --out pages", &[("--out", "pages")]),
            (
                "csp verify send-email --draft-out m.eml",
                &[("--draft-out", "m.eml")],
            ),
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let found = crate::cli::parse(&words, &[]).unwrap().outputs;
            let found: Vec<_> = found
                .iter()
                .map(|output| (&*output.flag, output.path.to_str().unwrap()))
                .collect();
            assert_eq!(found, outputs, "{line}");
        }
    }

    #[test]
    fn every_path_declares_whether_it_is_read_or_written() {
        fn silent(command: &Command, found: &mut Vec<String>) {
            for arg in command.get_arguments() {
                let is_path = arg.get_value_parser().type_id() == TypeId::of::<PathBuf>();
                if is_path && arg.get::<FileUse>().is_none() {
                    found.push(format!("{} {}", command.get_name(), arg.get_id()));
                }
            }
            for inner in command.get_subcommands() {
                silent(inner, found);
            }
        }
        let mut found = Vec::new();
        silent(&crate::cli::command(), &mut found);
        // The program's own files.
        assert_eq!(found, ["csp store", "csp config"]);
    }
}
