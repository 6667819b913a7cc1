//! No password is ever shown: whatever it is, wherever it is given, and however wrong the rest is.

use super::test_machine::TestMachine;
use super::{Password, Settings, without_secrets};
use crate::diagnostic::Diagnostic;
use proptest::prelude::*;

/// A part of every password here that no other text has.
const MARK: &str = "Xq7vZ";

/// Passwords with much that means something in a URL around the mark.
fn passwords() -> impl Strategy<Value = String> {
    let around = "([a-z0-9:/@?&=#%+,;.\\[\\]!*' -]|%[0-9a-f]{2}|\\\\|é){0,12}";
    (around, around).prop_map(|(before, after)| format!("{before}{MARK}{after}"))
}

/// The rest of a URL, right and wrong.
fn ends() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("@db/csp"),
        Just("@db:6000,db2/csp?sslmode=require"),
        Just("@db/csp?sslmode=strict"),
        Just("@[::1/csp"),
        Just("@db:x/csp"),
        Just("@db/cs%p"),
        Just("@db/csp?unknown=1"),
        Just("@db?connect_timeout=soon"),
        Just("@db,db?port=1,2,3"),
        Just("@db?options=x"),
        Just("@db?service=missing"),
        Just("@"),
    ]
}

/// All that is said and shown of what was read.
fn shown(result: &Result<Settings, Diagnostic>) -> String {
    match result {
        Ok(settings) => format!("{settings:?} {settings:#?} {}", settings.shown()),
        Err(error) => format!(
            "{error} {error:?} {} {}",
            error.located_message(),
            error.to_json()
        ),
    }
}

fn assert_hidden(machine: &TestMachine, url: &str) -> Result<(), TestCaseError> {
    let result = machine.try_read(url);
    let shown = shown(&result);
    prop_assert!(!shown.contains(MARK), "{url}: {shown}");
    let shown = without_secrets(url);
    prop_assert!(!shown.contains(MARK), "{url}: {shown}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_password_before_the_host_is_never_shown(password in passwords(), end in ends()) {
        let machine = TestMachine::bare();
        assert_hidden(&machine, &format!("postgres://app:{password}{end}"))?;
        assert_hidden(&machine, &format!("postgres://:{password}{end}"))?;
        assert_hidden(&machine, &format!("postgres:/app:{password}{end}"))?;
        let encoded = super::percent::encode(&password);
        assert_hidden(&machine, &format!("postgresql://app:{encoded}{end}"))?;
        let url = format!("postgres://app:{encoded}@db/csp");
        let settings = machine.read(&url);
        prop_assert_eq!(settings.password.as_ref().map(Password::expose), Some(&*password));
    }

    #[test]
    fn a_password_parameter_is_never_shown(password in passwords(), end in ends()) {
        let machine = TestMachine::bare();
        let query = end.split_once('?').map_or("sslmode=x", |(_, query)| query);
        for name in ["password", "sslpassword", "pass%77ord"] {
            assert_hidden(&machine, &format!("postgres://db/csp?{name}={password}&{query}"))?;
            assert_hidden(&machine, &format!("postgres://db?{query}&{name}={password}"))?;
        }
    }

    #[test]
    fn a_password_of_a_variable_or_a_file_is_never_shown(password in passwords(), end in ends()) {
        let mut machine = TestMachine::bare();
        let url = format!("postgres://app{end}");
        machine.write("home/.pgpass", format!("*:*:*:*:{password}\n"));
        assert_hidden(&machine, &url)?;
        machine.write("home/.pg_service.conf", format!("[team]\npassword={password}\nport=x{end}\n"));
        assert_hidden(&machine, "postgres://db?service=team")?;
        machine.set("PGPASSWORD", password);
        assert_hidden(&machine, &url)?;
    }
}

#[test]
fn debug_output_has_no_password() {
    assert_eq!(format!("{:?}", Password::new("pw")), "Password(..)");
}
