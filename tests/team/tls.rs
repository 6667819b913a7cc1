//! Encrypted connections: whose certificate is taken, and for which host.

use std::path::Path;

use crate::certificates::{Authority, Validity};
use crate::refusals::table_of;
use crate::world::{PASSWORD, ROLE, Team, World};

/// A server with a certificate for `localhost`, and its authority.
struct Encrypted {
    team: Team,
    authority: Authority,
    folder: tempfile::TempDir,
}

/// Who may connect: one role with its certificate, the others with their password, over encrypted connections alone.
const ACCESS: &str = "local all all trust\n\
    hostssl all holder 127.0.0.1/32 cert\n\
    hostssl all all 127.0.0.1/32 scram-sha-256\n";

impl Encrypted {
    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::create(&folder.path().join("authority"))?;
        let team = Team::start()?;
        let server = &team.server;
        let root = std::fs::read(authority.root()).unwrap();
        server.write("data/root.crt", root);
        server.write("data/pg_hba.conf", ACCESS);
        server.administer(&[
            "CREATE ROLE holder LOGIN IN ROLE app",
            "ALTER SYSTEM SET ssl_ca_file = 'root.crt'",
            "ALTER SYSTEM SET ssl = on",
        ]);
        let encrypted = Self {
            team,
            authority,
            folder,
        };
        encrypted.present(Validity::Now);
        Some(encrypted)
    }

    /// From now on the server shows another certificate.
    fn present(&self, validity: Validity) {
        let server = &self.team.server;
        let (certificate, key) = self.authority.sign("localhost", validity);
        server.write("data/server.crt", std::fs::read(certificate).unwrap());
        server.write("data/server.key", std::fs::read(key).unwrap());
        // A session that begins after the server has read its files shows the new certificate.
        let loaded = server.ask("postgres", "SELECT pg_conf_load_time()");
        server.administer(&["SELECT pg_reload_conf()"]);
        let world = self.team.world();
        world.wait_until(&format!("SELECT pg_conf_load_time() > '{loaded}'"));
    }

    fn root(&self) -> String {
        self.authority.root().to_str().unwrap().to_owned()
    }
}

/// The URL of a store at a host, with the password.
fn url(world: &World<'_>, host: &str, parameters: &str) -> String {
    let (port, database) = (world.server.port(), &world.database);
    format!("postgres://{ROLE}:{PASSWORD}@{host}:{port}/{database}?{parameters}")
}

#[test]
fn certificates_are_checked_as_asked() {
    let Some(encrypted) = Encrypted::start() else {
        return;
    };
    let world = encrypted.team.world();
    let root = encrypted.root();
    let list = ["users", "list", "--wait", "0"];
    let works = |host: &str, parameters: &str| {
        world
            .csp_at(&url(&world, host, parameters), &list)
            .expect(0);
    };
    works(
        "localhost",
        &format!("sslmode=verify-full&sslrootcert={root}"),
    );
    works(
        "127.0.0.1",
        &format!("sslmode=verify-ca&sslrootcert={root}"),
    );
    works(
        "wrong.example",
        &format!("hostaddr=127.0.0.1&sslmode=verify-ca&sslrootcert={root}"),
    );
    works("localhost", "sslmode=require");
    works("localhost", "sslmode=prefer");
    works(
        "localhost",
        &format!("sslrootcert={root}&channel_binding=require"),
    );
    works(
        "localhost",
        &format!("sslmode=verify-full&sslrootcert={root}&channel_binding=disable"),
    );

    let stranger = Authority::create(&encrypted.folder.path().join("stranger")).unwrap();
    let foreign = stranger.root().to_str().unwrap().to_owned();
    let full = format!("sslmode=verify-full&sslrootcert={root}");
    let mut table = table_of(&world);
    let mut refused = |title: &str, host: &str, parameters: &str| {
        table.add(title, world.csp_at(&url(&world, host, parameters), &list));
    };
    refused(
        "the certificate is for another host",
        "wrong.example",
        &format!("hostaddr=127.0.0.1&{full}"),
    );
    refused(
        "the host is an address, the certificate has a name",
        "127.0.0.1",
        &full,
    );
    refused(
        "an unknown authority",
        "localhost",
        &format!("sslmode=verify-full&sslrootcert={foreign}"),
    );
    refused(
        "an unknown authority, name not checked",
        "localhost",
        &format!("sslmode=require&sslrootcert={foreign}"),
    );
    refused(
        "no root certificate of this name",
        "localhost",
        "sslmode=verify-full&sslrootcert=/nowhere/root.pem",
    );
    refused(
        "not encrypted, and the server insists",
        "localhost",
        "sslmode=disable",
    );
    encrypted.present(Validity::Over);
    refused("the certificate has expired", "localhost", &full);
    refused(
        "the certificate has expired, name not checked",
        "localhost",
        &format!("sslmode=verify-ca&sslrootcert={root}"),
    );
    let text = table
        .text()
        .replace(&root, "ROOT")
        .replace(&foreign, "FOREIGN");
    insta::assert_snapshot!("certificates", text);
}

#[test]
fn a_client_certificate_signs_in() {
    let Some(encrypted) = Encrypted::start() else {
        return;
    };
    let world = encrypted.team.world();
    let root = encrypted.root();
    let list = ["users", "list", "--wait", "0"];
    let (port, database) = (world.server.port(), &world.database);
    let url = |certificate: &Path, key: &Path| {
        let (certificate, key) = (certificate.display(), key.display());
        format!(
            "postgres://holder@localhost:{port}/{database}?sslmode=verify-full&sslrootcert={root}&sslcert={certificate}&sslkey={key}"
        )
    };
    let (certificate, key) = encrypted.authority.sign("holder", Validity::Now);
    world.csp_at(&url(&certificate, &key), &list).expect(0);

    let mut table = table_of(&world);
    let (other, other_key) = encrypted.authority.sign("somebody", Validity::Now);
    let run = world.csp_at(&url(&other, &other_key), &list);
    table.add("a client certificate for another role", run);
    let run = world.csp_at(&url(&certificate, &other_key), &list);
    table.add("a key that does not fit the client certificate", run);
    let (old, old_key) = encrypted.authority.sign("holder", Validity::Over);
    let run = world.csp_at(&url(&old, &old_key), &list);
    table.add("a client certificate that has expired", run);
    let run = world.csp_at(
        &format!("postgres://holder@localhost:{port}/{database}?sslmode=require"),
        &list,
    );
    table.add("no client certificate", run);
    let folder = encrypted.folder.path().to_str().unwrap();
    insta::assert_snapshot!(
        "client_certificates",
        table.text().replace(folder, "FOLDER")
    );
}

#[test]
fn a_server_without_encryption_is_refused() {
    let Some(team) = crate::world::team() else {
        return;
    };
    let world = team.world();
    let list = ["users", "list", "--wait", "0"];
    let mut table = table_of(&world);
    for parameters in [
        "sslmode=verify-full",
        "sslmode=require",
        "sslmode=prefer&channel_binding=require",
    ] {
        let run = world.csp_at(&url(&world, "127.0.0.1", parameters), &list);
        table.add(parameters, run);
    }
    insta::assert_snapshot!("without_encryption", table.text());
    let prefers = url(&world, "127.0.0.1", "sslmode=prefer");
    world.csp_at(&prefers, &list).expect(0);
}
