//! Pictures of the terminal for README and docs: the program's output, drawn as SVG.
//!
//! `UPDATE_DOCS=1` draws them again; otherwise a stale picture fails the test.

use std::path::Path;
use std::process::Command;

use crate::generated::{Pages, hold};

const COLUMNS: u16 = 88;

/// The file, the commands to run first, and the command in the picture.
const PICTURES: &[(&str, &str, &str)] = &[
    (
        "status.svg",
        "export CSP_NOW=2021-02-08T09:00:00Z; csp enroll --from examples/contoso-france.toml \
         && csp verify record email-ownership accepted && csp verify record employment accepted \
         && csp verify record business accepted && csp enroll sign-mpa \
         && csp providers import examples/providers.csv && csp providers invite nordic-distribution \
         && export CSP_NOW=2021-02-24T09:00:00Z && csp enroll edit --contact-email chloe.durand@contoso.fr \
         && export CSP_NOW=2021-03-01T09:00:00Z",
        "csp status --account contoso-france",
    ),
    (
        "verify.svg",
        "csp enroll --from examples/contoso-france.toml && csp verify record email-ownership accepted \
         && csp verify record employment accepted \
         && csp verify record business rejected --reason 'The address is not that of the register.'",
        "csp verify",
    ),
    (
        "eligibility.svg",
        "true",
        "csp eligibility check --facts examples/facts-direct.toml | head -14",
    ),
    (
        "users.svg",
        "csp enroll --from examples/contoso-france.toml && csp verify record email-ownership accepted \
         && csp verify record employment accepted && csp verify record business accepted && csp enroll sign-mpa \
         && csp users import examples/team.csv --credentials team-passwords.csv",
        "csp users list",
    ),
    (
        "refusal.svg",
        "csp enroll --from examples/contoso-france.toml",
        "csp enroll sign-mpa",
    ),
];

#[test]
fn pictures_show_what_the_program_prints() {
    let mut pages: Pages = PICTURES
        .iter()
        .map(|(name, before, shown)| ((*name).to_owned(), picture(before, shown).into_bytes()))
        .collect();
    pages.insert("interview.svg".to_owned(), interview().into_bytes());
    hold("docs/pictures", &pages);
}

/// The questions of the recorded interview, up to the summary.
fn interview() -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/sessions/interview.txt");
    let session = std::fs::read_to_string(page).unwrap();
    let questions = session.split("\n\n").next().unwrap();
    let (command, answers) = questions.split_once('\n').unwrap();
    drawn(command, answers)
}

fn picture(before: &str, shown: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let _ = std::os::unix::fs::symlink(root.join("examples"), home.path().join("examples"));
    let folder = Path::new(env!("CARGO_BIN_EXE_csp")).parent().unwrap();
    let output = Command::new("bash")
        .args([
            "--norc",
            "-c",
            &format!("{{ {before}; }} > /dev/null 2>&1\n{{ {shown}; }} 2>&1"),
        ])
        .env_clear()
        .env(
            "PATH",
            format!("{}:{}", folder.display(), std::env::var("PATH").unwrap()),
        )
        .env("HOME", home.path())
        .env("COLUMNS", COLUMNS.to_string())
        .env("CLICOLOR_FORCE", "1")
        .env("CSP_NOW", "2021-03-01T09:00:00Z")
        .current_dir(home.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    drawn(&format!("$ {shown}"), text.trim_end())
}

fn drawn(command: &str, answer: &str) -> String {
    anstyle_svg::Term::new().render_svg(&format!("\u{1b}[1m{command}\u{1b}[0m\n{answer}"))
}
