//! What the settings need of the machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::parameters;
use crate::host::Host;

/// Where servers on this machine have their sockets: Debian and Red Hat, and PostgreSQL's own default.
const SOCKET_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// Variables, the person's folder and name, and whether there are sockets in folders.
pub(in crate::store) struct Surroundings {
    /// The variables of the environment that are read, by name. `PGPASSWORD` is among them: not for debug output.
    pub(in crate::store) variables: BTreeMap<String, String>,
    /// Where the person's files are; `None` where nobody knows.
    pub(in crate::store) folder: Option<PersonalFolder>,
    /// The name with which the person logged in.
    pub(in crate::store) login: Option<String>,
    /// Folders in which the socket of a server is looked for where no host is given.
    pub(in crate::store) socket_folders: Vec<PathBuf>,
    /// Whether a socket in a folder can be connected to.
    pub(in crate::store) has_sockets: bool,
}

/// The folder in which a person keeps the files of libpq.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum PersonalFolder {
    /// The home folder of Unix: `.pgpass`, `.pg_service.conf`, `.postgresql/`.
    Home(PathBuf),
    /// `%APPDATA%` of Windows: `postgresql\pgpass.conf` and the others beside it.
    AppData(PathBuf),
}

impl Surroundings {
    /// Those of the machine that the program runs on.
    pub(in crate::store) fn of(host: &Host) -> Self {
        let text = |name: &str| host.variable(name).map(str::to_owned);
        let variables = parameters::variables()
            .filter_map(|name| Some((name.to_owned(), text(name)?)))
            .collect();
        let is_windows = cfg!(windows);
        let folder = if is_windows {
            text("APPDATA").map(|folder| PersonalFolder::AppData(folder.into()))
        } else {
            text("HOME").map(|folder| PersonalFolder::Home(folder.into()))
        };
        let login = if is_windows {
            text("USERNAME")
        } else {
            text("USER").or_else(|| text("LOGNAME"))
        };
        Self {
            variables,
            folder,
            login,
            socket_folders: SOCKET_FOLDERS.map(PathBuf::from).into(),
            has_sockets: cfg!(unix),
        }
    }

    /// A variable; an empty one counts as absent.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        let value = self.variables.get(name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    pub(super) fn login(&self) -> Option<&str> {
        self.login.as_deref().filter(|login| !login.is_empty())
    }

    /// The person's password file, whether or not it is there.
    pub(super) fn password_file(&self) -> Option<PathBuf> {
        Some(match self.folder.as_ref()? {
            PersonalFolder::Home(home) => home.join(".pgpass"),
            PersonalFolder::AppData(folder) => folder.join("postgresql").join("pgpass.conf"),
        })
    }

    /// The person's service file, whether or not it is there.
    pub(super) fn service_file(&self) -> Option<PathBuf> {
        Some(match self.folder.as_ref()? {
            PersonalFolder::Home(home) => home.join(".pg_service.conf"),
            PersonalFolder::AppData(_) => self.certificate_folder()?.join(".pg_service.conf"),
        })
    }

    /// Where the person's certificates are.
    fn certificate_folder(&self) -> Option<PathBuf> {
        Some(match self.folder.as_ref()? {
            PersonalFolder::Home(home) => home.join(".postgresql"),
            PersonalFolder::AppData(folder) => folder.join("postgresql"),
        })
    }

    /// A file of the person's certificates, where it is there.
    pub(super) fn certificate_file(&self, name: &str) -> Option<PathBuf> {
        let file = self.certificate_folder()?.join(name);
        file.exists().then_some(file)
    }

    /// The folder with the socket of the server that listens on this machine.
    pub(super) fn socket_folder(&self, is_socket_in: impl Fn(&Path) -> bool) -> Option<PathBuf> {
        let mut folders = self.socket_folders.iter();
        folders
            .find(|folder| self.has_sockets && is_socket_in(folder))
            .cloned()
    }
}
