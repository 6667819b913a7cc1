//! `csp help environment`: the variables of the global options, and the others that csp reads.

use super::layout;

/// Variables that belong to no option. A test compares them with those that the program reads.
const OTHERS: &[(&str, &str)] = &[
    (
        "CSP_PAGER",
        "Program that shows long lists on a terminal; wins over `pager` in config.toml and over PAGER",
    ),
    (
        "PAGER",
        "The same, when neither CSP_PAGER nor `pager` is set; default: less, on Windows none",
    ),
    (
        "CSP_PROMPTS_ACCESSIBLE",
        "`true`: ask with plain lines and numbered lists, for screen readers; wins over `prompts.accessible` in config.toml",
    ),
    (
        "CSP_ORDERS_AGREEMENT_BLOCK_FROM",
        "Day from which Microsoft blocks orders under agreements of before 2023-04-01; wins over config.toml",
    ),
    (
        "NO_COLOR",
        "Set to anything: no colour, unless --color asks for it",
    ),
    (
        "CLICOLOR_FORCE",
        "Set to anything but 0: colour also in files and pipes",
    ),
    ("COLUMNS", "Width of tables and messages, in columns"),
    (
        "TERM",
        "`dumb`: no colour, no pager, and questions as plain lines",
    ),
    (
        "PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD",
        "What the postgres:// URL of a team store leaves open, as for psql",
    ),
    (
        "PGPASSFILE, PGSERVICE, PGSERVICEFILE, PGSYSCONFDIR",
        "The password file, and the service file with settings under a name, for a team store",
    ),
    (
        "PGSSLMODE, PGSSLROOTCERT, PGSSLCERT, PGSSLKEY",
        "How the connection to a team store is encrypted and verified; default: verify-full, on the same machine prefer",
    ),
    (
        "CSP_COMPLETE",
        "Set by the scripts of `csp completions`; do not set it yourself",
    ),
];

/// The page.
pub(super) fn text(width: usize) -> String {
    let root = crate::cli::command();
    let of_options = root.get_arguments().filter_map(|arg| {
        let name = arg.get_env()?.to_str()?.to_owned();
        let help = arg.get_help()?.to_string();
        Some((name, format!("Same as --{}. {help}", arg.get_long()?)))
    });
    let others = OTHERS
        .iter()
        .map(|(name, meaning)| ((*name).to_owned(), (*meaning).to_owned()));
    let rows: Vec<(String, String)> = of_options.chain(others).collect();
    format!(
        "\
Environment variables:

{}
A variable that is empty counts as not set. An option on the command line wins
over its variable, and a variable wins over config.toml.

A switch such as CSP_DRY_RUN is on for 1, y, yes, on and true, and off for 0, n,
no, off and false.
",
        layout::table_in(width, &rows)
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The source of the program without its tests.
    fn sources(folder: &Path, found: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push_str(text.split("#[cfg(test)]\nmod ").next().unwrap());
            }
        }
    }

    #[test]
    fn every_variable_that_is_read_is_explained() {
        let mut program = String::new();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        sources(&folder, &mut program);
        let page = text(layout::WIDTH);
        let read = program.split("variable(\"").skip(1);
        let names: Vec<&str> = read.map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(names.len() > 6, "{names:?}");
        for name in names {
            // A separator that clap defines, and a variable that only `less` reads.
            let is_internal = matches!(name, "_CLAP_IFS" | "LESS");
            assert!(is_internal || page.contains(name), "{name}");
        }
    }
}
