//! What is said about URLs, variables and files that are not valid.

use super::test_machine::TestMachine;

const NAMES: &str = "Expected one of: host, hostaddr, port, dbname, user, password, passfile, service, sslmode, sslrootcert, \
                     sslcert, sslkey, channel_binding, connect_timeout, target_session_attrs, application_name.";

const AMBIGUOUS: &str = "the URL of the server has an @, a / or a ? inside a name or a password | Inside names and \
                         passwords write @ as %40, / as %2F and ? as %3F.";

const BRACKETS: &str = "a host in the URL is not valid (expected HOST, HOST:PORT or [IPV6]:PORT) | Write an IPv6 address in \
                        brackets, as in `postgres://[2001:db8::1]:5432/DATABASE`.";

const PERCENT: &str = "has an unfinished percent sequence (expected % and two hexadecimal digits) | Write a % that means \
                       itself as %25.";

#[test]
fn mistakes_in_a_url_are_named() {
    let machine = TestMachine::bare();
    for (url, expected) in [
        (
            "postgres:db",
            "this is not the URL of a PostgreSQL server | Expected `postgres://USER@HOST:PORT/DATABASE`.",
        ),
        (
            "csp.db",
            "this is not the URL of a PostgreSQL server | Expected `postgres://USER@HOST:PORT/DATABASE`.",
        ),
        ("postgres://u:p@x@db/csp", AMBIGUOUS),
        ("postgres://u:p/x@db/csp", AMBIGUOUS),
        ("postgres://u:p?x@db/csp", AMBIGUOUS),
        ("postgres://db/csp?user=a@b", AMBIGUOUS),
        ("postgres://[::1/csp", BRACKETS),
        ("postgres://[]/csp", BRACKETS),
        ("postgres://[::1]x/csp", BRACKETS),
        ("postgres://2001:db8::1/csp", BRACKETS),
        (
            "postgres://a%2@db",
            &format!("the user in the URL {PERCENT}"),
        ),
        (
            "postgres://u:hunter%zz@db",
            &format!("the password in the URL {PERCENT}"),
        ),
        ("postgres://db%", &format!("a host in the URL {PERCENT}")),
        (
            "postgres://db/%a",
            &format!("the database in the URL {PERCENT}"),
        ),
        (
            "postgres://db?sslmode=%",
            &format!("the parameter sslmode in the URL {PERCENT}"),
        ),
        (
            "postgres://db?%=x",
            &format!("the name of a parameter in the URL {PERCENT}"),
        ),
        (
            "postgres://db/a%00b",
            "the database in the URL has the percent sequence %00, which is not allowed | -",
        ),
        (
            "postgres://db/a%FFb",
            "the database in the URL has percent sequences that are not UTF-8 | -",
        ),
        (
            "postgres://db?sslmode",
            "a parameter in the URL has no value | Write each parameter as NAME=VALUE, with & between two.",
        ),
        (
            "postgres://db?password=hun&ter",
            "a parameter in the URL has no value | Write & inside a password as %26.",
        ),
        (
            "postgres://db?password=hun&ter=2",
            "an unknown connection parameter follows a password in the URL | Write & inside a password as %26.",
        ),
        (
            "postgres://db?sslmod=require",
            &format!("`sslmod` is not a known connection parameter | {NAMES}"),
        ),
        (
            "postgres://db?ssl=false",
            &format!("`ssl` is not a known connection parameter | {NAMES}"),
        ),
        (
            "postgres://db?sslmode=strict",
            "`strict` is not a valid sslmode (expected disable, allow, prefer, require, verify-ca or verify-full) | Change sslmode in the URL.",
        ),
        (
            "postgres://db?password=x&sslmode=strict",
            "the sslmode is not valid (expected disable, allow, prefer, require, verify-ca or verify-full) | Change sslmode in the URL.",
        ),
        (
            "postgres://db?target_session_attrs=master",
            "`master` is not a valid target_session_attrs (expected any, read-write, read-only, primary, standby or prefer-standby) | Change target_session_attrs in the URL.",
        ),
        (
            "postgres://db?channel_binding=yes",
            "`yes` is not a valid channel_binding (expected disable, prefer or require) | Change channel_binding in the URL.",
        ),
        (
            "postgres://db?connect_timeout=5s",
            "`5s` is not a valid connect_timeout (expected a whole number of seconds) | Change connect_timeout in the URL.",
        ),
        (
            "postgres://db?connect_timeout=99999999999",
            "`99999999999` is not a valid connect_timeout (expected a whole number of seconds) | Change connect_timeout in the URL.",
        ),
        // A port in the place of a password is not quoted.
        (
            "postgres://db:hunter2/csp",
            "the port is not valid (expected a whole number from 1 to 65535) | Change port in the URL.",
        ),
        (
            "postgres://db:0/csp",
            "the port is not valid (expected a whole number from 1 to 65535) | Change port in the URL.",
        ),
        (
            "postgres://db?port=65536",
            "`65536` is not a valid port (expected a whole number from 1 to 65535) | Change port in the URL.",
        ),
        (
            "postgres://db1,db2,db3?port=1,2",
            "2 values of port do not fit 3 hosts | Give one port, or as many as there are hosts.",
        ),
        (
            "postgres://db?port=1,2",
            "2 values of port do not fit 1 host | Give one port, or as many as there are hosts.",
        ),
        (
            "postgres://db1,db2?hostaddr=192.0.2.1",
            "1 value of hostaddr does not fit 2 hosts | Give as many addresses as there are hosts.",
        ),
        (
            "postgres://db?hostaddr=db",
            "`db` is not a valid hostaddr (expected an IP address such as 192.0.2.1) | Change hostaddr in the URL.",
        ),
        (
            "postgres://u@d%20b",
            "`d b` is not a valid host (expected a name, an IP address, or a folder that begins with /) | Change host in the URL.",
        ),
        (
            "postgres://%40abstract",
            "the host is not valid (expected a host, or a folder with a socket; abstract sockets are not supported) | Change host in the URL.",
        ),
        (
            "postgres://db?sslrootcert=system&sslmode=require",
            "sslrootcert=system requires sslmode=verify-full | Leave sslmode out, or name a file with the trusted certificates as sslrootcert.",
        ),
        (
            "postgres://db?sslcert=/own.crt",
            "sslcert is given without sslkey | Give the file with the key of the certificate as sslkey.",
        ),
        (
            "postgres://db?sslkey=/own.key",
            "sslkey is given without sslcert | Give the file with the certificate of the key as sslcert.",
        ),
        (
            "postgres://db?sslcert=/own.crt&sslkey=/nowhere/own.key",
            "cannot read /nowhere/own.key: No such file or directory (os error 2) | Check the path. A relative path starts at the current folder.",
        ),
        (
            "postgres://db?passfile=/nowhere/pw",
            "cannot read /nowhere/pw: No such file or directory (os error 2) | Check the path. A relative path starts at the current folder.",
        ),
        // What csp cannot do.
        (
            "postgres://db?options=-c%20x",
            "the connection parameter options is not supported by csp | Remove options from the URL.",
        ),
        (
            "postgres://db?krbsrvname=x",
            "the connection parameter krbsrvname is not supported by csp | Remove krbsrvname from the URL.",
        ),
        (
            "postgres://db?sslpassword=hunter2",
            "the connection parameter sslpassword is not supported by csp | Remove sslpassword from the URL.",
        ),
        (
            "postgres://db?gssencmode=require",
            "`require` is not a valid gssencmode (expected disable or prefer) | Change gssencmode in the URL.",
        ),
        (
            "postgres://db?ssl_min_protocol_version=TLSv1.3",
            "`TLSv1.3` is not a valid ssl_min_protocol_version (expected TLSv1, TLSv1.1 or TLSv1.2) | Change ssl_min_protocol_version in the URL.",
        ),
        (
            "postgres://db?service=team",
            "the service `team` is not defined | No service file was found. Give one in the variable PGSERVICEFILE.",
        ),
    ] {
        assert_eq!(machine.mistake(url), expected, "{url}");
    }
}

#[test]
fn mistakes_in_variables_are_named() {
    for (name, value, expected) in [
        (
            "PGSSLMODE",
            "strict",
            "`strict` is not a valid sslmode (expected disable, allow, prefer, require, verify-ca or verify-full) | Change the variable PGSSLMODE, or give sslmode in the URL.",
        ),
        (
            "PGPORT",
            "x",
            "`x` is not a valid port (expected a whole number from 1 to 65535) | Change the variable PGPORT, or give port in the URL.",
        ),
        (
            "PGREQUIREAUTH",
            "scram-sha-256",
            "the connection parameter require_auth is not supported by csp | Remove the variable PGREQUIREAUTH.",
        ),
        (
            "PGHOSTADDR",
            "192.0.2.1,192.0.2.2",
            "2 values of hostaddr do not fit 1 host | Give as many addresses as there are hosts.",
        ),
        (
            "PGSERVICEFILE",
            "/nowhere/services",
            "cannot read /nowhere/services: No such file or directory (os error 2) | Check the path. A relative path starts at the current folder.",
        ),
    ] {
        let machine = TestMachine::with(&[(name, value), ("PGSERVICE", "")]);
        let url = if name == "PGSERVICEFILE" {
            "postgres://db?service=team"
        } else {
            "postgres://db"
        };
        assert_eq!(machine.mistake(url), expected, "{name}");
    }
}

#[test]
fn mistakes_in_a_service_file_have_their_line() {
    let one_a_line = "Write each parameter as NAME=VALUE in a line of its own.";
    for (line, expected) in [
        ("sslmode=strict", "DIR/home/.pg_service.conf:3:1: `strict` is not a valid sslmode (expected disable, allow, prefer, require, verify-ca or verify-full) | -".to_owned()),
        ("pass=hunter2", format!("DIR/home/.pg_service.conf:3:1: `pass` is not a known connection parameter | {NAMES}")),
        ("hunter2", format!("DIR/home/.pg_service.conf:3:1: this line is not a connection parameter | {one_a_line}")),
        ("host = db", format!("DIR/home/.pg_service.conf:3:1: blanks before the = are not allowed | {one_a_line}")),
        ("service=b", format!("DIR/home/.pg_service.conf:3:1: a service cannot name another service | {one_a_line}")),
        ("ldap://x?a=b", format!("DIR/home/.pg_service.conf:3:1: services in LDAP are not supported | {one_a_line}")),
        ("options=x", "DIR/home/.pg_service.conf:3:1: the connection parameter options is not supported by csp | -".to_owned()),
        ("password=hunter\0two", "DIR/home/.pg_service.conf:3:1: the password is not valid (expected text without zero bytes) | -".to_owned()),
    ] {
        let machine = TestMachine::bare();
        machine.write("home/.pg_service.conf", format!("[team]\n\n{line}\n"));
        assert_eq!(machine.mistake("postgres://db?service=team"), expected, "{line}");
        assert_eq!(
            machine.mistake("postgres://db?service=b"),
            "the service `b` is not defined | Add a section [b] to DIR/home/.pg_service.conf."
        );
    }
}

#[test]
fn files_that_are_not_text_are_refused() {
    let machine = TestMachine::bare();
    machine.write("home/.pgpass", b"a:b:c:d:e\n*:*:*:*:hunter\xff2\n");
    assert_eq!(
        machine.mistake("postgres://db"),
        "DIR/home/.pgpass:2:1: this line is not UTF-8 text | -"
    );
    machine.write("home/.pgpass", vec![b'x'; (1 << 20) + 1]);
    assert_eq!(
        machine.mistake("postgres://db"),
        "cannot read DIR/home/.pgpass: it is larger than 1 MiB | -"
    );
}

#[test]
fn a_user_that_nobody_knows_is_asked_for() {
    let mut machine = TestMachine::bare();
    machine.surroundings.login = None;
    assert_eq!(
        machine.mistake("postgres://db"),
        "the user of the database is missing | Give it in the URL, as in `postgres://USER@HOST/DATABASE`, or in the variable PGUSER."
    );
    assert_eq!(
        machine.describe("postgres://app@db"),
        "db:5432 app/app VerifyFull"
    );
}

#[test]
fn sockets_in_folders_are_refused_on_windows() {
    let mut machine = TestMachine::bare();
    machine.surroundings.has_sockets = false;
    assert_eq!(
        machine.mistake("postgres:///csp?host=/run/pg"),
        "`/run/pg` is not a valid host (expected the name of a host; sockets in folders are not available on Windows) | Change host in the URL."
    );
}
