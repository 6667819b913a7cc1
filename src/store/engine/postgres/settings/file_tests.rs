//! Service files, password files, certificates.

use super::test_machine::{TestMachine, set_mode};
use super::{Address, PersonalFolder};

const SERVICES: &str = "\
# Two services.
[other]
host=elsewhere
not a parameter

[team]
host=db1,db2
  port=6000
user=app
password= p=w
dbname=csp
sslmode=verify-ca
sslrootcert=/ca.pem
keepalives=1

[team]
host=never
";

#[test]
fn a_service_gives_what_the_url_leaves_open() {
    let mut machine = TestMachine::with(&[("PGHOST", "never"), ("PGCONNECT_TIMEOUT", "9")]);
    machine.write("home/.pg_service.conf", SERVICES);
    let expected = "db1:6000 db2:6000 app/csp VerifyCa roots=/ca.pem 9s password= p=w";
    assert_eq!(machine.describe("postgres://?service=team"), expected);
    machine.set("PGSERVICE", "team");
    assert_eq!(machine.describe("postgres://"), expected);
    assert_eq!(
        machine.describe("postgres://bruno:x@db/d?sslmode=disable&port=1"),
        "db:1 bruno/d Disable roots=/ca.pem 9s password=x"
    );
}

#[test]
fn service_files_are_looked_for_in_order() {
    let mut machine = TestMachine::with(&[("PGSERVICE", "team")]);
    machine.set("PGSYSCONFDIR", machine.path("etc").to_string_lossy());
    machine.write(
        "etc/pg_service.conf",
        "[team]\r\nhost=shared\r\n[own]\nhost=no\n",
    );
    assert_eq!(
        machine.read("postgres://").shown(),
        "postgres://ada@shared:5432/ada?sslmode=verify-full"
    );
    machine.write("home/.pg_service.conf", "\u{feff}[own]\nhost=mine\n");
    assert!(machine.describe("postgres://").starts_with("shared:"));
    assert!(
        machine
            .describe("postgres://?service=own")
            .starts_with("mine:")
    );
    let named = machine.write("named.conf", "[team]\nhost=named\n");
    machine.set("PGSERVICEFILE", named.to_string_lossy());
    assert!(machine.describe("postgres://").starts_with("named:"));
    let url = format!(
        "postgres://?servicefile={}",
        machine.path("etc/pg_service.conf").display()
    );
    assert!(machine.describe(&url).starts_with("shared:"));
}

#[test]
fn on_windows_the_files_are_in_the_application_data() {
    let mut machine = TestMachine::with(&[("PGSERVICE", "team")]);
    machine.write("AppData/postgresql/.pg_service.conf", "[team]\nhost=db\n");
    machine.write("AppData/postgresql/pgpass.conf", "db:*:*:*:pw\r\n");
    machine.write("AppData/postgresql/root.crt", "");
    machine.surroundings.folder = Some(PersonalFolder::AppData(machine.path("AppData")));
    machine.surroundings.has_sockets = false;
    assert_eq!(
        machine.describe("postgres://"),
        "db:5432 ada/ada VerifyFull roots=DIR/AppData/postgresql/root.crt"
    );
    let settings = machine.read("postgres://");
    let password = settings.password_for(&settings.hosts[0]);
    assert_eq!(password.unwrap().expose(), "pw");
}

/// The passwords of each host in turn; `-` where there is none.
fn passwords(machine: &TestMachine, url: &str) -> String {
    let settings = machine.read(url);
    let passwords = settings.hosts.iter().map(|host| {
        let password = settings.password_for(host);
        password.map_or("-", |password| password.expose())
    });
    passwords.collect::<Vec<_>>().join(" ")
}

#[test]
fn each_host_has_its_password_in_the_password_file() {
    let machine = TestMachine::bare();
    let lines = r"# db1:*:*:*:comment
db1:5432:csp:app:one
db1:5432:csp:app:second
db2:*:csp:*:two
db1:6000:*:a\:b:th\\r\:ee:more
short:line
2001\:db8\:\:1:*:*:*:six
localhost:*:*:*:local
/run/pg:*:sock:*:folder
empty:*:*:*:
empty:*:*:*:never
*:*:*:last:any
\*:*:*:*:never";
    machine.write("home/.pgpass", lines);
    for (url, expected) in [
        ("postgres://app@db1/csp", "one"),
        ("postgres://app@db1,db2,db3/csp", "one two -"),
        ("postgres://app@db1/other", "-"),
        ("postgres://x@db1/csp", "-"),
        ("postgres://app@DB1/csp", "-"),
        ("postgres://a%3Ab@db1:6000/csp", r"th\r:ee"),
        ("postgres://[2001:db8::1]/csp", "six"),
        ("postgres:///csp?hostaddr=2001:db8::1", "six"),
        ("postgres://db2/csp?hostaddr=2001:db8::1", "two"),
        ("postgres://", "local"),
        ("postgres://%2Fanywhere/csp", "local"),
        ("postgres://empty/csp", "-"),
        ("postgres://last@db9/csp", "any"),
        ("postgres://app:own@db1,db2/csp", "own own"),
    ] {
        assert_eq!(passwords(&machine, url), expected, "{url}");
    }
    machine.write("home/.pgpass", "/run/pg:*:*:*:folder\n");
    assert_eq!(passwords(&machine, "postgres://%2Frun%2Fpg/csp"), "folder");
    assert_eq!(passwords(&machine, "postgres://%2Frun/csp"), "-");
}

#[test]
fn another_host_has_no_password() {
    let machine = TestMachine::bare();
    machine.write("home/.pgpass", "*:*:*:*:pw");
    let settings = machine.read("postgres://db/csp");
    let folder = "/run".into();
    let port = 5432;
    assert!(settings.password_for(&settings.hosts[0]).is_some());
    assert!(
        settings
            .password_for(&Address::Socket { folder, port })
            .is_none()
    );
}

#[test]
fn password_files_are_looked_for_in_order() {
    let mut machine = TestMachine::bare();
    assert_eq!(passwords(&machine, "postgres://db"), "-");
    machine.write("home/.pgpass", "*:*:*:*:home");
    assert_eq!(passwords(&machine, "postgres://db"), "home");
    let file = machine.write("named", "*:*:*:*:named");
    machine.set("PGPASSFILE", file.to_string_lossy());
    assert_eq!(passwords(&machine, "postgres://db"), "named");
    let file = machine.write("third", "*:*:*:*:third");
    let url = format!("postgres://db?passfile={}", file.display());
    assert_eq!(passwords(&machine, &url), "third");
    machine.set("PGPASSFILE", "/dev/null");
    assert_eq!(passwords(&machine, "postgres://db"), "-");
    machine.set("PGPASSWORD", "variable");
    assert_eq!(passwords(&machine, &url), "variable");
}

#[test]
#[cfg(unix)]
fn a_password_file_that_others_may_read_is_refused() {
    let machine = TestMachine::bare();
    let file = machine.write("home/.pgpass", "*:*:*:*:hunter2");
    for mode in [0o640, 0o604, 0o620, 0o610, 0o644] {
        set_mode(&file, mode);
        assert_eq!(
            machine.mistake("postgres://db"),
            "other users may read the password file DIR/home/.pgpass | Make it private: `chmod 600 DIR/home/.pgpass`"
        );
        // It is not needed where there is a password.
        assert!(machine.try_read("postgres://u:p@db").is_ok());
    }
    for mode in [0o600, 0o400, 0o700] {
        set_mode(&file, mode);
        assert_eq!(passwords(&machine, "postgres://db"), "hunter2");
    }
}

#[test]
fn certificates_are_found_where_both_files_are() {
    let machine = TestMachine::bare();
    machine.write("home/.postgresql/postgresql.crt", "");
    assert_eq!(
        machine.describe("postgres://db"),
        "db:5432 ada/ada VerifyFull"
    );
    let key = machine.write("home/.postgresql/postgresql.key", "");
    let both = "DIR/home/.postgresql/postgresql.crt DIR/home/.postgresql/postgresql.key";
    let expected = format!("db:5432 ada/ada VerifyFull {both}");
    assert_eq!(machine.describe("postgres://db"), expected);
    let own = machine.write("own.key", "");
    let url = format!("postgres://db?sslcert=/own.crt&sslkey={}", own.display());
    assert_eq!(
        machine.describe(&url),
        "db:5432 ada/ada VerifyFull /own.crt DIR/own.key"
    );
    // Where nothing is encrypted, nothing is looked at.
    set_mode(&key, 0o644);
    assert_eq!(
        machine.describe("postgres://%2Frun"),
        "/run:5432 ada/ada Disable"
    );
    assert_eq!(
        machine.describe("postgres://db?sslmode=disable"),
        "db:5432 ada/ada Disable"
    );
}

#[test]
fn root_certificates_of_the_person_are_used() {
    let machine = TestMachine::bare();
    machine.write("home/.postgresql/root.crt", "");
    let roots = "roots=DIR/home/.postgresql/root.crt";
    let expected = format!("db:5432 ada/ada VerifyFull {roots}");
    assert_eq!(machine.describe("postgres://db"), expected);
    let expected = format!("db:5432 ada/ada VerifyCa {roots}");
    assert_eq!(machine.describe("postgres://db?sslmode=require"), expected);
    assert_eq!(
        machine.describe("postgres://db?sslrootcert=system"),
        "db:5432 ada/ada VerifyFull"
    );
}

#[test]
#[cfg(unix)]
fn a_key_that_others_may_read_is_refused() {
    use std::os::unix::fs::MetadataExt as _;
    let machine = TestMachine::bare();
    machine.write("home/.postgresql/postgresql.crt", "");
    let key = machine.write("home/.postgresql/postgresql.key", "");
    let message = "other users may read the private key DIR/home/.postgresql/postgresql.key | Make it private: \
                   `chmod 600 DIR/home/.postgresql/postgresql.key`";
    for mode in [0o604, 0o644, 0o660, 0o650] {
        set_mode(&key, mode);
        assert_eq!(machine.mistake("postgres://db"), message);
    }
    set_mode(&key, 0o640);
    let belongs_to_root = key.metadata().unwrap().uid() == 0;
    assert_eq!(machine.try_read("postgres://db").is_ok(), belongs_to_root);
}
