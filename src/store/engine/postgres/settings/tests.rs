//! URLs and variables, and the settings that come of them.

use super::test_machine::TestMachine;
use super::{Settings, has_password, is_url, without_secrets};
use proptest::prelude::*;

/// URLs, and the settings on a machine without variables and files.
const URLS: &[(&str, &str)] = &[
    // Hosts.
    ("postgres://", "localhost:5432 ada/ada Prefer"),
    ("postgresql:///csp", "localhost:5432 ada/csp Prefer"),
    ("POSTGRES://db/csp", "db:5432 ada/csp VerifyFull"),
    (" postgres://db/csp\n", "db:5432 ada/csp VerifyFull"),
    ("postgres://db", "db:5432 ada/ada VerifyFull"),
    ("postgres://db/", "db:5432 ada/ada VerifyFull"),
    ("postgres://app@db/csp", "db:5432 app/csp VerifyFull"),
    ("postgres://app@db", "db:5432 app/app VerifyFull"),
    ("postgres://@db/csp", "db:5432 ada/csp VerifyFull"),
    ("postgres://db:6000/csp", "db:6000 ada/csp VerifyFull"),
    ("postgres://db:/csp", "db:5432 ada/csp VerifyFull"),
    (
        "postgres://db1,db2/csp",
        "db1:5432 db2:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://db1:1,db2,db3:3/csp",
        "db1:1 db2:5432 db3:3 ada/csp VerifyFull",
    ),
    (
        "postgres:///csp?host=db1,db2&port=6000",
        "db1:6000 db2:6000 ada/csp VerifyFull",
    ),
    (
        "postgres:///csp?host=db1,db2&port=,6000",
        "db1:5432 db2:6000 ada/csp VerifyFull",
    ),
    ("postgres://db1/csp?host=db2", "db2:5432 ada/csp VerifyFull"),
    (
        "postgres://db,/csp",
        "db:5432 localhost:5432 ada/csp VerifyFull",
    ),
    // Addresses.
    (
        "postgres://192.0.2.1/csp",
        "=192.0.2.1:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://[2001:db8::1]:6000/csp",
        "=2001:db8::1:6000 ada/csp VerifyFull",
    ),
    (
        "postgres://[fe80::1%25eth0]/csp",
        "fe80::1%eth0:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://db/csp?hostaddr=192.0.2.1",
        "db=192.0.2.1:5432 ada/csp VerifyFull",
    ),
    (
        "postgres:///csp?hostaddr=192.0.2.1",
        "=192.0.2.1:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://db1,db2/csp?hostaddr=192.0.2.1,",
        "db1=192.0.2.1:5432 db2:5432 ada/csp VerifyFull",
    ),
    // Sockets.
    ("postgres://%2Frun%2Fpg/csp", "/run/pg:5432 ada/csp Disable"),
    (
        "postgres://app@%2Frun%2Fpg:6000/csp",
        "/run/pg:6000 app/csp Disable",
    ),
    (
        "postgres:///csp?host=/run/pg&port=6000",
        "/run/pg:6000 ada/csp Disable",
    ),
    (
        "postgres://%2Frun%2Fpg,db/csp",
        "/run/pg:5432 db:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://%2Frun%2Fpg/csp?sslmode=verify-full",
        "/run/pg:5432 ada/csp Disable",
    ),
    // What stays on this machine.
    ("postgres://LocalHost/csp", "LocalHost:5432 ada/csp Prefer"),
    ("postgres://127.9.9.9/csp", "=127.9.9.9:5432 ada/csp Prefer"),
    ("postgres://[::1]/csp", "=::1:5432 ada/csp Prefer"),
    (
        "postgres://[::ffff:127.0.0.1]/csp",
        "=::ffff:127.0.0.1:5432 ada/csp Prefer",
    ),
    (
        "postgres://localhost,%2Frun/csp",
        "localhost:5432 /run:5432 ada/csp Prefer",
    ),
    (
        "postgres://localhost,db/csp",
        "localhost:5432 db:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://localhost/csp?hostaddr=192.0.2.1",
        "localhost=192.0.2.1:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://db/csp?hostaddr=127.0.0.1",
        "db=127.0.0.1:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://localhost.example/csp",
        "localhost.example:5432 ada/csp VerifyFull",
    ),
    // Names and passwords.
    (
        "postgres://a%40b:p%3Aw%2F%25@db/c%20d",
        "db:5432 a@b/c d VerifyFull password=p:w/%",
    ),
    (
        "postgres://app:p:w#[@db/csp",
        "db:5432 app/csp VerifyFull password=p:w#[",
    ),
    ("postgres://app:@db/csp", "db:5432 app/csp VerifyFull"),
    (
        "postgres://db/csp?user=app&password=p+w=",
        "db:5432 app/csp VerifyFull password=p+w=",
    ),
    ("postgres://db/a/b", "db:5432 ada/a/b VerifyFull"),
    (
        "postgres:///?dbname=csp&us%65r=app&host=db",
        "db:5432 app/csp VerifyFull",
    ),
    ("postgres://db/csp?user=", "db:5432 ada/csp VerifyFull"),
    // TLS.
    (
        "postgres://db/csp?sslmode=disable",
        "db:5432 ada/csp Disable",
    ),
    ("postgres://db/csp?sslmode=allow", "db:5432 ada/csp Allow"),
    (
        "postgres://db/csp?sslmode=require",
        "db:5432 ada/csp Require",
    ),
    ("postgres://db/csp?ssl=true", "db:5432 ada/csp Require"),
    (
        "postgres://localhost/csp?sslmode=verify-full",
        "localhost:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://db/csp?sslmode=verify-ca&sslrootcert=/ca.pem",
        "db:5432 ada/csp VerifyCa roots=/ca.pem",
    ),
    (
        "postgres://db/csp?sslmode=require&sslrootcert=/ca.pem",
        "db:5432 ada/csp VerifyCa roots=/ca.pem",
    ),
    (
        "postgres://db/csp?sslmode=prefer&sslrootcert=/ca.pem",
        "db:5432 ada/csp Prefer roots=/ca.pem",
    ),
    (
        "postgres://localhost/csp?sslrootcert=system",
        "localhost:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://db/csp?channel_binding=require",
        "db:5432 ada/csp VerifyFull binding=Require",
    ),
    // The rest.
    (
        "postgres://db1,db2/csp?target_session_attrs=read-write&sslmode=verify-full",
        "db1:5432 db2:5432 ada/csp VerifyFull ReadWrite",
    ),
    (
        "postgres://db/csp?target_session_attrs=prefer-standby",
        "db:5432 ada/csp VerifyFull PreferStandby",
    ),
    (
        "postgres://db/csp?connect_timeout=5",
        "db:5432 ada/csp VerifyFull 5s",
    ),
    (
        "postgres://db/csp?connect_timeout=0",
        "db:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://db/csp?connect_timeout=-1",
        "db:5432 ada/csp VerifyFull",
    ),
    (
        "postgres://db/csp?fallback_application_name=f",
        "db:5432 ada/csp VerifyFull application=f",
    ),
    (
        "postgres://db/csp?fallback_application_name=f&application_name=my%20app&",
        "db:5432 ada/csp VerifyFull application=my app",
    ),
    (
        "postgres://db/csp?connect_timeout=5&connect_timeout=6",
        "db:5432 ada/csp VerifyFull 6s",
    ),
    (
        "postgres://db/csp?keepalives=1&keepalives_idle=x&tcp_user_timeout=9&sslsni=0&gssencmode=disable&client_encoding=UTF8",
        "db:5432 ada/csp VerifyFull",
    ),
];

#[test]
fn urls_are_read_as_libpq_reads_them() {
    let machine = TestMachine::bare();
    for (url, expected) in URLS {
        assert_eq!(machine.describe(url), *expected, "{url}");
    }
}

#[test]
fn variables_give_what_the_url_leaves_open() {
    let all = [
        ("PGHOST", "h1,h2"),
        ("PGHOSTADDR", "192.0.2.1,192.0.2.2"),
        ("PGPORT", "6000"),
        ("PGDATABASE", "d"),
        ("PGUSER", "u"),
        ("PGPASSWORD", "p"),
        ("PGSSLMODE", "verify-ca"),
        ("PGSSLROOTCERT", "/ca.pem"),
        ("PGCONNECT_TIMEOUT", "7"),
        ("PGTARGETSESSIONATTRS", "primary"),
        ("PGAPPNAME", "a"),
        ("PGCHANNELBINDING", "disable"),
        ("PGOPTIONS", "-c work_mem=1GB"),
        ("PGGSSENCMODE", "prefer"),
    ];
    let machine = TestMachine::with(&all);
    assert_eq!(
        machine.describe("postgres://"),
        "h1=192.0.2.1:6000 h2=192.0.2.2:6000 u/d VerifyCa roots=/ca.pem Primary binding=Disable 7s application=a password=p"
    );
    let url = "postgres://app:pw@db1:1,db2/csp?sslmode=require&sslrootcert=/own&connect_timeout=1&application_name=b\
               &target_session_attrs=any&channel_binding=prefer&hostaddr=192.0.2.8,192.0.2.9";
    assert_eq!(
        machine.describe(url),
        "db1=192.0.2.8:1 db2=192.0.2.9:5432 app/csp VerifyCa roots=/own 1s application=b password=pw"
    );
}

#[test]
fn empty_variables_count_as_absent() {
    let machine = TestMachine::with(&[("PGHOST", ""), ("PGUSER", ""), ("PGSSLMODE", "")]);
    assert_eq!(
        machine.describe("postgres://db"),
        "db:5432 ada/ada VerifyFull"
    );
}

#[test]
fn without_a_host_a_socket_is_used_where_there_is_one() {
    let mut machine = TestMachine::bare();
    machine.write("tmp/.s.PGSQL.5432", "");
    machine.write("run/.s.PGSQL.6000", "");
    assert_eq!(
        machine.describe("postgres://"),
        "DIR/tmp:5432 ada/ada Disable"
    );
    assert_eq!(
        machine.describe("postgres://:6000"),
        "DIR/run:6000 ada/ada Disable"
    );
    assert_eq!(
        machine.describe("postgres://:7000"),
        "localhost:7000 ada/ada Prefer"
    );
    assert_eq!(
        machine.describe("postgres://db"),
        "db:5432 ada/ada VerifyFull"
    );
    let settings = machine.read("postgres://");
    let file = machine.path("tmp/.s.PGSQL.5432");
    assert_eq!(settings.hosts[0].socket_file(), Some(file));
    machine.surroundings.has_sockets = false;
    assert_eq!(
        machine.describe("postgres://"),
        "localhost:5432 ada/ada Prefer"
    );
}

#[test]
fn settings_come_from_a_real_machine() {
    let variables = [
        ("HOME", "/nowhere/home"),
        ("USER", "bruno"),
        ("APPDATA", "/nowhere/home"),
        ("USERNAME", "bruno"),
        ("PGHOST", "db"),
        ("PGPASSWORD", "pw"),
        ("PGSYSCONFDIR", "/nowhere"),
    ];
    let text = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let host = crate::host::Host::from_parts(
        variables.map(text).into(),
        Box::new(std::io::empty()),
        Box::new(std::io::sink()),
        Box::new(std::io::sink()),
    );
    let surroundings = super::Surroundings::of(&host);
    let settings = Settings::read("postgres:///csp", &surroundings).unwrap();
    assert_eq!(
        settings.shown(),
        "postgres://bruno@db:5432/csp?sslmode=verify-full"
    );
    assert_eq!(settings.password.unwrap().expose(), "pw");
    assert_eq!(surroundings.variable("PGSYSCONFDIR"), Some("/nowhere"));
}

#[test]
fn a_url_is_told_from_a_file() {
    for url in [
        "postgres://db/csp",
        "postgresql://",
        "PostgreSQL://db",
        "postgres:/db",
        "postgres:",
        " postgres://db",
    ] {
        assert!(is_url(url), "{url}");
    }
    for file in [
        "csp.db",
        "postgres",
        "/data/postgres://db",
        r"C:\csp.db",
        "postgres.db",
        "",
        "https://db",
    ] {
        assert!(!is_url(file), "{file}");
    }
}

#[test]
fn secrets_of_a_url_are_found_and_hidden() {
    for (url, shown) in [
        (
            "postgres://app:pw@db:6000/csp?sslmode=require",
            "postgres://app:***@db:6000/csp?sslmode=require",
        ),
        ("postgresql://app:p:w#?@db/csp", "postgresql://app***"),
        ("postgres://app:p@w@db/csp", "postgres://app***"),
        ("postgres://app:p/w@db/csp", "postgres://app***"),
        ("postgres:/app:pw@db/csp", "postgres://app***"),
        ("postgres:app:pw@db/csp", "postgres://app***"),
        ("postgres://db/csp?password=p@w", "postgres://db***"),
        (
            "postgres://db/csp?password=pw",
            "postgres://db/csp?password=***",
        ),
        (
            "postgres://db/csp?p%61ssword=pw&user=a",
            "postgres://db/csp?p%61ssword=***&user=a",
        ),
        (
            "postgres://db/csp?password=p&w&x=y&user=a",
            "postgres://db/csp?password=***&***&***&user=a",
        ),
        (
            "postgres://db/csp?sslpassword=pw",
            "postgres://db/csp?sslpassword=***",
        ),
        ("postgres://app:p%zzw@db/csp", "postgres://app:***@db/csp"),
    ] {
        assert_eq!(without_secrets(url), shown);
        assert!(has_password(url), "{url}");
    }
    for (url, shown) in [
        (
            "postgres://app@db1:1,[::1]:2/csp?host=x",
            "postgres://app@db1:1,[::1]:2/csp?host=x",
        ),
        (
            "postgres://app:@db/csp?password=",
            "postgres://app@db/csp?password=***",
        ),
        ("postgres://app:secret/csp", "postgres://app:***/csp"),
        ("postgres://app:a:b/csp", "postgres://***/csp"),
        (
            "postgres://db/csp?pass=pw&x",
            "postgres://db/csp?pass=***&***",
        ),
        ("postgres://db/csp?", "postgres://db/csp?"),
        ("postgres://", "postgres://"),
        ("data/a:b@c.db", "data/a:b@c.db"),
    ] {
        assert_eq!(without_secrets(url), shown);
        assert!(!has_password(url), "{url}");
    }
}

#[test]
fn the_shown_url_names_the_database() {
    let machine = TestMachine::with(&[("PGPORT", "6000"), ("PGSSLMODE", "require")]);
    for (url, shown) in [
        (
            "postgres://app:pw@db",
            "postgres://app@db:6000/app?sslmode=require",
        ),
        (
            "postgres://db1,[::1]:2/a%20b?target_session_attrs=read-write&sslmode=verify-full&connect_timeout=3",
            "postgres://ada@db1:5432,[::1]:2/a%20b?target_session_attrs=read-write&sslmode=verify-full",
        ),
        (
            "postgres://%2Frun%2Fpg/csp",
            "postgres://ada@%2Frun%2Fpg:6000/csp",
        ),
        (
            "postgres://a,%2Frun/csp?hostaddr=192.0.2.1,&channel_binding=require",
            "postgres://ada@a:5432,%2Frun:5432/csp?hostaddr=192.0.2.1,&sslmode=require&channel_binding=require",
        ),
    ] {
        assert_eq!(machine.read(url).shown(), shown);
    }
}

/// URLs of many forms that are valid.
fn valid_urls() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        "[a-z][a-z0-9-]{0,8}(\\.[a-z]{2,3})?",
        Just("localhost".to_owned()),
        Just("192.0.2.7".to_owned()),
        Just("[2001:db8::7]".to_owned()),
        Just("%2Frun%2Fpg%20x".to_owned()),
    ];
    let host = (host, proptest::option::of(1..=u16::MAX)).prop_map(|(host, port)| match port {
        Some(port) => format!("{host}:{port}"),
        None => host,
    });
    let name = "([a-z0-9._~-]|%[2-7][0-9A-F]|%C3%A9){0,8}";
    let hosts = proptest::collection::vec(host, 1..4);
    let parameters = proptest::sample::subsequence(
        vec![
            "sslmode=require",
            "target_session_attrs=read-write",
            "channel_binding=require",
            "connect_timeout=9",
            "application_name=x",
        ],
        0..5,
    );
    (name, hosts, name, parameters).prop_map(|(user, hosts, database, parameters)| {
        let (hosts, parameters) = (hosts.join(","), parameters.join("&"));
        format!("postgres://{user}@{hosts}/{database}?{parameters}")
    })
}

proptest! {
    #[test]
    fn the_shown_url_leads_to_the_same_database(url in valid_urls()) {
        let machine = TestMachine::bare();
        let settings = machine.read(&url);
        let again = machine.read(&settings.shown());
        prop_assert_eq!(again.shown(), settings.shown());
        prop_assert_eq!(again.hosts, settings.hosts);
        prop_assert_eq!(again.user, settings.user);
        prop_assert_eq!(again.database, settings.database);
        prop_assert_eq!(again.target, settings.target);
        prop_assert_eq!(again.tls, settings.tls);
        prop_assert_eq!(again.channel_binding, settings.channel_binding);
    }
}
