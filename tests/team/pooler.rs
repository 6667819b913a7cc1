//! Through a pooler that gives each transaction another connection to the server.

use std::process::{Child, Command, Stdio};

use crate::world::{PASSWORD, ROLE, Run, add_user, team};

/// A running PgBouncer, which ends when this is dropped.
struct Pooler {
    process: Child,
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Where PgBouncer is.
fn program() -> Option<&'static str> {
    let known = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"];
    known
        .into_iter()
        .find(|path| Command::new(path).arg("--version").output().is_ok())
}

#[test]
fn many_processes_share_few_connections() {
    let Some(team) = team() else { return };
    let Some(program) = program() else {
        eprintln!("skipped: PgBouncer is not installed here");
        return;
    };
    let world = team.world();
    let server = &team.server;
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let users = server.write("pooler-users", format!("\"{ROLE}\" \"{PASSWORD}\"\n"));
    let settings = format!(
        "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
         unix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {}\npool_mode = transaction\ndefault_pool_size = 3\n",
        server.port(),
        users.display(),
    );
    let settings = server.write("pooler.ini", settings);
    let process = server
        .as_owner(program)
        .arg(settings)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _pooler = Pooler { process };
    let url = world.url_at(port);
    world.csp_at(&url, &["status", "--wait", "30"]).expect(0);
    let before = world
        .server
        .ask(&world.database, "SELECT count(*) FROM csp.journal");
    std::thread::scope(|scope| {
        for process in 0..8 {
            let (world, url) = (&world, &url);
            scope.spawn(move || {
                for number in 0..10 {
                    let words = add_user(&format!("kim{process}-{number}"));
                    let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
                    args.extend(["--wait", "60"]);
                    world.csp_at(url, &args).expect(0);
                    world
                        .csp_at(url, &["users", "list", "--wait", "60"])
                        .expect(0);
                }
            });
        }
    });
    let after = world
        .server
        .ask(&world.database, "SELECT count(*) FROM csp.journal");
    let number = |text: &str| text.parse::<i64>().unwrap();
    assert_eq!(number(&after), number(&before) + 80);
    Run::of(
        &world
            .command_at(&url, &["store", "check"])
            .output()
            .unwrap(),
    )
    .expect(0);
    world.check();
}
