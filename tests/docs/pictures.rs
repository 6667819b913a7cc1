//! Pictures of the terminal for README and docs: what the program printed, drawn as SVG.
//!
//! `UPDATE_DOCS=1` draws them anew; without it, one that is stale fails.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use vt100::{Cell, Color};

use crate::generated::{Pages, hold};

const COLUMNS: u16 = 88;
/// Width and height of a character, in the units of the picture.
const CELL: f32 = 8.4;
const LINE: f32 = 18.0;

/// The file, what leads up to it, and the command that is shown.
const PICTURES: &[(&str, &str, &str)] = &[
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
    let pages: Pages = PICTURES
        .iter()
        .map(|(name, before, shown)| ((*name).to_owned(), picture(before, shown).into_bytes()))
        .collect();
    hold("docs/pictures", &pages);
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
    let mut screen = vt100::Parser::new(60.try_into().unwrap(), COLUMNS.try_into().unwrap(), 0);
    screen.process(
        format!(
            "\u{1b}[1m$ {shown}\u{1b}[0m\r\n{}",
            text.replace('\n', "\r\n")
        )
        .as_bytes(),
    );
    let (row, _) = screen.screen().cursor_position();
    draw(screen.screen(), row)
}

fn draw(screen: &vt100::Screen, rows: u16) -> String {
    let (width, height) = (
        f32::from(COLUMNS) * CELL + 24.0,
        f32::from(rows) * LINE + 24.0,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#1b1f24\"/>\n\
         <g font-family=\"ui-monospace, Menlo, Consolas, monospace\" font-size=\"14\" fill=\"#d8dee6\" xml:space=\"preserve\">\n"
    );
    for row in 0..rows {
        let y = 24.0 + f32::from(row) * LINE;
        let mut column = 0;
        while column < COLUMNS {
            let Some(cell) = screen.cell(row, column).filter(|it| it.has_contents()) else {
                column += 1;
                continue;
            };
            let (from, style) = (column, style(cell));
            let mut text = String::new();
            while let Some(cell) = screen
                .cell(row, column)
                .filter(|it| self::style(it) == style || !it.has_contents())
            {
                if column >= COLUMNS {
                    break;
                }
                text.push_str(if cell.has_contents() {
                    cell.contents()
                } else {
                    " "
                });
                column += 1;
            }
            let x = 12.0 + f32::from(from) * CELL;
            let text = text.trim_end();
            let length = f32::from(u16::try_from(text.chars().count()).unwrap()) * CELL;
            let text = text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            let _ = writeln!(
                svg,
                "<text x=\"{x:.1}\" y=\"{y:.0}\" textLength=\"{length:.1}\"{style}>{text}</text>"
            );
        }
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

fn style(cell: &Cell) -> String {
    let colour = match cell.fgcolor() {
        Color::Idx(1) => " fill=\"#ff7b72\"",
        Color::Idx(2) => " fill=\"#7ee787\"",
        Color::Idx(3) => " fill=\"#e3b341\"",
        Color::Default | Color::Idx(_) | Color::Rgb(..) => "",
    };
    let bold = if cell.bold() {
        " font-weight=\"bold\""
    } else {
        ""
    };
    format!("{colour}{bold}")
}
