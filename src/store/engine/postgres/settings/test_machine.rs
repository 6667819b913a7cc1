//! A machine for tests: variables, a home folder that is thrown away, and settings in a few words.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Address, ChannelBinding, PersonalFolder, Roots, Settings, Surroundings, Target};
use crate::diagnostic::Diagnostic;

/// A machine on which `ada` is logged in, and no server runs.
pub(super) struct TestMachine {
    pub(super) surroundings: Surroundings,
    folder: tempfile::TempDir,
}

impl TestMachine {
    pub(super) fn with(variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let surroundings = Surroundings {
            variables: variables.iter().map(text).collect(),
            folder: Some(PersonalFolder::Home(folder.path().join("home"))),
            login: Some("ada".to_owned()),
            socket_folders: vec![folder.path().join("run"), folder.path().join("tmp")],
            has_sockets: true,
        };
        Self {
            surroundings,
            folder,
        }
    }

    pub(super) fn bare() -> Self {
        Self::with(&[])
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file that the owner alone may read.
    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        set_mode(&path, 0o600);
        path
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        let variables = &mut self.surroundings.variables;
        variables.insert(name.to_owned(), value.into());
    }

    pub(super) fn read(&self, url: &str) -> Settings {
        self.try_read(url)
            .unwrap_or_else(|error| panic!("{url}: {error}"))
    }

    pub(super) fn try_read(&self, url: &str) -> Result<Settings, Diagnostic> {
        Settings::read(url, &self.surroundings)
    }

    /// What is wrong with a URL, in one line: place, message, help. The folder of the machine is `DIR`.
    pub(super) fn mistake(&self, url: &str) -> String {
        let error = self.try_read(url).unwrap_err();
        assert_eq!(error.kind(), crate::diagnostic::Kind::Usage, "{error}");
        let help = error.own_help().unwrap_or("-");
        let text = format!("{} | {help}", error.located_message());
        text.replace(&*self.folder.path().to_string_lossy(), "DIR")
    }

    /// The settings in words; what is as usual is left out.
    pub(super) fn describe(&self, url: &str) -> String {
        let text = describe(&self.read(url));
        text.replace(&*self.folder.path().to_string_lossy(), "DIR")
    }
}

pub(super) fn set_mode(path: &Path, mode: u32) {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    #[cfg(not(unix))]
    let _ = (path, mode);
}

fn describe(settings: &Settings) -> String {
    let mut words: Vec<String> = settings.hosts.iter().map(describe_host).collect();
    words.push(format!("{}/{}", settings.user, settings.database));
    words.push(format!("{:?}", settings.tls.mode));
    if let Roots::File(file) = &settings.tls.roots {
        words.push(format!("roots={}", file.display()));
    }
    for file in settings.tls.certificate.iter().chain(&settings.tls.key) {
        words.push(file.display().to_string());
    }
    if settings.target != Target::Any {
        words.push(format!("{:?}", settings.target));
    }
    if settings.channel_binding != ChannelBinding::Prefer {
        words.push(format!("binding={:?}", settings.channel_binding));
    }
    if let Some(limit) = settings.connect_timeout {
        words.push(format!("{limit:?}"));
    }
    if settings.application != "csp" {
        words.push(format!("application={}", settings.application));
    }
    if let Some(password) = &settings.password {
        words.push(format!("password={}", password.expose()));
    }
    words.join(" ")
}

fn describe_host(host: &Address) -> String {
    match host {
        Address::Tcp {
            name,
            numeric,
            port,
        } => match numeric {
            Some(address) if address.to_string() == *name => format!("={name}:{port}"),
            Some(address) => format!("{name}={address}:{port}"),
            None => format!("{name}:{port}"),
        },
        Address::Socket { folder, port } => format!("{}:{port}", folder.display()),
    }
}
