//! The tests of every engine on a PostgreSQL server, where one can be started.

#[path = "../../../../tests/shared/postgres.rs"]
#[allow(
    clippy::disallowed_methods,
    reason = "the server of the tests is found by the environment"
)]
mod server;

use super::*;
use crate::store::engine::postgres::{PostgresEngine, Settings, Surroundings};

/// A database of its own on the server of the tests.
struct OnServer {
    server: &'static server::Server,
    database: String,
    folder: tempfile::TempDir,
}

impl OnServer {
    fn new() -> Option<Self> {
        let server = server::server()?;
        Some(Self {
            server,
            database: server.create_database(),
            folder: tempfile::tempdir().unwrap(),
        })
    }
}

impl Place for OnServer {
    fn engine(&self, wait: Duration) -> Box<dyn Engine> {
        let url = self.server.url(&self.database);
        let surroundings = Surroundings {
            variables: std::collections::BTreeMap::new(),
            folder: None,
            login: None,
            socket_folders: Vec::new(),
            has_sockets: true,
        };
        let settings = Settings::read(&url, &surroundings).unwrap();
        Box::new(PostgresEngine::at(settings, wait))
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }
}

every_engine! {
    postgres: Some(super::OnServer::new()).flatten();
}
