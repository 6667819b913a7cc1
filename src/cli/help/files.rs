//! `csp help files`: where csp looks for its own files on each platform.

use super::layout;
use crate::domain::Language;
use crate::domain::word::Word as _;
use crate::exchange::mail::TemplateName;

/// The data folder by platform. A test compares it with the folder that the program uses.
const DATA: [(&str, &str); 3] = [
    ("Windows", r"%APPDATA%\csp\data"),
    ("macOS", "~/Library/Application Support/csp"),
    ("Linux", "~/.local/share/csp, or csp in $XDG_DATA_HOME"),
];

/// The configuration folder by platform.
const CONFIG: [(&str, &str); 3] = [
    ("Windows", r"%APPDATA%\csp\config"),
    ("macOS", "~/Library/Application Support/csp"),
    ("Linux", "~/.config/csp, or csp in $XDG_CONFIG_HOME"),
];

/// The page.
pub(super) fn text(width: usize) -> String {
    let names: Vec<&str> = TemplateName::ALL.iter().map(|name| name.word()).collect();
    let languages: Vec<&str> = Language::ALL.iter().map(|one| one.word()).collect();
    let templates = layout::paragraph(&format!(
        "templates/LANG/NAME.txt beside config.toml replaces the text of a message. LANG is {}. NAME is one of {}. Keep the code, the password or the link in it.",
        languages.join(" or "),
        names.join(", ")
    ));
    format!(
        "\
The store is the file csp.db in the data folder:

{}
Another file is used with --store, CSP_STORE or `store` in config.toml. The
database keeps csp.db-wal and csp.db-shm beside it while it is in use. Copy a
store with `csp store backup`, not file by file.

A postgres:// URL in place of the file is a team store: a database on a
PostgreSQL server. Passwords for it are in ~/.pgpass (on Windows
%APPDATA%\\postgresql\\pgpass.conf), which only you may be able to read. Settings
under a name are in ~/.pg_service.conf.

The settings are the file config.toml in the configuration folder:

{}
Another file is used with --config or CSP_CONFIG.

{templates}
To see the files that are used on this machine:
  csp store path
  csp config path
",
        layout::table_in(width, &DATA),
        layout::table_in(width, &CONFIG),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn folders_are_those_of_the_program() {
        let host = crate::host::Host::real();
        let home = host.variable("HOME").unwrap_or_default();
        for (table, variable, folder) in [
            (DATA, "XDG_DATA_HOME", host.data_folder()),
            (CONFIG, "XDG_CONFIG_HOME", host.config_folder()),
        ] {
            if host.variable(variable).is_some() || home.is_empty() {
                continue;
            }
            let folder = folder.unwrap().display().to_string().replace(home, "~");
            let [.., (_, linux)] = table;
            assert_eq!(linux, format!("{folder}, or csp in ${variable}"));
        }
    }
}
